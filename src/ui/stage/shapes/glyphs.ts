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

/** Glyphs are strokes around 0,0, about 8 px wide. */
export const TICK_PATH = 'M-3.8,0.2L-1.2,2.8L3.8,-2.8';
export const CROSS_PATH = 'M-3,-3L3,3M3,-3L-3,3';
/** Above the body of a lock. */
export const LOCK_SHACKLE = 'M-2.3,-1V-2.6A2.3,2.3,0,0,1,2.3,-2.6V-1';
export const KEY_PATH =
  'M-0.8,0H6M3.4,0V2.6M6,0V3M-0.8,0A2.5,2.5,0,1,1,-5.8,0A2.5,2.5,0,1,1,-0.8,0Z';

/** With equal sides, around its middle. */
const TRIANGLE = 'M0,-4.806L4.162,2.403L-4.162,2.403Z';

/** An arrowhead whose point touches `x`; `towards` is the direction that it flies in. */
export function arrowhead(x: number, y: number, towards: number): { d: string; transform: string } {
  const sign = Math.sign(towards) || 1;
  return { d: TRIANGLE, transform: `translate(${x - sign * 5.2},${y}) rotate(${sign * 90})` };
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
