import type { Trace } from '../lab/trace.ts';
import { DIFFERENCES, namesOf, sameEnding, type Difference, type Ending } from './differences.ts';

/**
 * What real stacks make of this run where that differs from the lab: equal ends in one sentence.
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
  const refusing = measured.filter(refusesToo);
  const others = measured.filter((one) => !refusesToo(one));
  const ways = grouped(refusing, ({ theirs }) => `${STACKS} ${withAlert(theirs)}`);
  return [
    ...(ways.length > 0 ? [`Other stacks would refuse this, too: ${ways.join('; ')}.`] : []),
    ...grouped(others, endsSo),
  ];
}

/** Stands for the names in a sentence. */
const STACKS = '{stacks}';

/** What is said of each, once for all of which it is said. */
function grouped(
  differences: readonly Difference[],
  words: (one: Difference) => string,
): readonly string[] {
  const said = new Set(differences.map(words));
  return [...said].map((one) =>
    one.replace(STACKS, namesOf(differences.filter((other) => words(other) === one))),
  );
}

/** The same side refuses, with another alert; and it is the stack that judges. */
function refusesToo({ plays, ours, theirs }: Difference): boolean {
  const judges = plays === 'both' || plays === ours.refusedBy;
  return judges && theirs.refusedBy !== null && theirs.refusedBy === ours.refusedBy;
}

function endsSo({ plays, ours, theirs }: Difference): string {
  if (plays !== 'both' && plays !== ours.refusedBy) return showsSo(plays, theirs);
  if (theirs.refusedBy === null) {
    return `${STACKS} would ${theirs.delivered ? 'take this' : 'break off, and nobody would refuse'}.`;
  }
  return `${STACKS} would refuse this on the side of the ${theirs.refusedBy}, ${withAlert(theirs)}.`;
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
