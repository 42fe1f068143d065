import type { Trace } from '../lab/trace.ts';
import { DIFFERENCES, namesOf, sameEnding, type Difference, type Ending } from './differences.ts';

/**
 * What real stacks make of this run where that differs from the lab: a sentence for each way to end.
 *
 * Told only where the run ended as the measured one did: another clock or other certificates may
 * have made it another run.
 */
export function stackWords({ mode, faults, outcome }: Trace): readonly string[] {
  const [fault, ...more] = faults;
  if (fault === undefined || more.length > 0) return [];
  const measured = DIFFERENCES.filter(
    (one) => one.case === fault && one.modes.includes(mode) && sameEnding(one.ours, outcome),
  );
  const endings = new Set(measured.map(endsSo));
  return [...endings].map((ending) =>
    ending.replace(STACKS, namesOf(measured.filter((one) => endsSo(one) === ending))),
  );
}

/** Stands for the names in a sentence. */
const STACKS = '{stacks}';

function endsSo({ plays, ours, theirs }: Difference): string {
  if (plays !== 'both' && plays !== ours.refusedBy) return showsSo(plays, theirs);
  if (theirs.refusedBy === null) {
    return `${STACKS} would ${theirs.delivered ? 'take this' : 'break off, and nobody would refuse'}.`;
  }
  if (theirs.refusedBy !== ours.refusedBy) {
    return `${STACKS} would refuse this on the side of the ${theirs.refusedBy}, ${withAlert(theirs)}.`;
  }
  return `${STACKS} would refuse this, too, but ${withAlert(theirs)}.`;
}

/** Of a stack that was not the judge: what the lab made of what it showed. */
function showsSo(plays: string, { refusedBy, delivered, ...theirs }: Ending): string {
  const lead = `With ${STACKS} as the ${plays}, `;
  if (refusedBy !== null) return `${lead}the ${refusedBy} would refuse ${withAlert(theirs)}.`;
  return `${lead}${delivered ? 'this would connect' : 'nobody would refuse, and nothing arrive'}.`;
}

function withAlert({ alert }: Pick<Ending, 'alert'>): string {
  return alert === null ? 'without an alert' : `with ${alert}`;
}
