import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POSITIONS, tickLabels, timeScale } from '../../src/app/inspect/timeScale.ts';

const NOW = Date.UTC(2026, 10, 23);
const HOUR = 3_600_000;
const moments = fc.array(fc.integer({ min: -400_000, max: 400_000 }), { maxLength: 20 });

describe('the scale of time on the Inspect page', () => {
  it('reaches from before the first moment to after the last one', () => {
    fc.assert(
      fc.property(moments, (hours) => {
        const times = hours.map((hour) => NOW + hour * HOUR);
        const { from, to } = timeScale(times, NOW);
        expect(from).toBeLessThan(Math.min(NOW, ...times));
        expect(to).toBeGreaterThan(Math.max(NOW, ...times));
      }),
    );
  });

  it('keeps the order of time, from one end to the other', () => {
    fc.assert(
      fc.property(moments, (hours) => {
        const times = hours.map((hour) => NOW + hour * HOUR);
        const { from, to, positionOf } = timeScale(times, NOW);
        const positions = [from, ...[...new Set(times)].sort((a, b) => a - b), to].map(positionOf);
        expect(positions[0]).toBe(0);
        expect(positions.at(-1)).toBeCloseTo(POSITIONS, 6);
        expect([...positions].sort((a, b) => a - b)).toEqual(positions);
      }),
    );
  });

  it('finds a moment again at its position, to the second', () => {
    const { positionOf, timeAt } = timeScale([NOW - 9000 * HOUR, NOW + 24 * HOUR], NOW);
    for (const time of [NOW - 9000 * HOUR, NOW, NOW + 24 * HOUR])
      expect(timeAt(positionOf(time))).toBe(time);
  });

  it('has room for the text of each moment that is told, and for none over its ends', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 900 }), (hours, width) => {
        const times = [...new Set(hours)].sort((a, b) => a - b).map((hour) => NOW + hour * HOUR);
        const shown = tickLabels(times, timeScale(times, NOW), width, 84);
        expect(shown.length > 0).toBe(times.length > 0 && width >= 84);
        for (const [at, { middle }] of shown.entries()) {
          expect(middle - 42).toBeGreaterThanOrEqual(
            shown[at - 1] ? (shown[at - 1]?.middle ?? 0) + 42 : 0,
          );
          expect(middle + 42).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('leaves room for a day between years', () => {
    const years = 9 * 365 * 24 * HOUR;
    const { positionOf } = timeScale([NOW - years, NOW + 24 * HOUR, NOW + years], NOW);
    expect(positionOf(NOW + 24 * HOUR) - positionOf(NOW)).toBeGreaterThan(POSITIONS / 20);
  });
});
