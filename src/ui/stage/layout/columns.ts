import { isReached, type Party, type Trace } from '../../../lab/trace.ts';

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

/** Who gets a lane. */
export interface LaneParty {
  readonly id: Party;
  /** Does anybody connect to it, or it to anybody? */
  readonly reached: boolean;
}

/** The parties of a run, in the order of their lanes. */
export function laneParties(trace: Trace): readonly LaneParty[] {
  return trace.parties.map(({ id }) => ({ id, reached: isReached(trace, id) }));
}

/**
 * Lanes and cards for a width.
 *
 * @param width of the stage in px
 * @param compact lanes at the edges, as on a phone
 * @param parties from left to right; the last may be one that nobody reaches
 */
export function columnsFor(
  width: number,
  compact: boolean,
  parties: readonly LaneParty[],
): Columns {
  const { lanes, cards } = placesFor(width, compact, parties);
  const reached = lanes.filter((lane) =>
    parties.some(({ id, reached: is }) => is && id === lane.party),
  );
  return {
    width,
    compact,
    lanes,
    cards,
    band: { left: reached[0]?.x ?? 0, right: reached.at(-1)?.x ?? width },
  };
}

type Places = Pick<Columns, 'lanes' | 'cards'>;

function placesFor(width: number, compact: boolean, parties: readonly LaneParty[]): Places {
  const [first, second, third, ...others] = parties;
  if (!first || !second) return { lanes: [], cards: [] };
  const isShielded = third !== undefined && !third.reached && others.length === 0;
  if (third && !isShielded) return evenPlaces(width, compact, parties);
  const lanesOf = compact ? compactLanes : wideLanes;
  const lanes = lanesOf(width, first, second, third);
  return { lanes, cards: cardsFor(width, lanes, compact) };
}

function wideLanes(
  width: number,
  first: LaneParty,
  second: LaneParty,
  shielded: LaneParty | undefined,
): readonly Lane[] {
  if (shielded) {
    return [
      { party: first.id, x: Math.round(Math.min(width * 0.25, 250)), edge: PAD },
      {
        party: second.id,
        x: Math.round(width * (width < ROOMY ? 0.66 : 0.6)),
        edge: Math.round(width * 0.96) - 10,
      },
      { party: shielded.id, x: Math.round(width * 0.96), edge: Math.round(width * 0.7) },
    ];
  }
  const margin = Math.round(Math.min(Math.max(width * 0.285, 168), 250));
  return [
    { party: first.id, x: margin, edge: PAD },
    { party: second.id, x: width - margin, edge: width - PAD },
  ];
}

function compactLanes(
  width: number,
  first: LaneParty,
  second: LaneParty,
  shielded: LaneParty | undefined,
): readonly Lane[] {
  const left = 24;
  const right = width - (shielded ? 2 * COMPACT_PAD + UNREACHED_CARD + INSIDE : 24);
  const reach = Math.round(Math.min((right - left) * 0.74, 250));
  const lanes: readonly Lane[] = [
    { party: first.id, x: left, edge: left + reach },
    { party: second.id, x: right, edge: right - reach },
  ];
  if (!shielded) return lanes;
  return [...lanes, { party: shielded.id, x: width - 16, edge: width - 16 - reach }];
}

/** Three parties and more that all take part: equal cards, and what each does right of its lane. */
function evenPlaces(width: number, compact: boolean, parties: readonly LaneParty[]): Places {
  const pad = compact ? COMPACT_PAD : PAD;
  const gap = compact ? COMPACT_PAD : CARD_GAP;
  const cell = (width - 2 * pad - gap * (parties.length - 1)) / parties.length;
  const cards = parties.map(({ id }, index) => {
    const left = Math.round(pad + index * (cell + gap));
    return { party: id, left, right: left + Math.floor(Math.min(cell, WIDEST_CARD)) };
  });
  const lanes = cards.map(({ party, left }) => ({
    party,
    x: left + INSIDE,
    edge: Math.floor(left + cell),
  }));
  return { lanes, cards };
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
