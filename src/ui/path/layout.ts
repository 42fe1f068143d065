import type { PathGraph } from './graph.ts';
import { flowLayout } from './flowLayout.ts';
import { flowFits } from './flowMetrics.ts';
import { placeNodes } from './lanes.ts';
import { railLayout } from './railLayout.ts';
import type { PathLayout } from './shapes.ts';

/**
 * Lays a picture out, as a pure function: columns where they fit, else rails.
 *
 * @param width of the picture in px; from about 320
 */
export function layoutPath(graph: PathGraph, width: number): PathLayout {
  const places = placeNodes(graph);
  const unused = graph.nodes.filter((node) => node.unused);
  const input = { places, edges: graph.edges, unused, width };
  return flowFits(input) ? flowLayout(input) : railLayout(input);
}
