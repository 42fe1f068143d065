import { beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../src/lab/compare.ts';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { run } from '../../src/lab/run.ts';
import type { Trace } from '../../src/lab/trace.ts';
import { readyToTell } from '../../src/narration/refused.ts';
import { stepWords } from '../../src/narration/stepWords.ts';
import { COMPACT_BELOW } from '../../src/ui/stage/layout/columns.ts';
import { layoutPair, layoutStage, type LayoutInput } from '../../src/ui/stage/layout/layout.ts';
import { brokenBy, laboratory } from '../lab/laboratory.ts';
import { overlaps, wordBoxes } from './boxes.ts';

const WIDTHS = [360, 390, 640, 674, 770, 1000] as const;
const CASES: readonly (FaultId | 'sound')[] = ['sound', ...FAULTS.map(({ id }) => id)];

function input(trace: Trace, width: number): LayoutInput {
  const labels = trace.steps.map((step) => stepWords(step, trace));
  return { trace, labels, width, compact: width < COMPACT_BELOW };
}

describe.each(CASES)('what really happens in a world with %s', (fault) => {
  let tls: Trace;
  let mtls: Trace;

  beforeAll(async () => {
    const { materials, crypto, now } = laboratory();
    const world = await brokenBy(materials, fault === 'sound' ? [] : [fault]);
    tls = await run(world, { mode: 'tls', clock: now, crypto });
    mtls = await run(world, { mode: 'mtls', clock: now, crypto });
    await readyToTell(tls, mtls);
  });

  it('is drawn without words that run into others, at every width', () => {
    for (const trace of [tls, mtls]) {
      for (const width of WIDTHS) {
        const layout = layoutStage(input(trace, width));
        expect(overlaps(wordBoxes(layout, 'open')), `${width} px`).toEqual([]);
        expect(overlaps(wordBoxes(layout, 'sealed')), `${width} px`).toEqual([]);
      }
    }
  });

  it('is drawn side by side with each shared moment at one height', () => {
    const { rows } = compare(tls, mtls);
    const [left, right] = layoutPair(input(tls, 380), input(mtls, 380), rows);
    for (const row of rows) {
      if (row.tls === null || row.mtls === null) continue;
      expect(left.items[row.tls]?.y).toBe(right.items[row.mtls]?.y);
    }
    expect(overlaps(wordBoxes(left, 'open'))).toEqual([]);
    expect(overlaps(wordBoxes(right, 'open'))).toEqual([]);
  });
});
