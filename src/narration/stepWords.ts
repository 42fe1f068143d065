import { gaveUpAt } from '../lab/onlooker.ts';
import {
  epochOf,
  isClients,
  type AlertStep,
  type AuthorisationStep,
  type BeliefStep,
  type DataStep,
  type KeysStep,
  type RawStep,
  type Step,
  type Trace,
} from '../lab/trace.ts';
import { checkWords } from './checkWords.ts';
import { messageWords } from './messageWords.ts';
import { count, list, partyName, The, the } from './phrases.ts';
import { refusedWords } from './refused.ts';
import type { StepWords } from './words.ts';

/**
 * A step in words: what happened, with this run's own values, and why it matters.
 *
 * @param trace the run that the step belongs to
 */
export function stepWords(step: Step, trace: Trace): StepWords {
  switch (step.kind) {
    case 'message':
      return messageWords(step, trace);
    case 'check':
      return checkWords(step, trace);
    case 'keys':
      return keysWords(step);
    case 'belief':
      return beliefWords(step, trace);
    case 'alert':
      return alertWords(step, trace);
    case 'data':
      return dataWords(step, trace);
    case 'close':
      return {
        title: `${partyName(step.party)} says goodbye`,
        label: 'close_notify',
        what: `${The(step.party)} sends close_notify: it will send nothing more.`,
        why: 'An orderly end is authenticated too: without it, a cut connection could pass for a short answer.',
      };
    case 'raw':
      return rawWords(step);
    case 'authorisation':
      return authorisationWords(step);
  }
}

function keysWords({ party, epoch, secrets }: KeysStep): StepWords {
  if (secrets.every(({ name }) => name === 'resumption_secret')) {
    return {
      title: `${partyName(party)} derives the resumption secret`,
      label: 'Resumption secret',
      what: `From the main secret and the whole handshake, the client’s Finished included, ${the(party)} derives the secret for later tickets.`,
      why: 'It protects nothing in this connection; a later one could start from it.',
    };
  }
  if (epoch === 'application') {
    return {
      title: `${partyName(party)} derives the application keys`,
      label: 'Application keys',
      what: `From the main secret and the conversation up to the server’s Finished, ${the(party)} derives a key for each direction of application data.`,
      why: 'They depend on everything that was said so far, the server’s certificate included. What is left of the handshake still goes under the handshake keys.',
    };
  }
  return {
    title: `${partyName(party)} derives the handshake keys`,
    label: 'Handshake keys',
    what: `From its own private key share and the other’s public one, ${the(party)} computes the shared secret, and from that a key for each direction.`,
    why: 'Session keys come from these throw-away key shares, never from certificates. Whoever steals a certificate’s key later cannot open this recording.',
  };
}

/** Bytes that are not of this conversation, or of none in TLS. */
function rawWords({ party, to, bytes, records: [{ outerType }] }: RawStep): StepWords {
  const [firstLine = ''] = new TextDecoder().decode(bytes).split('\r\n');
  const isText = outerType === null;
  return {
    title: isText
      ? `${partyName(party)} sends something that is not TLS`
      : `${partyName(party)} slips in a record`,
    label: isText ? 'Not TLS' : 'A made-up record',
    what: isText
      ? `${The(party)} sends ${count(bytes.length, 'byte')} in the clear to ${the(to)}: ${firstLine}`
      : `${The(party)} sends ${the(to)} ${count(bytes.length, 'byte')} that say of themselves that they are ${outerType}.`,
    why: isText
      ? 'Whoever speaks TLS expects a record header first, and takes these bytes for one.'
      : 'Whoever made it has no keys. Whether it is taken for the other end’s depends on whether keys are in use by now.',
  };
}

/** Authentication told who it is; what he may do is a rule of the application (and its answer goes inside the channel). */
function authorisationWords({ party, peer, allowed, policy }: AuthorisationStep): StepWords {
  const who = peer ?? 'somebody unknown';
  return {
    title: `${partyName(party)} decides what the client may do`,
    label: allowed ? 'Allowed' : 'Not allowed',
    what: allowed
      ? `The application’s policy names ${who}, so it answers.`
      : `The application’s policy does not name ${who}; it allows ${policy.length > 0 ? list(policy) : 'nobody'}. It says so in an answer of its own, 403 Forbidden.`,
    why: 'mTLS tells who it is; whether he may is decided after it, by the application or its proxy. The connection stands either way.',
  };
}

