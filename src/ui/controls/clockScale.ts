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

const UNITS = [
  { hours: 365.25 * 24, from: 2 * 365 * 24, name: 'year' },
  { hours: 30.4375 * 24, from: 120 * 24, name: 'month' },
  { hours: 24, from: 48, name: 'day' },
] as const;

/** A length of time in words, in the largest unit that says it well: `47 hours`, `89 days`, `1 hour`. */
export function durationWords(hours: number): string {
  const unit = UNITS.find(({ from }) => hours >= from) ?? { hours: 1, name: 'hour' };
  const count = Math.round(hours / unit.hours);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

/** An offset in words: `now`, `+3 days`, `−2 hours`. */
export function offsetWords(hours: number): string {
  return hours === 0 ? 'now' : `${hours > 0 ? '+' : '−'}${durationWords(Math.abs(hours))}`;
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `23 Nov 2026, 16:40 UTC` */
export function utcWords(time: number): string {
  return `${DATE.format(time)} UTC`;
}
