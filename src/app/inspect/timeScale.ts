import { scaleLinear } from 'd3-scale';

/** How many positions the slider has. */
export const POSITIONS = 4000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No stretch between two moments is narrower than this part of the widest one. */
const NARROWEST = 0.12;

/** A scale of time on which a day between two changes is as easy to hit as ten years. */
export interface TimeScale {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Position of a time, 0 to {@link POSITIONS}; what lies outside is at an end. */
  readonly positionOf: (time: number) => number;
  /** The time at a position, to the second. */
  readonly timeAt: (position: number) => number;
}

/**
 * From some time before the first moment to some time after the last one.
 *
 * @param moments in milliseconds since 1970, in any order; none is fine
 * @param now is on the scale as well
 */
export function timeScale(moments: readonly number[], now: number): TimeScale {
  const inside = [...new Set([...moments, now])].sort((a, b) => a - b);
  const [first = now, last = now] = [inside[0], inside.at(-1)];
  const margin = Math.max(DAY, (last - first) * 0.05);
  const domain = [first - margin, ...inside, last + margin];
  const lengths = domain.slice(1).map((time, at) => Math.log1p((time - (domain[at] ?? 0)) / HOUR));
  const least = Math.max(...lengths) * NARROWEST;
  const shares = lengths.map((length) => Math.max(length, least));
  const sum = shares.reduce((total, share) => total + share, 0);
  let reached = 0;
  const range = [0, ...shares.map((share) => (reached += (share / sum) * POSITIONS))];
  const scale = scaleLinear().domain(domain).range(range).clamp(true);
  return {
    from: domain[0] ?? now,
    to: domain.at(-1) ?? now,
    positionOf: (time) => scale(time),
    timeAt: (position) => Math.round(scale.invert(position) / 1000) * 1000,
  };
}

/** Where a text stands under the line: its middle, in px. */
export interface TickLabel {
  readonly moment: number;
  readonly middle: number;
}

/**
 * The moments whose texts have room under the line, from left to right; none overlaps another, and none
 * hangs over an end.
 *
 * @param width of the line in px
 * @param room that one text takes in px
 */
export function tickLabels(
  moments: readonly number[],
  scale: Pick<TimeScale, 'positionOf'>,
  width: number,
  room: number,
): readonly TickLabel[] {
  const shown: TickLabel[] = [];
  for (const moment of moments) {
    const at = (scale.positionOf(moment) / POSITIONS) * width;
    const middle = Math.min(Math.max(at, room / 2), width - room / 2);
    const last = shown.at(-1);
    if (width >= room && (!last || middle - last.middle >= room)) shown.push({ moment, middle });
  }
  return shown;
}
