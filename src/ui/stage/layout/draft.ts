import type { Party } from '../../../lab/trace.ts';
import type { Columns, Lane } from './columns.ts';
import type { Chip, Item } from './items.ts';
import { firstThatFits, textWidth, type TextStyle } from './measure.ts';

/** An item that does not know its height on the stage yet. */
export interface Draft {
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
  /** Must it start under the row before it, even where there is room beside it? */
  readonly ownRow: boolean;
  /** The item, once its y is known. */
  readonly at: (y: number) => Item;
}

/** What every item has, whatever it is. */
export type Common = Pick<Item, 'index' | 'title' | 'decides'>;

export const CHIP_GAP = 5;
export const CHIP_PAD = 10;
export const CHIP_TEXT: TextStyle = { size: 10, bold: true };

/** The longest wording that fits into `spare` px, or the shortest one. */
export function chip(
  wordings: readonly string[],
  spare: number,
  at: (width: number) => number,
): Chip {
  const text = firstThatFits(wordings, spare - CHIP_PAD, CHIP_TEXT) ?? wordings.at(-1) ?? '';
  const width = Math.ceil(textWidth(text, CHIP_TEXT) + CHIP_PAD);
  return { text, x: at(width), width };
}

/** The lane of a party; a party without one stands in the middle. */
export function laneOf(columns: Columns, party: Party): Lane {
  const lane = columns.lanes.find((candidate) => candidate.party === party);
  return lane ?? { party, x: columns.width / 2, edge: columns.width };
}
