import { describe, expect, it } from 'vitest';
import { columnsFor, COMPACT_BELOW } from '../../src/ui/stage/layout/columns.ts';

const WIDTHS = [320, 358, 390, 494, 599, 600, 610, 675, 770, 799, 800, 880, 1250, 1800];

describe.each(WIDTHS)('the columns of a stage of %d px', (width) => {
  it.each([false, true])('hang every lane from its own party’s card (attacker: %s)', (attacker) => {
    const { lanes, cards } = columnsFor(width, width < COMPACT_BELOW, attacker);
    expect(cards.map(({ party }) => party)).toEqual(lanes.map(({ party }) => party));
    for (const [index, { x, party }] of lanes.entries()) {
      const { left = NaN, right = NaN } = cards[index] ?? {};
      expect(x - left, party).toBeGreaterThanOrEqual(8);
      expect(right - x, party).toBeGreaterThanOrEqual(8);
    }
  });

  it.each([false, true])('let no card touch another one or the edge (attacker: %s)', (attacker) => {
    const { cards } = columnsFor(width, width < COMPACT_BELOW, attacker);
    const sides = [0, ...cards.flatMap(({ left, right }) => [left, right]), width];
    for (const [index, side] of sides.entries())
      if (index > 0) expect(side - (sides[index - 1] ?? NaN)).toBeGreaterThanOrEqual(8);
    for (const { left, right } of cards) expect(right - left).toBeGreaterThanOrEqual(90);
  });
});
