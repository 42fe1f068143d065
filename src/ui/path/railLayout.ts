import { cardFor, labelFor, type LabelText, type LayoutInput } from './card.ts';
import type { PathEdge, PathNode } from './graph.ts';
import type { Place } from './lanes.ts';
import type { EdgeLabel, EdgeShape, NodeBox, PathLayout } from './shapes.ts';

const RAIL = { first: 12, apart: 18, beforeCards: 16 } as const;
/** At most this part of the width is for rails, however many there are. */
const RAILS_SHARE = 0.28;
/** Wider cards would hold nothing but air. */
const WIDEST = 640;
const BETWEEN = 22;
const TRUST = { title: 30, pad: 10 } as const;
const MARGIN = 4;
/** How far a curve needs to change its rail. */
const BEND = 20;

interface Row {
  readonly node: PathNode;
  readonly lane: number | null;
  readonly trusted: boolean;
  /** The edges whose label stands right above this row's card, or right below it. */
  readonly above: readonly PathEdge[];
  readonly below: readonly PathEdge[];
}

/** One certificate a row, the leaf at the bottom and the place of trust on top; edges run on rails. */
export function railLayout({ width: room, ...rest }: LayoutInput): PathLayout {
  const input = { ...rest, width: Math.min(room, WIDEST) };
  const rows = rowsOf(input);
  const lanes = Math.max(1, ...input.places.map(({ lane }) => lane + 1));
  const apart = Math.min(RAIL.apart, (input.width * RAILS_SHARE) / lanes);
  const x = RAIL.first + (lanes - 1) * apart + RAIL.beforeCards;
  const width = input.width - x - TRUST.pad - MARGIN;
  const { boxes, labels, height, trustBottom } = standRows(rows, { x, width, apart });
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const edges = input.edges.flatMap((edge): EdgeShape[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from?.dot || !to?.dot) return [];
    const points = pointsBetween(from.dot, to.dot);
    return [{ edge, axis: 'y', points, label: labels.get(edge) ?? null }];
  });
  return {
    kind: 'rail',
    width: input.width,
    height,
    nodes: inPathOrder(input, byId),
    edges,
    trust: { x: 1, y: 1, width: input.width - 2, height: trustBottom - 2 },
  };
}

/** From top to bottom. */
function rowsOf({ places, edges, unused }: LayoutInput): Row[] {
  const byId = new Map(places.map((place) => [place.node.id, place]));
  const labelled = edges.filter(({ reasons }) => reasons.length > 0);
  // An edge that joins another rail, or enters the place of trust, is labelled where it starts.
  const atStart = ({ from, to }: PathEdge): boolean => {
    const upper = byId.get(to);
    return !upper || upper.trusted || upper.lane < (byId.get(from)?.lane ?? 0);
  };
  const row = ({ node, lane, trusted }: Place): Row => ({
    node,
    lane,
    trusted,
    above: labelled.filter((edge) => edge.from === node.id && atStart(edge)),
    below: labelled.filter((edge) => edge.to === node.id && !atStart(edge)),
  });
  // Branch by branch, so that each path can be read on its own; whom the judge trusts is above all.
  const upwards = [...places].sort(
    (a, b) => Number(a.trusted) - Number(b.trusted) || a.lane - b.lane || a.rank - b.rank,
  );
  const others = unused.map((node) => ({ node, lane: null, trusted: true, above: [], below: [] }));
  return [...others.reverse(), ...upwards.reverse().map(row)];
}

interface RailMetrics {
  /** Left edge and width of the cards, and the distance of two rails. */
  readonly x: number;
  readonly width: number;
  readonly apart: number;
}

function standRows(rows: readonly Row[], { x, width, apart }: RailMetrics) {
  const labels = new Map<PathEdge, EdgeLabel>();
  const boxes: NodeBox[] = [];
  let y = TRUST.title;
  let trustBottom: number | null = null;
  const write = (edges: readonly PathEdge[]) => {
    for (const edge of edges) {
      const text: LabelText | null = labelFor(edge, width);
      if (!text) continue;
      labels.set(edge, { ...text, x, y });
      y += text.height + 4;
    }
  };
  for (const row of rows) {
    if (!row.trusted && trustBottom === null) {
      trustBottom = y + (boxes.length === 0 ? TRUST.pad : TRUST.pad - BETWEEN / 2);
      y = trustBottom + BETWEEN / 2;
    }
    write(row.above);
    const card = cardFor(row.node, width);
    const dot =
      row.lane === null ? null : ([RAIL.first + row.lane * apart, y + card.height / 2] as const);
    boxes.push({ node: row.node, x, y, width, ...card, dot });
    y += card.height + (row.below.length > 0 ? 8 : 0);
    write(row.below);
    y += row.trusted && row.lane === null ? 8 : row.below.length > 0 ? 6 : BETWEEN;
  }
  const bottom = y - BETWEEN + MARGIN * 2;
  const height = trustBottom === null ? bottom + TRUST.pad : bottom;
  return { boxes, labels, height, trustBottom: trustBottom ?? height };
}

type Point = readonly [number, number];

/** Runs along the rail of the outer end, so that it passes no other certificate. */
function pointsBetween(start: Point, end: Point): readonly Point[] {
  if (start[0] === end[0]) return [start, end];
  const up = Math.sign(end[1] - start[1]);
  return end[0] > start[0]
    ? [start, [end[0], start[1] + up * BEND], end]
    : [start, [start[0], end[1] - up * BEND], end];
}

function inPathOrder(
  { places, unused }: LayoutInput,
  byId: ReadonlyMap<string, NodeBox>,
): NodeBox[] {
  const nodes = [...places.map(({ node }) => node), ...unused];
  return nodes.flatMap((node) => byId.get(node.id) ?? []);
}
