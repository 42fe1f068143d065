import { faultById } from '../lab/faults.ts';
import type { HandshakeMode } from '../lab/scenario.ts';
import { answererOf, infoOf, type Trace } from '../lab/trace.ts';
import { isUnprovable } from './checkWords.ts';
import { the } from './phrases.ts';

/**
 * How an outcome looks; one more is that there is none yet. `unproven`: it ended where a key that a
 * person did not bring would have been needed. `believed`: a party believes it, and cannot see further;
 * `unknown`: who looks on does not know.
 */
export type OutcomeLook =
  'connected' | 'refused' | 'late' | 'deceived' | 'broken' | 'unproven' | 'believed' | 'unknown';

/** How a whole run ended, for somebody who knows all of it. */
export type EndingLook = Exclude<OutcomeLook, 'believed' | 'unknown'>;

export interface OutcomeWords {
  /** `With TLS`. */
  readonly lead: string;
  /** `Connected`, `Refused by the server`, … */
  readonly verdict: string;
  /** `certificate_expired (45)`, or who was not asked. */
  readonly detail: string;
  /** The whole as one sentence, for the transcript and for screen readers. */
  readonly sentence: string;
  readonly look: OutcomeLook;
}

/** What an outcome is told of. */
export const LEADS: Readonly<Record<HandshakeMode, string>> = {
  tls: 'With TLS',
  mtls: 'With mTLS',
  optional: 'With optional client authentication',
};

/** An outcome in words, read off the trace. */
export function outcomeWords(trace: Trace): OutcomeWords {
  const look = outcomeLook(trace);
  return told(trace.mode, {
    look,
    verdict: verdictOf(trace, look),
    detail: detailOf(trace, look),
  });
}

/** The same with its lead, and as one sentence. */
export function told(
  mode: HandshakeMode,
  words: Pick<OutcomeWords, 'look' | 'verdict' | 'detail'>,
): OutcomeWords {
  const lead = LEADS[mode];
  const { verdict, detail } = words;
  return {
    ...words,
    lead,
    sentence: `${lead}: ${verdict.charAt(0).toLowerCase()}${verdict.slice(1)}, ${detail}.`,
  };
}

/** What kind of ending it was, as icon, colour and words tell it. */
export function outcomeLook(trace: Trace): EndingLook {
  const { outcome, refusedBy, decidedAt, late, deceived } = trace.outcome;
  const decisive = decidedAt === null ? undefined : trace.steps[decidedAt];
  if (decisive?.kind === 'check' && isUnprovable(decisive, trace)) return 'unproven';
  if (refusedBy !== null) return late ? 'late' : 'refused';
  if (outcome === 'broken') return 'broken';
  return deceived ? 'deceived' : 'connected';
}

function verdictOf(trace: Trace, look: EndingLook): string {
  const { outcome } = trace;
  switch (look) {
    case 'connected':
      return 'Connected';
    case 'deceived':
      return infoOf(trace, answererOf(trace)).role === 'attacker'
        ? 'Connected, to the attacker'
        : 'Connected, to the wrong one';
    case 'refused':
      return `Refused by the ${outcome.refusedBy ?? 'peer'}`;
    case 'broken':
      return 'Broken off';
    case 'unproven':
      return 'Chain accepted, key not provable';
    case 'late':
      return `Connected, then refused by the ${outcome.refusedBy ?? 'peer'}`;
  }
}

function detailOf(trace: Trace, look: EndingLook): string {
  const { alert, alertCode } = trace.outcome;
  switch (look) {
    case 'refused':
    case 'late':
      return alert === null ? 'without an alert' : `${alert} (${alertCode ?? ''})`;
    case 'broken':
      return brokenDetail(trace);
    case 'unproven':
      return 'because the private key was not brought';
    case 'deceived':
      return 'and nobody noticed';
    case 'connected':
      return connectedDetail(trace);
  }
}

function brokenDetail(trace: Trace): string {
  const believing = trace.steps.find(
    (step) => step.kind === 'belief' && step.belief === 'connected',
  )?.party;
  return believing
    ? `nobody refused, and only ${the(believing)} believes that it is connected`
    : 'nobody refused, and nobody believes that it is connected';
}

function connectedDetail({ mode, steps, faults }: Trace): string {
  if (mode === 'tls') {
    const isFaulty = faults.some((id) => faultById(id)?.side === 'client');
    const asked = 'nobody asked for the client’s certificate';
    return isFaulty ? `${asked}, so nobody saw what is wrong with it` : asked;
  }
  const knowsClient = steps.some(
    (step) =>
      step.kind === 'belief' &&
      step.party === 'server' &&
      step.belief === 'connected' &&
      step.peer !== null,
  );
  if (knowsClient && !askedForName(steps)) {
    return 'the server knows the client; the client asked for no name, so any server would have done';
  }
  if (knowsClient) return 'each side knows the other';
  const showed = steps.some(
    (step) =>
      step.kind === 'check' &&
      step.party === 'server' &&
      step.subject === 'certificate_verify' &&
      step.passed,
  );
  return showed
    ? 'the client showed a certificate that names no host, address or URI'
    : 'the client showed no certificate';
}

/** Did the client compare the server’s certificate with a name? */
function askedForName(steps: Trace['steps']): boolean {
  return steps.some(
    (step) =>
      step.kind === 'check' &&
      step.party === 'client' &&
      step.checks.some(({ id, verdict }) => id === 'name' && verdict === 'pass'),
  );
}
