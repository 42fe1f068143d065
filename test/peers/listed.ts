import { expect } from 'vitest';
import { DIFFERENCES, type Difference } from '../../src/narration/differences.ts';
import type { Meeting } from './stack.ts';

/**
 * Two endings of one run are equal, or they differ as the list of differences has it. An entry that
 * does not differ any more fails, too: `npm run peers` measures the list anew.
 */
export function expectEqualOrListed(
  run: Pick<Difference, 'case' | 'mode' | 'stack'>,
  ours: Meeting,
  theirs: Meeting,
): void {
  const listed = DIFFERENCES.find(
    (one) => one.case === run.case && one.mode === run.mode && one.stack === run.stack,
  );
  const expected = listed ? { ours: listed.ours, theirs: listed.theirs } : { ours, theirs: ours };
  expect({ ours, theirs }, `${run.stack}, ${run.case}, ${run.mode}`).toEqual(expected);
}
