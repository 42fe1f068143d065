import { timeText } from '../pki/der/timeText.ts';
import { ENGLISH } from './language.ts';
import { count } from './phrases.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const { clock: clockWords, dateAndClock } = ENGLISH;

/** `23 Nov 2026`, in UTC. */
export const { date: dateWords } = ENGLISH;

/** `2026-11-23 16:40:07 UTC`: to the second, for transcripts. */
export const utc = timeText;

/** `23 Nov 2026, 16:40 UTC` */
export function momentWords(time: number): string {
  return `${dateAndClock(time)} UTC`;
}

const UNITS = [
  { hours: 365.25 * 24, from: 2 * 365 * 24, name: 'year' },
  { hours: 30.4375 * 24, from: 120 * 24, name: 'month' },
  { hours: 24, from: 48, name: 'day' },
] as const;

/** A length of time in words, in the largest unit that says it well: `47 hours`, `89 days`, `1 hour`. */
export function durationWords(hours: number): string {
  const unit = UNITS.find(({ from }) => hours >= from) ?? { hours: 1, name: 'hour' };
  return count(Math.round(hours / unit.hours), unit.name);
}

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** How far two moments are apart, for a sentence: `two hours`, `89 days`, `less than a minute`. */
function spanWords(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  if (span < MINUTE) return 'less than a minute';
  const minutes = Math.round(span / MINUTE);
  const words = minutes < 60 ? count(minutes, 'minute') : durationWords(span / HOUR);
  return words.replace(/^\d /, (digit) => `${SMALL[Number(digit)] ?? digit.trim()} `);
}

/** A moment and a clock that is compared with it, no more exact than it takes to tell them apart. */
export interface TwoTimes {
  /** `at 01:38 UTC`, `on 25 Nov 2026, 23:38 UTC`, `on 25 Nov 2026` */
  readonly then: string;
  /** `03:38`, `26 Nov 2026, 01:38`, `3 Mar 2027` */
  readonly now: string;
  /** `two hours` */
  readonly apart: string;
}

export function twoTimes(then: number, now: number): TwoTimes {
  const apart = spanWords(now - then);
  if (dateWords(then) === dateWords(now))
    return { then: `at ${clockWords(then)} UTC`, now: clockWords(now), apart };
  if (Math.abs(now - then) < 48 * HOUR)
    return { then: `on ${momentWords(then)}`, now: dateAndClock(now), apart };
  return { then: `on ${dateWords(then)}`, now: dateWords(now), apart };
}
