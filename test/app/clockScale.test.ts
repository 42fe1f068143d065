import { describe, expect, it } from 'vitest';
import { CLOCK_RANGE } from '../../src/lab/scenario.ts';
import { backWords, offsetWords } from '../../src/narration/page/controlsWords.ts';
import { hoursAt, POSITIONS, positionOf } from '../../src/ui/controls/clockScale.ts';

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
    const hours = Array.from({ length: CLOCK_RANGE.max - CLOCK_RANGE.min }, (_, at) => at - 48);
    expect(hours.filter((hour) => hoursAt(positionOf(hour)) !== hour)).toEqual([]);
  });
});

describe('an offset in words', () => {
  it.each([
    [0, 'now'],
    [1, '+1 hour'],
    [-2, '−2 hours'],
    [47, '+47 hours'],
    [72, '+3 days'],
    [89 * 24, '+89 days'],
    [180 * 24, '+6 months'],
    [365 * 24 * 3, '+3 years'],
    [CLOCK_RANGE.max, '+12 years'],
  ])('%i hours: %s', (hours, words) => {
    expect(offsetWords(hours, true)).toBe(words);
  });

  it('does not call a moment that somebody chose now', () => {
    expect(offsetWords(0, false)).toBe('at the start');
    expect(backWords(false)).toBe('Back to the start');
  });
});
