import type { Trace } from '../lab/trace.ts';
import { DIFFERENCES, STACK_NAMES, sameEnding, type Ending } from './differences.ts';

/**
 * What real stacks make of this run where that differs from the lab, a sentence each.
 *
 * Told only where the run ended as the measured one did: another clock or other certificates may
 * have made it another run.
 */
export function stackWords({ mode, faults, outcome }: Trace): readonly string[] {
  const [fault, ...more] = faults;
  if (fault === undefined || more.length > 0) return [];
  return DIFFERENCES.filter(
    (one) => one.case === fault && one.mode === mode && sameEnding(one.ours, outcome),
  ).map(({ stack, ours, theirs }) => `${STACK_NAMES[stack] ?? stack} ${endsSo(theirs, ours)}`);
}

function endsSo(theirs: Ending, ours: Ending): string {
  if (theirs.refusedBy === null) {
    return theirs.delivered ? 'would take this.' : 'would break off, and nobody would refuse.';
  }
  if (theirs.refusedBy !== ours.refusedBy) {
    return `would refuse this on the side of the ${theirs.refusedBy}, ${withAlert(theirs)}.`;
  }
  return `would refuse this, too, but ${withAlert(theirs)}.`;
}

function withAlert({ alert }: Ending): string {
  return alert === null ? 'without an alert' : `with ${alert}`;
}
