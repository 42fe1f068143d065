import { isUnprovable } from './checkWords.ts';
import type { HandshakeMode } from '../lab/scenario.ts';
import type { Outcome, Trace } from '../lab/trace.ts';

/**
 * How an outcome looks; one more is that there is none yet. `unproven`: it ended where a key that a
 * person did not bring would have been needed.
 */
export type OutcomeLook = 'connected' | 'refused' | 'late' | 'deceived' | 'unproven';

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

const LEADS: Readonly<Record<HandshakeMode, string>> = {
  tls: 'With TLS',
  mtls: 'With mTLS',
  optional: 'With optional client authentication',
};

/** An outcome in words, read off the trace. */
export function outcomeWords(trace: Trace): OutcomeWords {
  const { outcome } = trace;
  const lead = LEADS[outcome.mode];
  const look = lookOf(trace);
  const verdict = verdictOf(outcome, look);
  const detail = detailOf(trace, look);
  return {
    lead,
    look,
    verdict,
    detail,
    sentence: `${lead}: ${verdict.charAt(0).toLowerCase()}${verdict.slice(1)}, ${detail}.`,
  };
}

function lookOf(trace: Trace): OutcomeLook {
  const { outcome } = trace;
  const decisive = outcome.decidedAt === null ? undefined : trace.steps[outcome.decidedAt];
  if (decisive?.kind === 'check' && isUnprovable(decisive, trace)) return 'unproven';
  if (outcome.outcome === 'refused') return outcome.late ? 'late' : 'refused';
  return outcome.clientSpokeTo === 'attacker' ? 'deceived' : 'connected';
}

function verdictOf({ refusedBy }: Outcome, look: OutcomeLook): string {
  switch (look) {
    case 'connected':
      return 'Connected';
    case 'deceived':
      return 'Connected, to the attacker';
    case 'refused':
      return `Refused by the ${refusedBy ?? 'peer'}`;
    case 'unproven':
      return 'Chain accepted, key not provable';
    case 'late':
      return `Connected, then refused by the ${refusedBy ?? 'peer'}`;
  }
}

function detailOf(trace: Trace, look: OutcomeLook): string {
  const { outcome } = trace;
  if (look === 'refused' || look === 'late')
    return `${outcome.alert ?? ''} (${outcome.alertCode ?? ''})`;
  if (look === 'unproven') return 'because the private key was not brought';
  if (look === 'deceived') return 'and nobody noticed';
  if (outcome.mode === 'tls') return 'nobody asked for the client’s certificate';
  const client = trace.steps.find(
    (step) => step.kind === 'belief' && step.party === 'server' && step.belief === 'connected',
  );
  const peer = client?.kind === 'belief' ? client.peer : null;
  return peer ? 'each side knows the other' : 'the client showed no certificate';
}
