import type { Party } from '../../lab/trace.ts';

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
      { party: 'client', x: Math.round(width * 0.25), edge: PAD },
      { party: 'attacker', x: Math.round(width * 0.66), edge: Math.round(width * 0.96) - 10 },
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
  const right = withAttacker ? width - 52 : width - 24;
  const reach = Math.round(Math.min((right - left) * 0.74, 250));
  const client: Lane = { party: 'client', x: left, edge: left + reach };
  if (!withAttacker) return [client, { party: 'server', x: right, edge: right - reach }];
  return [
    client,
    { party: 'attacker', x: right, edge: right - reach },
    { party: 'server', x: width - 16, edge: width - 16 - reach },
  ];
}

function cardsFor(width: number, lanes: readonly Lane[], compact: boolean): readonly CardPlace[] {
  const pad = compact ? 8 : PAD;
  const gap = compact ? 8 : CARD_GAP;
  const room = (width - 2 * pad - gap * (lanes.length - 1)) / lanes.length;
  const wide = Math.round(Math.min(room, 300));
  return lanes.map((lane, index) => {
    const last = index === lanes.length - 1;
    if (index === 0) return { party: lane.party, left: pad, right: pad + wide };
    if (last) return { party: lane.party, left: width - pad - wide, right: width - pad };
    const middle = Math.round(width / 2);
    return { party: lane.party, left: middle - wide / 2, right: middle + wide / 2 };
  });
}
