import { expect } from 'vitest';
import { DIFFERENCES, type Difference } from '../../src/narration/differences.ts';
import type { Meeting } from './stack.ts';

/** What a stack ended, and in which mode. */
interface Run extends Pick<Difference, 'case' | 'stack' | 'plays'> {
  readonly mode: string;
}

/**
 * Two endings of one run are equal, or they differ as the list of differences has it. An entry that
 * does not differ any more fails, too: `npm run peers` measures the list anew.
 */
export function expectEqualOrListed(run: Run, ours: Meeting, theirs: Meeting): void {
  const { mode, stack, plays } = run;
  const listed = DIFFERENCES.find(
    (one) =>
      one.case === run.case &&
      one.modes.includes(mode) &&
      one.stack === stack &&
      one.plays === plays,
  );
  const expected = listed ? { ours: listed.ours, theirs: listed.theirs } : { ours, theirs: ours };
  expect({ ours, theirs }, `${stack} as ${plays}, ${run.case}, ${mode}`).toEqual(expected);
}
