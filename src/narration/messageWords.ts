import { displayName, parseCertificate } from '../pki/x509/certificate.ts';
import { namesAuthorities } from '../lab/onlooker.ts';
import type { MessageStep, Party, Trace } from '../lab/trace.ts';
import { count, list, partyName, The, the } from './phrases.ts';
import type { StepWords } from './words.ts';

type Words = Omit<StepWords, 'label'>;
type Narrator = (step: MessageStep, trace: Trace) => Words;

/** What a handshake message says, and why it is there. One entry a message. */
export function messageWords(step: MessageStep, trace: Trace): StepWords {
  return { ...MESSAGES[step.name](step, trace), label: step.name };
}

const MESSAGES: Readonly<Record<MessageStep['name'], Narrator>> = {
  ClientHello: ({ bytes }) => ({
    title: 'Client says hello',
    what: `The client sends ${count(bytes.length, 'byte')} in the clear: the versions and cipher suites that it can speak, a fresh key share, and the name of the server that it wants.`,
    why: 'Anybody on the wire can read this, the name that the client asks for included. Nothing is secret yet, and nobody has proved anything: whoever answers may be somebody else.',
  }),
  ServerHello: ({ party }) => ({
    title: `${partyName(party)} answers`,
    what: `${The(party)} chooses the version and the cipher suite and sends a fresh key share of its own, still in the clear.`,
    why: 'Each side can now compute the same secret from the two key shares. Certificates have no part in that; everything after this message is encrypted.',
  }),
  HelloRetryRequest: ({ party }) => ({
    title: `${partyName(party)} asks for another key share`,
    what: `${The(party)} cannot use the key share that it got and names the group that it wants instead.`,
    why: 'It costs one more round trip; the client must say hello again.',
  }),
  EncryptedExtensions: ({ party }) => ({
    title: `${partyName(party)} settles the details`,
    what: `${The(party)} sends the rest of its choices, such as the application protocol, under the handshake keys.`,
    why: 'The wire sees a record of application_data and its length, and no longer what is in it.',
  }),
  CertificateRequest: (step, trace) => ({
    title: 'Server asks for the client’s certificate',
    what: `${The(step.party)} asks the client to authenticate, and names the signature algorithms ${namesAuthorities(step) ? `and the CAs that it accepts: ${list(trace.server.anchors.map(({ name }) => name))}` : 'that it accepts; it does not say which CAs'}.`,
    why: 'This one message makes TLS mutual. Without it a client never shows a certificate, however good or bad.',
  }),
  Certificate: (step, trace) =>
    step.party === 'client' ? clientCertificate(trace) : serverCertificate(step.party, trace),
  CertificateVerify: ({ party }) => ({
    title: `${partyName(party)} proves that it holds the key`,
    what: `${The(party)} signs a hash of the whole conversation so far with its private key.`,
    why: 'A certificate is public and can be copied. This signature covers the fresh values of this very handshake, so only the holder of the key can make it, and it is of no use in another.',
  }),
  Finished: ({ party }) => ({
    title: `${partyName(party)} closes its side of the handshake`,
    what: `${The(party)} sends a MAC over the whole conversation, under a key that only the two ends can derive.`,
    why:
      party === 'client'
        ? 'The client has now done its part, and does not wait for the server’s judgement: in TLS 1.3 it is finished before the server has looked at its certificate.'
        : 'Had anybody changed one byte of the messages before, the MAC would not match.',
  }),
  NewSessionTicket: ({ party }) => ({
    title: `${partyName(party)} hands out a ticket`,
    what: `${The(party)} sends a ticket with which the client could resume this session later.`,
    why: 'It comes only after the server has accepted the client, so it is the first sign of that. This lab shows the ticket and does not use it.',
  }),
  KeyUpdate: ({ party }) => ({
    title: `${partyName(party)} changes its keys`,
    what: `${The(party)} replaces its application traffic key by the next one of the schedule.`,
    why: 'A key that protects less data gives an attacker less to work with.',
  }),
};

function serverCertificate(party: Party, trace: Trace): Words {
  const info = party === 'attacker' && trace.attacker ? trace.attacker : trace.server;
  return {
    title: `${partyName(party)} shows its certificate`,
    what: `${The(party)} presents ${chainInWords(info.chain)}; it says that it is ${info.identity ?? 'nobody in particular'}.`,
    why: 'Showing a certificate proves nothing yet. What counts is a chain to a CA that the client trusts, and the proof of the key that comes next.',
  };
}

function clientCertificate(trace: Trace): Words {
  if (trace.client.chain.length === 0) {
    return {
      title: 'Client has no certificate to show',
      what: 'The client was asked and answers with an empty list.',
      why: 'The protocol allows that answer. Whether it is enough is for the server to decide.',
    };
  }
  return {
    title: 'Client shows its certificate',
    what: `The client presents ${chainInWords(trace.client.chain)}; it says that it is ${trace.client.identity ?? 'nobody in particular'}.`,
    why: `In TLS 1.3 it travels encrypted, so ${the('server')} alone learns who the client is; in TLS 1.2 it crosses the wire in the clear.`,
  };
}

function chainInWords(chain: readonly Uint8Array[]): string {
  const names = chain.map((der) => displayName(parseCertificate(der)));
  const [leaf, ...others] = names;
  if (others.length === 0) return `one certificate, ${leaf ?? 'unnamed'}`;
  return `${count(chain.length, 'certificate')}, ${leaf ?? 'unnamed'} and then ${list(others)}`;
}
