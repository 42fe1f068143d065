import { cardFor, labelFor, type LayoutInput } from './card.ts';
import { flowMetrics, type FlowMetrics } from './flowMetrics.ts';
import type { PathEdge } from './graph.ts';
import type { Place } from './lanes.ts';
import type { EdgeLabel, EdgeShape, NodeBox, PathLayout } from './shapes.ts';

/** Room above the first lane, where the place of trust has its title. */
const TOP = 40;
const BOTTOM = 14;
const BETWEEN_LANES = 22;
/** How far a curve needs to change its lane. */
const BEND = 30;

interface Standing {
  readonly place: Place;
  readonly box: NodeBox;
}

/** Ranks as columns, lanes as rows; the anchors in the last column, inside the place of trust. */
export function flowLayout(input: LayoutInput): PathLayout {
  const metrics = flowMetrics(input);
  const middles = laneMiddles(input, metrics);
  const standing = input.places.map((place) => ({ place, box: stand(place, metrics, middles) }));
  const byId = new Map(standing.map((one) => [one.place.node.id, one]));
  const taken = new Map<string, number>();
  const edges = input.edges.flatMap((edge): EdgeShape[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    return from && to ? [shapeOf(edge, from, to, metrics, taken)] : [];
  });
  const boxes = standing.map(({ box }) => box);
  const trustedBottom = bottomOf(standing.filter(({ place }) => place.trusted).map((s) => s.box));
  const unused = stack(input, metrics, trustedBottom);
  const height = bottomOf([...boxes, ...unused]) + BOTTOM;
  return {
    kind: 'flow',
    width: input.width,
    height,
    nodes: [...boxes, ...unused],
    edges,
    trust: { ...metrics.trust, y: 1, height: height - 2 },
  };
}

function bottomOf(boxes: readonly NodeBox[]): number {
  return Math.max(TOP, ...boxes.map(({ y, height }) => y + height));
}

/** Where the middle of each lane is: a lane is as high as its highest card or label. */
function laneMiddles({ places, edges }: LayoutInput, metrics: FlowMetrics): readonly number[] {
  const lanes = Math.max(0, ...places.map(({ lane }) => lane + 1));
  const heights = Array.from({ length: lanes }, () => 0);
  for (const { node, lane } of places) {
    const labels = edges
      .filter(({ from, to }) => from === node.id || to === node.id)
      .map((edge) => labelFor(edge, metrics.label)?.height ?? 0);
    const both = 2 * (labels.reduce((sum, height) => sum + height, 0) + 8);
    heights[lane] = Math.max(heights[lane] ?? 0, cardFor(node, metrics.card).height, both);
  }
  let y = TOP;
  return heights.map((height) => {
    const middle = y + height / 2;
    y += height + BETWEEN_LANES;
    return middle;
  });
}

function stand(place: Place, metrics: FlowMetrics, middles: readonly number[]): NodeBox {
  const card = cardFor(place.node, metrics.card);
  const y = (middles[place.lane] ?? TOP) - card.height / 2;
  const x = place.trusted ? metrics.trust.x + metrics.pad : metrics.columnX(place.rank);
  return { node: place.node, x, y, width: metrics.card, ...card, dot: null };
}

/** Anchors that no path reached, below those that one did. */
function stack({ unused }: LayoutInput, metrics: FlowMetrics, below: number): NodeBox[] {
  let y = below === TOP ? TOP : below + 12;
  return unused.map((node) => {
    const card = cardFor(node, metrics.card);
    const box = {
      node,
      x: metrics.trust.x + metrics.pad,
      y,
      width: metrics.card,
      ...card,
      dot: null,
    };
    y += card.height + 8;
    return box;
  });
}

function shapeOf(
  edge: PathEdge,
  from: Standing,
  to: Standing,
  metrics: FlowMetrics,
  taken: Map<string, number>,
): EdgeShape {
  const start = [from.box.x + from.box.width, from.box.y + from.box.height / 2] as const;
  const end = [to.box.x - 1, to.box.y + to.box.height / 2] as const;
  const merges = to.place.lane < from.place.lane;
  return {
    edge,
    axis: 'x',
    points: pointsBetween(start, end, from.place.lane - to.place.lane),
    label: merges
      ? labelAt(edge, metrics, taken, [start[0] + 8, start[1]])
      : labelAt(edge, metrics, taken, [end[0] - metrics.label - 8, end[1]]),
  };
}

type Point = readonly [number, number];

/** Runs along the lane of the outer end, where no other card stands. */
function pointsBetween(start: Point, end: Point, rises: number): readonly Point[] {
  if (end[0] < start[0]) {
    const under = Math.max(start[1], end[1]) + BEND;
    return [start, [start[0] + BEND / 2, under], [end[0] - BEND / 2, under], end];
  }
  if (rises === 0) return [start, end];
  return rises > 0
    ? [start, [end[0] - BEND, start[1]], end]
    : [start, [start[0] + BEND, end[1]], end];
}

/** A label above its line; a second one at the same place stands above the first. */
function labelAt(
  edge: PathEdge,
  metrics: FlowMetrics,
  taken: Map<string, number>,
  [x, lineY]: Point,
): EdgeLabel | null {
  const text = labelFor(edge, metrics.label);
  if (!text) return null;
  const key = `${Math.round(x)} ${Math.round(lineY)}`;
  const below = taken.get(key) ?? 5;
  taken.set(key, below + text.height);
  const left = x + (metrics.label - text.width) / 2;
  return { ...text, x: left, y: lineY - below - text.height };
}
