import type { Card } from './card.ts';
import type { PathEdge, PathNode } from './graph.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A certificate as a card. */
export interface NodeBox extends Box, Card {
  readonly node: PathNode;
  /** Rails only: where the rail passes the card. */
  readonly dot: readonly [number, number] | null;
}

export interface EdgeLabel extends Box {
  readonly lines: readonly string[];
}

export interface EdgeShape {
  readonly edge: PathEdge;
  /** From the vouched-for certificate to the one that vouches, for a curve along `axis`. */
  readonly points: readonly (readonly [number, number])[];
  readonly axis: 'x' | 'y';
  /** Why paths ended here; null when none did. */
  readonly label: EdgeLabel | null;
}

/** Where everything of one picture stands, in px. */
export interface PathLayout {
  /** `flow`: from the leaf at the left to the anchors at the right. `rail`: from bottom to top. */
  readonly kind: 'flow' | 'rail';
  readonly width: number;
  readonly height: number;
  /** In path order. */
  readonly nodes: readonly NodeBox[];
  readonly edges: readonly EdgeShape[];
  /** The place of the trust anchors. */
  readonly trust: Box;
}
