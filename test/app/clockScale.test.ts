import { describe, expect, it } from 'vitest';
import { CLOCK_RANGE } from '../../src/lab/scenario.ts';
import { hoursAt, offsetWords, POSITIONS, positionOf } from '../../src/ui/controls/clockScale.ts';

describe('the scale of the clock', () => {
  it('reaches from the first to the last moment, and now is now', () => {
    expect(hoursAt(0)).toBe(CLOCK_RANGE.min);
    expect(hoursAt(POSITIONS)).toBe(CLOCK_RANGE.max);
    expect(hoursAt(positionOf(0))).toBe(0);
  });

  it('never runs backwards', () => {
    let before = -Infinity;
    for (let position = 0; position <= POSITIONS; position++) {
      const hours = hoursAt(position);
      expect(hours).toBeGreaterThanOrEqual(before);
      before = hours;
    }
  });

  it('gives every hour of the first two days a place that a pointer can hit', () => {
    const reached = new Set(Array.from({ length: POSITIONS + 1 }, (_, at) => hoursAt(at)));
    for (let hours = CLOCK_RANGE.min; hours <= 48; hours++) expect(reached).toContain(hours);
  });

  it('comes back to the same hour from its own place', () => {
    for (let hours: number = CLOCK_RANGE.min; hours <= CLOCK_RANGE.max; hours += 7)
      expect(hoursAt(positionOf(hours))).toBe(hours);
  });
});

describe('an offset in words', () => {
  it.each([
    [0, 'now'],
    [1, '1 hour later'],
    [-2, '2 hours ago'],
    [47, '47 hours later'],
    [72, '3 days later'],
    [90 * 24, '3 months later'],
    [365 * 24 * 3, '3 years later'],
    [CLOCK_RANGE.max, '12 years later'],
  ])('%i hours: %s', (hours, words) => {
    expect(offsetWords(hours)).toBe(words);
  });
});
