import { displayName, readableCertificate } from '../pki/x509/certificate.ts';
import { authoritiesIn } from '../lab/onlooker.ts';
import { infoOf, isClients, type MessageStep, type Party, type Trace } from '../lab/trace.ts';
import { decodeHandshake } from '../tls/messages.ts';
import { count, list, partyName, The, the } from './phrases.ts';
import type { StepWords } from './words.ts';

type Words = Omit<StepWords, 'label'>;
type Narrator = (step: MessageStep, trace: Trace) => Words;

/** What a handshake message says, and why it is there. One entry a message. */
export function messageWords(step: MessageStep, trace: Trace): StepWords {
  return { ...MESSAGES[step.name](step, trace), label: step.name };
}

const MESSAGES: Readonly<Record<MessageStep['name'], Narrator>> = {
  ClientHello: (step) => ({
    title: `${partyName(step.party)} says hello`,
    what: `${The(step.party)} sends ${count(step.bytes.length, 'byte')} in the clear: the versions and cipher suites that it can speak, a fresh key share${asksForName(step) ? ', and the name of the server that it wants' : '; it does not say which server it wants'}.`,
    why: 'Anybody on the wire can read this, the name that a client asks for included. Nothing is secret yet, and nobody has proved anything: whoever answers may be somebody else.',
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
  CertificateRequest: (step) => ({
    title: 'Server asks for the client’s certificate',
    what: `${The(step.party)} asks the client to authenticate, and names the signature algorithms ${authorityWords(step)}.`,
    why: 'This one message makes TLS mutual. Without it a client never shows a certificate, however good or bad.',
  }),
  Certificate: (step, trace) =>
    isClients(trace, step) ? clientCertificate(step, trace) : serverCertificate(step.party, trace),
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

/** Which CAs it accepts, if it says so at all: it may leave them out (RFC 8446 §4.2.4). */
function authorityWords(step: MessageStep): string {
  const names = authoritiesIn(step);
  return names === null
    ? 'that it accepts; it does not say which CAs'
    : `and the CAs that it accepts: ${list(names.map((name) => name ?? 'one whose name cannot be read'))}`;
}

function asksForName({ bytes }: MessageStep): boolean {
  const { extensions } = decodeHandshake('ClientHello', bytes);
  return extensions.some(({ name }) => name === 'server_name');
}

function serverCertificate(party: Party, trace: Trace): Words {
  const info = infoOf(trace, party);
  return {
    title: `${partyName(party)} shows its certificate`,
    what: `${The(party)} presents ${chainInWords(info.chain)}; it says that it is ${info.identity ?? 'nobody in particular'}.`,
    why: 'Showing a certificate proves nothing yet. What counts is a chain to a CA that the client trusts, and the proof of the key that comes next.',
  };
}

function clientCertificate({ party }: MessageStep, trace: Trace): Words {
  const info = infoOf(trace, party);
  if (info.chain.length === 0) {
    return {
      title: 'Client has no certificate to show',
      what: 'The client was asked and answers with an empty list.',
      why: 'The protocol allows that answer. Whether it is enough is for the server to decide.',
    };
  }
  return {
    title: 'Client shows its certificate',
    what: `The client presents ${chainInWords(info.chain)}; it says that it is ${info.identity ?? 'nobody in particular'}.`,
    why: `In TLS 1.3 it travels encrypted, so ${the('server')} alone learns who the client is; in TLS 1.2 it crosses the wire in the clear.`,
  };
}

function chainInWords(chain: readonly Uint8Array[]): string {
  const names = chain.map((der) => {
    const certificate = readableCertificate(der);
    return certificate ? displayName(certificate) : 'one that cannot be read';
  });
  const [leaf, ...others] = names;
  if (others.length === 0) return `one certificate, ${leaf ?? 'unnamed'}`;
  return `${count(chain.length, 'certificate')}, ${leaf ?? 'unnamed'} and then ${list(others)}`;
}
