import { CLOCK_RANGE } from '../../lab/scenario.ts';

/** How many positions the slider has. */
export const POSITIONS = 2000;

/** Below this many hours the scale is nearly even; far above it, nearly logarithmic. */
const EVEN_HOURS = 6;

function stretch(hours: number): number {
  return Math.sign(hours) * Math.log1p(Math.abs(hours) / EVEN_HOURS);
}

function unstretch(value: number): number {
  return Math.sign(value) * Math.expm1(Math.abs(value)) * EVEN_HOURS;
}

const LOW = stretch(CLOCK_RANGE.min);
const HIGH = stretch(CLOCK_RANGE.max);

function inRange(hours: number): number {
  return Math.min(CLOCK_RANGE.max, Math.max(CLOCK_RANGE.min, hours));
}

/** Where on the slider an offset in hours stands: 0 to `POSITIONS`, not rounded. */
export function positionOf(hours: number): number {
  return ((stretch(inRange(hours)) - LOW) / (HIGH - LOW)) * POSITIONS;
}

/** The whole number of hours at a position of the slider. Near `now` an hour is many positions wide. */
export function hoursAt(position: number): number {
  const hours = unstretch(LOW + (position / POSITIONS) * (HIGH - LOW));
  return inRange(Math.round(hours)) + 0;
}