function beliefWords(step: BeliefStep, trace: Trace): StepWords {
  const { party, belief, peer } = step;
  const label = `${party} believes: ${belief}`;
  if (belief === 'ended') return endedWords(step, trace);
  if (belief === 'refused') {
    const late = trace.outcome.late && party === 'client';
    return {
      title: late
        ? 'Client learns it on its first read'
        : `${partyName(party)} learns that it was refused`,
      label,
      what: `${The(party)} reads the alert ${trace.outcome.alert ?? ''} and gives up.`,
      why: late
        ? 'It had believed that it was connected, and its request was already on the way. That is why a TLS 1.3 client reports this fault on a read, and not while connecting.'
        : 'The alert names the kind of fault only. The details are in the log of the party that refused.',
    };
  }
  if (isClients(trace, step)) {
    const asked =
      trace.mode !== 'tls' && trace.steps.some(({ key }) => key === 'message:client:Certificate');
    return {
      title: `${partyName(party)} believes that it is connected`,
      label,
      what: `${The(party)} has sent its Finished. It takes the other end for ${peer ?? 'somebody unknown'}, and sends its request at once.`,
      why: asked
        ? 'The server has not yet judged the client’s certificate. Should it refuse, the client learns so only when it reads.'
        : 'The server has proved who it is. Nobody has asked who the client is.',
    };
  }
  return {
    title: `${partyName(party)} believes that it is connected`,
    label,
    what: peer
      ? `${The(party)} has checked the certificate, the proof of the key and the Finished, and knows that it speaks with ${peer}.`
      : `${The(party)} has finished the handshake; it does not know who the client is.`,
    why: peer
      ? 'Now both know each other. What this client may do is the next question, and not one of TLS: that is authorisation.'
      : 'Encryption alone does not tell the server whom it is talking to.',
  };
}

function endedWords({ party, index }: BeliefStep, { steps }: Trace): StepWords {
  const connected = steps.some(
    (step) =>
      step.index < index &&
      step.party === party &&
      step.kind === 'belief' &&
      step.belief === 'connected',
  );
  return {
    title: `${partyName(party)} sees the connection end`,
    label: `${party}: cut off`,
    what: `The connection is closed under ${the(party)}, without close_notify and without an alert.`,
    why: connected
      ? 'What it has read may not be all that was sent: only a close_notify says so. Some programs report an error, others take it for the end.'
      : 'The handshake was not over, so it has no connection; and nothing tells it why.',
  };
}

function alertWords(step: AlertStep, trace: Trace): StepWords {
  const { party, description, code } = step;
  const open = epochOf(step) === 'plaintext';
  return {
    title: `${partyName(party)} refuses: ${description}`,
    label: `Alert ${description} (${code})`,
    what: `${The(party)} sends the fatal alert ${description} (${code}) ${open ? 'in the clear' : 'encrypted'} and ends the connection.${reasonOf(step, trace)}`,
    why: whoReads(step, trace),
  };
}

/** Why it refuses; what its own log says where no check of the path tells. */
function reasonOf({ party, error }: AlertStep, trace: Trace): string {
  const { steps, outcome } = trace;
  const check = steps.find(({ index }) => index === outcome.decidedAt);
  if (outcome.cause?.reason && check?.kind === 'check' && check.party === party)
    return ` ${refusedWords().failureSentence(outcome.cause, check, trace)}`;
  return error ? ` Its log says: ${refusedWords().refusalSentence(error)}` : '';
}

/** Whether it is read is a later step’s to tell. */
function whoReads(step: AlertStep, { steps }: Trace): string {
  const { party, to } = step;
  if (epochOf(step) === 'plaintext') {
    const hasKeys = steps.some(
      ({ kind, index, party: whose }) => kind === 'keys' && whose === party && index < step.index,
    );
    return hasKeys
      ? `${The(party)} has keys by now, and this is not sealed with them: whoever is on the way reads the alert too.`
      : 'There are no keys yet, so whoever is on the way reads the alert too.';
  }
  const reads = `Only ${the(to)} could read the alert; the wire sees only a short record.`;
  const isEarly = party === 'client' && epochOf(step) === 'handshake';
  return isEarly
    ? `${reads} Clients built on OpenSSL send this one in the clear: servers on Go, GnuTLS and Java cannot read it then, and log another fault (RFC 8446 Appendix A.1).`
    : reads;
}

function dataWords(step: DataStep, trace: Trace): StepWords {
  const { index, party, to, bytes, delivered } = step;
  const request = isClients(trace, step);
  const [firstLine = ''] = new TextDecoder().decode(bytes).split('\r\n');
  return {
    title: `${partyName(party)} sends its ${request ? 'request' : 'response'}`,
    label: request ? 'Request' : 'Response',
    what: `${The(party)} sends ${count(bytes.length, 'byte')} of application data: ${firstLine}.`,
    why:
      !delivered && gaveUpAt(trace.steps, to) < index
        ? `${The(to)} had stopped reading before. It was sent in the belief of being connected.`
        : `It is sealed with the application keys: only ${the(to)} can open it; the wire sees only how long it is.`,
  };
}
