import { describe, expect, it } from 'vitest';
import { columnsFor, COMPACT_BELOW, type LaneParty } from '../../src/ui/stage/layout/columns.ts';

const WIDTHS = [320, 358, 390, 494, 599, 600, 610, 675, 770, 799, 800, 880, 1250, 1800];

const party = (id: string, reached = true) => ({ id, reached });
const PARTIES: readonly (readonly [string, readonly LaneParty[]])[] = [
  ['client and server', [party('client'), party('server')]],
  ['an attacker before the server', [party('client'), party('attacker'), party('server', false)]],
  ['a proxy between them', [party('client'), party('proxy'), party('server')]],
];

describe.each(WIDTHS)('the columns of a stage of %d px', (width) => {
  it.each(PARTIES)('hang every lane from its own party’s card: %s', (_, parties) => {
    const { lanes, cards } = columnsFor(width, width < COMPACT_BELOW, parties);
    expect(cards.map(({ party }) => party)).toEqual(lanes.map(({ party }) => party));
    for (const [index, { x, party }] of lanes.entries()) {
      const { left = NaN, right = NaN } = cards[index] ?? {};
      expect(x - left, party).toBeGreaterThanOrEqual(8);
      expect(right - x, party).toBeGreaterThanOrEqual(8);
    }
  });

  it.each(PARTIES)('let no card touch another one or the edge: %s', (_, parties) => {
    const { cards } = columnsFor(width, width < COMPACT_BELOW, parties);
    const sides = [0, ...cards.flatMap(({ left, right }) => [left, right]), width];
    for (const [index, side] of sides.entries())
      if (index > 0) expect(side - (sides[index - 1] ?? NaN)).toBeGreaterThanOrEqual(8);
    for (const { left, right } of cards) expect(right - left).toBeGreaterThanOrEqual(90);
  });
});
