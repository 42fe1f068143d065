import { describe, expect, it } from 'vitest';
import { TITLE } from '../../../src/ui/path/card.ts';
import { buildPathGraph, type GraphInput } from '../../../src/ui/path/graph.ts';
import { layoutPath } from '../../../src/ui/path/layout.ts';
import type { Box, NodeBox, PathLayout } from '../../../src/ui/path/shapes.ts';
import { textWidth } from '../../../src/ui/stage/layout/measure.ts';
import * as pictures from './pictures.ts';

const WIDTHS = [340, 360, 420, 560, 720, 860, 1000];
const LONG = 'A certification authority with a name that does not end where others have ended';

const CASES: Readonly<Record<string, () => Promise<GraphInput>>> = {
  'a sound chain': () => pictures.soundPicture(),
  'a cross-signed intermediate': () => pictures.crossSignedPicture(),
  'an unknown issuer': () => pictures.unknownIssuerPicture(),
  'a chain of nine CAs': () => pictures.longPicture(9),
  'very long names': () => pictures.longPicture(2, LONG),
  'twenty paths given up': () => pictures.manyAttemptsPicture(20),
  'twenty paths, all drawn': async () => ({
    ...(await pictures.manyAttemptsPicture(20)),
    all: true,
  }),
  'an unnamed subject': () => pictures.namelessPicture(),
};

describe.each(Object.entries(CASES))('the picture of %s', (_, make) => {
  it('keeps everything inside its box and apart, at any width', async () => {
    const graph = buildPathGraph(await make());
    for (const width of WIDTHS) {
      const layout = layoutPath(graph, width);
      const boxes = [...layout.nodes, ...layout.edges.flatMap(({ label }) => label ?? [])];
      expect(layout.nodes).toHaveLength(graph.nodes.length);
      for (const box of boxes) expect(isInside(box, layout), `${width} px`).toBe(true);
      expect(overlaps(boxes), `${width} px`).toEqual([]);
    }
  });

  it('has the trust anchors, and only them, in the place of trust', async () => {
    const graph = buildPathGraph(await make());
    for (const width of WIDTHS) {
      const { nodes, trust } = layoutPath(graph, width);
      for (const box of nodes)
        expect(isWithin(box, trust), `${box.node.title}, ${width} px`).toBe(
          box.node.kind === 'anchor',
        );
    }
  });

  it('leads each edge from the one card to the other', async () => {
    const layout = layoutPath(buildPathGraph(await make()), 1000);
    for (const { edge, points } of layout.edges) {
      const from = layout.nodes.find(({ node }) => node.id === edge.from);
      const to = layout.nodes.find(({ node }) => node.id === edge.to);
      expect([touches(from, points[0]), touches(to, points.at(-1))]).toEqual([true, true]);
    }
  });
});

describe('columns and rails', () => {
  it('shows three certificates as columns on a desktop and as rails on a phone', async () => {
    const graph = buildPathGraph(await pictures.soundPicture());
    expect(layoutPath(graph, 1000).kind).toBe('flow');
    expect(layoutPath(graph, 360).kind).toBe('rail');
  });

  it('puts the leaf at the left or at the bottom', async () => {
    const graph = buildPathGraph(await pictures.soundPicture());
    const flow = layoutPath(graph, 1000).nodes;
    const rail = layoutPath(graph, 360).nodes;
    expect([...flow].sort((a, b) => a.x - b.x)[0]?.node.kind).toBe('leaf');
    expect([...rail].sort((a, b) => b.y - a.y)[0]?.node.kind).toBe('leaf');
  });
});

describe('a name without spaces', () => {
  it.each([
    'payments-and-refunds.production.eu-central-1.lab.example',
    'spiffe://lab.example/ns/production/sa/payments-and-refunds',
    'x'.repeat(200),
  ])('is broken to fit its card: %s', async (name) => {
    const root = await pictures.authority('Lab Root CA', null);
    const leaf = await pictures.leaf(root, {}, name);
    const graph = buildPathGraph(await pictures.picture([leaf], [root]));
    for (const width of WIDTHS) {
      const card = layoutPath(graph, width).nodes[0];
      const lines = card?.title ?? [];
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines)
        expect(textWidth(line, TITLE)).toBeLessThanOrEqual((card?.width ?? 0) - 24);
      expect(name.startsWith(lines.join('').replace(/…$/, ''))).toBe(true);
    }
  });
});

function isInside(box: Box, { width, height }: PathLayout): boolean {
  return isWithin(box, { x: 0, y: 0, width, height });
}

function isWithin(box: Box, outer: Box): boolean {
  return (
    box.x >= outer.x &&
    box.y >= outer.y &&
    box.x + box.width <= outer.x + outer.width &&
    box.y + box.height <= outer.y + outer.height
  );
}

function overlaps(boxes: readonly Box[]): string[] {
  const describeBox = ({ x, y, width, height }: Box) =>
    [x, y, width, height].map(Math.round).join();
  return boxes.flatMap((a, at) =>
    boxes
      .slice(at + 1)
      .filter(
        (b) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${describeBox(a)} over ${describeBox(b)}`),
  );
}

function touches(box: NodeBox | undefined, point: readonly [number, number] | undefined): boolean {
  if (!box || !point) return false;
  const [x, y] = point;
  if (box.dot) return box.dot[0] === x && box.dot[1] === y;
  return x >= box.x - 2 && x <= box.x + box.width + 2 && y >= box.y && y <= box.y + box.height;
}
