import type { AlertName } from '../tls/alerts.ts';
import { sightOf } from './onlooker.ts';
import type { View } from './scenario.ts';
import { isSent } from './trace.ts';
import type { AlertStep, Outcome, Party, Step, Trace } from './trace.ts';

/** Of how a run ended, what an onlooker knows by a moment; null is what he cannot know. */
export interface KnownOutcome {
  readonly outcome: Outcome['outcome'];
  readonly refusedBy: Party | null;
  /** Null: none was sent, or none that he could read. */
  readonly alert: AlertName | null;
  readonly alertCode: number | null;
  readonly delivered: boolean | null;
  readonly late: boolean | null;
  readonly deceived: boolean | null;
}

/**
 * Why he knows nothing: the run has not come that far; the client believes, and has read nothing that
 * bears it out; only sealed records pass; nothing reached him; or it ended without a word to him.
 */
export type Unknown = 'not yet' | 'believes' | 'sealed' | 'unreached' | 'untold';

/**
 * How a run ended, for one onlooker. A party goes by what it decided and read: the client by an answer,
 * since it is finished before a server has judged it (RFC 8446 §4.4.4); the server by the client's
 * Finished, which only a client that accepted it sends.
 *
 * @param trace as `runFor` gives it
 * @param moment how many steps of this run are done
 */
export function knownOutcome(trace: Trace, view: View, moment: number): KnownOutcome | Unknown {
  if (view === 'everyone') return moment > settledAt(trace) ? trace.outcome : 'not yet';
  const over = moment >= trace.steps.length;
  const past = trace.steps.slice(0, moment);
  const seen = past.filter((step) => sightOf(step, view) === 'open');
  if (view === 'wire') return ofTheWire(seen, past.length > seen.length);
  const ended = ownRefusal(trace, view, seen) ?? told(view, seen);
  if (ended) return ended;
  const believes = believesAt(view, seen) !== -1;
  const delivered = gotData(view, seen);
  if (believes && (view === 'server' || delivered))
    return { ...NOTHING, outcome: 'connected', delivered: delivered || null };
  if (believes) return 'believes';
  if (!over) return 'not yet';
  return seen.length === 0 ? 'unreached' : 'untold';
}

const NOTHING = {
  refusedBy: null,
  alert: null,
  alertCode: null,
  delivered: null,
  late: null,
  deceived: null,
} as const;

/**
 * The step with which it is settled for somebody who sees everything: the refusal, the last belief, or
 * where it broke off.
 */
export function settledAt({ outcome, steps }: Trace): number {
  if (outcome.outcome === 'refused' && outcome.decidedAt !== null) return outcome.decidedAt;
  if (outcome.outcome === 'connected') return steps.findLastIndex(isConnected);
  return steps.length - 1;
}

function isConnected(step: Step): boolean {
  return step.kind === 'belief' && step.belief === 'connected';
}

function believesAt(party: Party, seen: readonly Step[]): number {
  return seen.findIndex((step) => step.party === party && isConnected(step));
}

function gotData(party: Party, seen: readonly Step[]): boolean {
  return seen.some((step) => step.kind === 'data' && step.to === party);
}

/** Only an alert in the clear tells an eavesdropper anything; once keys are in use there is none. */
function ofTheWire(seen: readonly Step[], sealed: boolean): KnownOutcome | Unknown {
  const alert = seen.find((step) => step.kind === 'alert');
  if (!alert) return sealed ? 'sealed' : 'not yet';
  return refusalBy(alert);
}

/** What an alert tells by itself to whoever can read it. */
function refusalBy({ party, description, code }: AlertStep) {
  const outcome = 'refused' as const;
  return { ...NOTHING, outcome, refusedBy: party, alert: description, alertCode: code };
}

function ownRefusal({ outcome }: Trace, party: Party, seen: readonly Step[]): KnownOutcome | null {
  const { refusedBy, decidedAt: at, alert, alertCode } = outcome;
  if (refusedBy !== party || !seen.some(({ index }) => index === at)) return null;
  const sent = seen.some((step) => step.kind === 'data' && step.party === party);
  return {
    ...NOTHING,
    outcome: 'refused',
    refusedBy,
    alert,
    alertCode,
    // A server knows what it read; a client, that it never asked.
    delivered: party === 'server' ? gotData(party, seen) : sent ? null : false,
    late: party === 'client' ? false : null,
  };
}

/** What the other end's alert says to who could read it. */
function told(party: Party, seen: readonly Step[]): KnownOutcome | null {
  const alert = seen.find((step) => step.kind === 'alert' && step.to === party);
  if (alert?.kind !== 'alert' || !isSent(alert)) return null;
  const learnt = seen.some(
    (step) => step.party === party && step.kind === 'belief' && step.belief === 'refused',
  );
  if (!learnt) return null;
  const asked = seen.some((step) => step.kind === 'data' && step.party === 'client');
  return {
    ...refusalBy(alert),
    delivered: party === 'server' ? gotData(party, seen) : asked ? null : false,
    late: party === 'client' && believesAt(party, seen) !== -1,
  };
}
