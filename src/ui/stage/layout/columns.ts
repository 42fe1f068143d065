import type { Party } from '../../../lab/trace.ts';

/** A party's line of time. Its gates, keys and beliefs stand between `x` and `edge`. */
export interface Lane {
  readonly party: Party;
  readonly x: number;
  readonly edge: number;
}

/** Where a party's card stands, in px from the left of the stage. */
export interface CardPlace {
  readonly party: Party;
  readonly left: number;
  readonly right: number;
}

/** Everything that is decided by the width alone. */
export interface Columns {
  readonly width: number;
  readonly compact: boolean;
  /** From left to right. */
  readonly lanes: readonly Lane[];
  readonly cards: readonly CardPlace[];
  /** The bands of keys reach from the first lane to the last that is reached. */
  readonly band: { readonly left: number; readonly right: number };
}

/** Below this stage width the lanes move to the edges and what parties do stands between them. */
export const COMPACT_BELOW = 600;

const PAD = 12;
const CARD_GAP = 20;
/** The widest card; from this stage width on, a lane in the middle stands under the middle of its card. */
const WIDEST_CARD = 300;
const ROOMY = 800;
/** A lane is at least this far from the sides of the card that it hangs from. */
const INSIDE = 12;
/** On a phone the server that is never reached gets a card that just says so. */
const UNREACHED_CARD = 96;
const COMPACT_PAD = 8;

/**
 * Lanes and cards for a width.
 *
 * @param width of the stage in px
 * @param compact lanes at the edges, as on a phone
 * @param withAttacker a third lane for somebody in the middle, who answers instead of the server
 */
export function columnsFor(width: number, compact: boolean, withAttacker: boolean): Columns {
  const lanes = compact ? compactLanes(width, withAttacker) : wideLanes(width, withAttacker);
  const reached = lanes.filter((lane) => !(withAttacker && lane.party === 'server'));
  return {
    width,
    compact,
    lanes,
    cards: cardsFor(width, lanes, compact),
    band: { left: reached[0]?.x ?? 0, right: reached.at(-1)?.x ?? width },
  };
}

function wideLanes(width: number, withAttacker: boolean): readonly Lane[] {
  if (withAttacker) {
    return [
      { party: 'client', x: Math.round(Math.min(width * 0.25, 250)), edge: PAD },
      {
        party: 'attacker',
        x: Math.round(width * (width < ROOMY ? 0.66 : 0.6)),
        edge: Math.round(width * 0.96) - 10,
      },
      { party: 'server', x: Math.round(width * 0.96), edge: Math.round(width * 0.7) },
    ];
  }
  const margin = Math.round(Math.min(Math.max(width * 0.285, 168), 250));
  return [
    { party: 'client', x: margin, edge: PAD },
    { party: 'server', x: width - margin, edge: width - PAD },
  ];
}

function compactLanes(width: number, withAttacker: boolean): readonly Lane[] {
  const left = 24;
  const right = width - (withAttacker ? 2 * COMPACT_PAD + UNREACHED_CARD + INSIDE : 24);
  const reach = Math.round(Math.min((right - left) * 0.74, 250));
  const client: Lane = { party: 'client', x: left, edge: left + reach };
  if (!withAttacker) return [client, { party: 'server', x: right, edge: right - reach }];
  return [
    client,
    { party: 'attacker', x: right, edge: right - reach },
    { party: 'server', x: width - 16, edge: width - 16 - reach },
  ];
}

/** Each card over its lane: one at either side, and one between them that gives way to both. */
function cardsFor(width: number, lanes: readonly Lane[], compact: boolean): readonly CardPlace[] {
  const pad = compact ? COMPACT_PAD : PAD;
  const gap = compact ? COMPACT_PAD : CARD_GAP;
  const room = (width - 2 * pad - gap * (lanes.length - 1)) / lanes.length;
  const wide = Math.floor(Math.min(room, WIDEST_CARD));
  const [first, ...others] = lanes;
  const last = others.pop();
  const [middle] = others;
  if (!first || !last) return [];
  const left = { party: first.party, left: pad, right: pad + wide };
  const right = { party: last.party, left: width - pad - wide, right: width - pad };
  if (!middle) return [left, right];
  right.left = Math.max(right.left, middle.x + INSIDE + gap);
  const end = Math.min(middle.x + Math.round(wide / 2), right.left - gap);
  const start = Math.max(end - wide, left.right + gap);
  return [left, { party: middle.party, left: start, right: end }, right];
}
