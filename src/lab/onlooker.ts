import { decodeHandshake } from '../tls/messages.ts';
import type { View } from './scenario.ts';
import { epochOf, isSent, wasChanged, wasOpened } from './trace.ts';
import type { MessageStep, Party, PartyInfo, SentStep, Step, Trace } from './trace.ts';

/**
 * What one onlooker makes of a step: `open`, all of it; `sealed`, that a record passed, its outer
 * type and length; `hidden`, nothing.
 */
export type Sight = 'open' | 'sealed' | 'hidden';

/**
 * What an onlooker can know of a step. A party knows what it sent, what it could open and what it
 * concluded; the wire has what travels in the clear, and of the rest types and lengths.
 *
 * @param step of a run as `runFor` gives it
 */
export function sightOf(step: Step, view: View): Sight {
  if (view === 'everyone') return 'open';
  if (!isSent(step)) return step.party === view ? 'open' : 'hidden';
  if (view === 'wire') return epochOf(step) === 'plaintext' ? 'open' : 'sealed';
  if (step.party === view) return 'open';
  if (step.to !== view) return 'hidden';
  return wasOpened(step) ? 'open' : 'sealed';
}

/**
 * The same at a moment: of what has not happened yet only somebody who stands outside of it all can
 * know.
 *
 * @param moment how many steps of this run have begun
 */
export function sightAt(step: Step, view: View, moment: number): Sight {
  return view === 'everyone' || step.index < moment ? sightOf(step, view) : 'hidden';
}

/**
 * A run as this onlooker can tell it. Whoever answers the client passes for the server; only somebody
 * who sees all of it knows an attacker. A server that nothing reached sees nothing.
 *
 * @returns the run itself where there is nothing to hide
 */
export function runFor(trace: Trace, view: View): Trace {
  const { attacker } = trace;
  if (view === 'everyone' || !attacker) return trace;
  if (view === 'server') return { ...trace, attacker: null };
  const taken = (party: Party): Party => (party === 'attacker' ? 'server' : party);
  const { refusedBy } = trace.outcome;
  return {
    ...trace,
    server: attacker,
    attacker: null,
    steps: trace.steps.map((step) =>
      isSent(step)
        ? { ...step, party: taken(step.party), to: taken(step.to) }
        : { ...step, party: taken(step.party) },
    ),
    outcome: { ...trace.outcome, refusedBy: refusedBy && taken(refusedBy) },
  };
}

/** Can somebody with this view see both ends, and so what becomes of a record on its way? */
export function knowsFate(view: View): boolean {
  return view === 'everyone';
}

/**
 * Where a receiver gave up, after which it reads nothing more: its failed check, the alert that it
 * wrote or read, or its goodbye.
 *
 * @returns index of that step; the run's last when it never did
 */
export function gaveUpAt(steps: readonly Step[], party: Party): number {
  const at = steps.findIndex(
    (step) =>
      step.party === party &&
      ((step.kind === 'check' && !step.passed) ||
        step.kind === 'alert' ||
        step.kind === 'close' ||
        (step.kind === 'belief' && step.belief === 'refused')),
  );
  return at === -1 ? Math.max(steps.length - 1, 0) : at;
}

/** Was it left unread through no fault of its own? A record that was changed did arrive. */
export function isNeglected(step: SentStep): boolean {
  return !wasOpened(step) && !wasChanged(step);
}

/** What an onlooker knows of a party by a moment. */
export interface KnownParty {
  /** Its name, its identity, and the certificates that it shows. */
  readonly itself: boolean;
  /** Whom it trusts: the certificates, no more than their names, or nothing. */
  readonly trust: 'certificates' | 'names' | 'nothing';
  /** Has anybody asked it for a certificate by now? A server always shows one; a client is asked. */
  readonly isAsked: boolean;
}

/**
 * @param trace as `runFor` gives it
 * @param moment how many steps of this run have begun
 */
export function knownParty(trace: Trace, party: Party, view: View, moment: number): KnownParty {
  const isAsked =
    party !== 'client' ||
    trace.steps.some(
      (step) => step.index < moment && isRequest(step) && sightOf(step, view) === 'open',
    );
  if (view === 'everyone' || view === party)
    return { itself: true, trust: 'certificates', isAsked };
  const read = trace.steps.filter(
    (step) => step.party === party && sightAt(step, view, moment) === 'open',
  );
  return {
    itself: read.some((step) => step.kind === 'message' && step.name === 'Certificate'),
    trust: read.some(namesAuthorities) ? 'names' : 'nothing',
    isAsked,
  };
}

/** Is it a CertificateRequest with the names of CAs? It may leave them out (RFC 8446 §4.2.4). */
export function namesAuthorities(step: Step): boolean {
  if (!isRequest(step)) return false;
  return decodeHandshake('CertificateRequest', step.bytes).extensions.some(
    ({ name }) => name === 'certificate_authorities',
  );
}

function isRequest(step: Step): step is MessageStep {
  return step.kind === 'message' && step.name === 'CertificateRequest';
}

/** Who a party of a run is. */
export function infoOf(trace: Trace, party: Party): PartyInfo {
  return (
    (party === 'attacker' ? trace.attacker : null) ??
    trace[party === 'client' ? 'client' : 'server']
  );
}
