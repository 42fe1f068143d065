import { infoOf, peerOf } from '../lab/trace.ts';
import type { Check } from '../pki/path/check.ts';
import { readableCertificates } from '../pki/x509/certificate.ts';
import type { CheckStep, Party, Trace } from '../lab/trace.ts';
import { failureOf, type Failure } from './failure.ts';
import { partyName, The, the } from './phrases.ts';
import { adviceWords, REASONS, reasonSentence } from './reasons.ts';
import type { StepWords } from './words.ts';

export { refusalSentence } from './refusalSentences.ts';

/** What a judgement says that failed: what was found, and who can do something about it. */
export function failedCheckWords(step: CheckStep, judged: Party, trace: Trace): StepWords {
  const cause = step.checks.find(({ verdict }) => verdict === 'fail');
  if (!cause) {
    return {
      title: `${partyName(step.party)} refuses`,
      label: 'Refused',
      what: `${The(step.party)} refuses what it received.`,
      why: 'It breaks a rule of the protocol.',
    };
  }
  return {
    title: failureTitle(step, judged, cause),
    label: failureLabel(cause, judged),
    what: failureSentence(cause, step, trace),
    why: `${consequence(cause, step.party, judged)} ${advice(cause, step, trace)}`,
  };
}

function failureTitle(step: CheckStep, judged: Party, cause: Check): string {
  if (cause.id === 'certificate_presented') return 'Server insists on a certificate';
  const what = {
    certificate: `${judged}’s certificate`,
    certificate_verify: `${judged}’s proof of its key`,
    finished: `${judged}’s Finished`,
    record: 'record',
  }[step.subject];
  return `${partyName(step.party)} refuses the ${what}`;
}

/** What a failed check found, in one sentence. */
export function failureSentence(cause: Check, step: CheckStep, trace: Trace): string {
  return reasonSentence(failureIn(cause, step, trace));
}

function failureIn(cause: Check, step: CheckStep, trace: Trace): Failure {
  const judge = infoOf(trace, step.party);
  const { client } = trace.connections[step.connection] ?? trace.connections[0];
  return failureOf(cause, {
    side: step.party === client ? 'server' : 'client',
    path: step.path?.path ?? [],
    anchors: readableCertificates(judge.anchors.map(({ der }) => der)),
    now: judge.clock,
  });
}

/** Who can do something about it. */
function advice(cause: Check, step: CheckStep, trace: Trace): string {
  const judged = peerOf(trace, step);
  if (infoOf(trace, judged).role === 'attacker')
    return 'The refusal is right, so trust nothing new: whoever runs the network can find out who answers in the server’s place.';
  switch (cause.id) {
    case 'certificate_presented':
      return 'The client’s operator can configure a client certificate and its key.';
    case 'possession':
      return `The ${judged}’s operator can use the private key that belongs to the certificate. If somebody else showed a copy, the refusal is right.`;
    case 'finished':
    case 'record_integrity':
      return 'Whoever runs the network can find out what changes bytes on the way.';
    default:
      return adviceWords(failureIn(cause, step, trace));
  }
}

/** The failed check in a few words, for the gate on the lane. */
function failureLabel(cause: Check, judged: Party): string {
  switch (cause.id) {
    case 'certificate_presented':
      return 'No client certificate';
    case 'possession':
      return `${partyName(judged)} lacks the key`;
    case 'finished':
      return 'Transcripts differ';
    case 'record_integrity':
      return 'Record was changed';
    default: {
      const words = cause.reason ? REASONS[cause.reason].predicate : 'is not acceptable';
      return cause.index === 0 || cause.index === null
        ? `Certificate ${words}`
        : `${cause.subject} ${words}`;
    }
  }
}

function consequence(cause: Check, judge: Party, judged: Party): string {
  switch (cause.id) {
    case 'certificate_presented':
      return 'The server cannot tell who the client is, and its policy is not to talk to strangers.';
    case 'possession':
      return `Anybody can copy a certificate; without its key ${the(judged)} cannot show that it is its own.`;
    case 'finished':
      return 'The two ends have not seen the same conversation.';
    case 'record_integrity':
      return 'One changed bit makes the authentication tag wrong, so nothing in the record is used.';
    default:
      return `${The(judge)} stops at the first check that fails, and does not look further.`;
  }
}
