import { stratify, type HierarchyNode } from 'd3-hierarchy';
import type { PathEdge, PathGraph, PathNode } from './graph.ts';

/** Where a certificate stands on the grid of the picture. */
export interface Place {
  readonly node: PathNode;
  /** Steps from the leaf; trusted ones share the last rank, which is theirs alone. */
  readonly rank: number;
  /** An anchor from which no drawn path goes on: it stands in the place of trust. */
  readonly trusted: boolean;
  /** 0 is the lane of the spine; every other branch has one of its own. */
  readonly lane: number;
}

/**
 * Gives each certificate of a picture a rank and a lane, so that no two share a place and the spine
 * runs straight. Unused anchors have no place on the grid.
 */
export function placeNodes({ nodes, edges }: Pick<PathGraph, 'nodes' | 'edges'>): Place[] {
  const used = nodes.filter(({ unused }) => !unused);
  if (used.length === 0) return [];
  const { ranks, ends, forward } = rankNodes(used, edges);
  const tree = spanningTree(used, forward, ranks);
  const lanes = lanesOf(tree);
  return used.map((node) => ({
    node,
    rank: ranks.get(node.id) ?? 0,
    trusted: ends.has(node),
    lane: lanes.get(node.id) ?? 0,
  }));
}

interface Ranked {
  readonly ranks: ReadonlyMap<string, number>;
  readonly ends: ReadonlySet<PathNode>;
  /** The edges without those that would lead back to where they came from. */
  readonly forward: readonly PathEdge[];
}

/** The longest way from the leaf; cross-signed CAs may vouch for each other, so cycles are cut. */
function rankNodes(nodes: readonly PathNode[], edges: readonly PathEdge[]): Ranked {
  const above = new Map<string, Set<string>>();
  const reaches = (from: string, to: string): boolean =>
    from === to || [...(above.get(from) ?? [])].some((next) => reaches(next, to));
  const forward = edges.filter(({ from, to }) => {
    if (reaches(to, from)) return false;
    above.set(from, (above.get(from) ?? new Set()).add(to));
    return true;
  });
  const ranks = new Map(nodes.map(({ id }) => [id, 0]));
  const raise = (id: string, rank: number): void => {
    if ((ranks.get(id) ?? 0) > rank) return;
    ranks.set(id, rank);
    for (const next of above.get(id) ?? []) raise(next, rank + 1);
  };
  for (const { id } of nodes) if ((ranks.get(id) ?? 0) === 0) raise(id, 0);
  const ends = new Set(nodes.filter(({ id, kind }) => kind === 'anchor' && !above.has(id)));
  const inside = nodes.filter((node) => !ends.has(node)).map(({ id }) => ranks.get(id) ?? 0);
  for (const { id } of ends) ranks.set(id, Math.max(-1, ...inside) + 1);
  return { ranks, ends, forward };
}

/** A root above the leaf, so that any input is one tree. */
const ABOVE_ALL = 'above-all';

/** One parent for each certificate: the one nearest below it, on the spine if it can be. */
function spanningTree(
  nodes: readonly PathNode[],
  edges: readonly PathEdge[],
  ranks: ReadonlyMap<string, number>,
): HierarchyNode<PathNode | null> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = (node: PathNode): string => {
    const below = edges
      .filter(({ to }) => to === node.id)
      .sort((a, b) => {
        const spine = Number(byId.get(b.from)?.onSpine) - Number(byId.get(a.from)?.onSpine);
        return (node.onSpine ? spine : 0) || (ranks.get(b.from) ?? 0) - (ranks.get(a.from) ?? 0);
      });
    return below[0]?.from ?? ABOVE_ALL;
  };
  const root = stratify<PathNode | null>()
    .id((node) => node?.id ?? ABOVE_ALL)
    .parentId((node) => (node === null ? null : parentOf(node)))([null, ...nodes]);
  const firstSpine = (node: HierarchyNode<PathNode | null>) => Number(node.data?.onSpine ?? false);
  return root.sort((a, b) => firstSpine(b) - firstSpine(a));
}

/** The first branch goes on in its parent's lane; each other one opens a new lane. */
function lanesOf(root: HierarchyNode<PathNode | null>): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>();
  let opened = 0;
  root.eachBefore((node) => {
    const { parent } = node;
    const inherits = parent === null || parent.children?.[0] === node;
    const lane = inherits ? (lanes.get(parent?.id ?? '') ?? 0) : ++opened;
    lanes.set(node.id ?? '', lane);
  });
  return lanes;
}
