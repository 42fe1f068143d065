import { line, symbol, symbolTriangle } from 'd3-shape';
import type { Party } from '../../../lab/trace.ts';
import type { Epoch } from '../../../tls/endpoint.ts';

/** Names of the tokens that have a soft companion: `--client` and `--client-soft`. */
export type Hue =
  | 'client'
  | 'server'
  | 'attacker'
  | 'authority'
  | 'handshake'
  | 'application'
  | 'refused'
  | 'passed';

/** The hue of a party's own things: lane, card, beliefs, and what it says in the clear. */
export function partyHue(party: Party): Hue {
  return OWN_HUES.find((hue) => hue === party) ?? 'authority';
}

const OWN_HUES: readonly Hue[] = ['client', 'server', 'attacker'];

/** Plaintext has the hue of who speaks; ciphertext that of its keys. */
export function recordHue(epoch: Epoch, speaker: Party): Hue {
  return epoch === 'plaintext' ? partyHue(speaker) : epoch;
}

type Point = readonly [number, number];

const stroke = line<Point>()
  .x(([x]) => x)
  .y(([, y]) => y);

function drawn(...strokes: readonly (readonly Point[])[]): string {
  return strokes.map((points) => stroke(points) ?? '').join('');
}

/** Glyphs are strokes around 0,0, about 8 px wide. */
export const TICK_PATH = drawn([
  [-3.8, 0.2],
  [-1.2, 2.8],
  [3.8, -2.8],
]);
export const CROSS_PATH = drawn(
  [
    [-3, -3],
    [3, 3],
  ],
  [
    [3, -3],
    [-3, 3],
  ],
);
export const LOCK_BODY = { x: -3.8, y: -1, width: 7.6, height: 5.6, rx: 1.2 } as const;
export const LOCK_SHACKLE = 'M-2.3,-1V-2.6A2.3,2.3,0,0,1,2.3,-2.6V-1';
export const KEY_PATH =
  'M-0.8,0H6M3.4,0V2.6M6,0V3M-0.8,0A2.5,2.5,0,1,1,-5.8,0A2.5,2.5,0,1,1,-0.8,0Z';

const triangle = symbol(symbolTriangle, 30)() ?? '';

/** An arrowhead whose point touches `x`; `towards` is the direction that it flies in. */
export function arrowhead(x: number, y: number, towards: number): { d: string; transform: string } {
  const sign = Math.sign(towards) || 1;
  return { d: triangle, transform: `translate(${x - sign * 5.2},${y}) rotate(${sign * 90})` };
}

/** A box with round corners on the side that does not touch its lane. */
export function flagPath(
  x: number,
  y: number,
  width: number,
  height: number,
  side: 1 | -1,
): string {
  const r = Math.min(8, height / 2);
  const near = side === 1 ? x : x + width;
  const far = near + side * width;
  const sweep = side === 1 ? 1 : 0;
  return (
    `M${near},${y}H${far - side * r}A${r},${r},0,0,${sweep},${far},${y + r}` +
    `V${y + height - r}A${r},${r},0,0,${sweep},${far - side * r},${y + height}H${near}Z`
  );
}
