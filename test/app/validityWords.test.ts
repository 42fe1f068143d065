import { beforeAll, describe, expect, it } from 'vitest';
import { expirySentence } from '../../src/narration/inspect/verdictWords.ts';
import { momentWords } from '../../src/narration/times.ts';
import { CLOCK_RANGE } from '../../src/lab/scenario.ts';
import { parseCertificate, type Certificate } from '../../src/pki/x509/certificate.ts';
import { endOf } from '../../src/pki/x509/validity.ts';
import { clockMarks } from '../../src/ui/controls/clockMarks.ts';
import { expiryWords } from '../../src/narration/page/certificateWords.ts';
import { validityWords } from '../../src/narration/page/pathWords.ts';
import { family } from '../pki/authorities.ts';

const HOUR = 3_600_000;

describe('in the last second of a certificate', () => {
  let leaf: Certificate;
  beforeAll(async () => {
    const { leafDer } = await family(globalThis.crypto, 'ecdsa-p256');
    leaf = parseCertificate(leafDer);
  });

  it('every place on the page says that it still holds', () => {
    const last = leaf.notAfter + 999;
    expect(expiryWords(leaf, last)).toEqual({ valid: true, words: 'ends in less than an hour' });
    expect(expirySentence(leaf, last, last)).toMatch(/^It expires in less than an hour, on /);
    expect(validityWords(leaf, last)).toMatch(/^until/);
  });

  it('and the moment after, that it has ended', () => {
    const after = leaf.notAfter + 1000;
    expect(expiryWords(leaf, after).valid).toBe(false);
    expect(expirySentence(leaf, after, after)).toMatch(/^It expired .* ago, on /);
    expect(validityWords(leaf, after)).toMatch(/^ended/);
  });

  it('the moment before it begins, that it does not hold yet', () => {
    const before = leaf.notBefore - 1;
    expect(expiryWords(leaf, before)).toMatchObject({ valid: false });
    expect(expirySentence(leaf, before, before)).toBe(
      `It begins to hold in less than an hour, on ${momentWords(leaf.notBefore)}.`,
    );
    expect(validityWords(leaf, before)).toMatch(/^from/);
    expect(expiryWords(leaf, leaf.notBefore).valid).toBe(true);
  });
});

describe('a mark of the clock', () => {
  const base = { certificate: 'orders', owner: 'client' } as const;
  // A world is not made at a whole second, but the dates of its certificates are.
  it.each([0, 1, 500, 999])('%i ms into a second stands where the verdict has changed', (part) => {
    const whole = Date.UTC(2026, 10, 23);
    const madeAt = whole + part;
    const begins = { ...base, kind: 'begins' as const, time: whole + 2 * HOUR };
    const ends = { ...base, kind: 'ends' as const, time: endOf({ notAfter: whole + 5 * HOUR }) };
    const marks = clockMarks([begins, ends], madeAt);
    for (const [mark, moment] of [
      [marks[0], begins],
      [marks[1], ends],
    ] as const) {
      const at = madeAt + (mark?.hours ?? NaN) * HOUR;
      expect(at).toBeGreaterThanOrEqual(moment.time);
      expect(at - HOUR).toBeLessThan(moment.time);
    }
  });

  it('is left out beyond the ends of the clock', () => {
    const at = (hours: number) => ({ ...base, kind: 'begins' as const, time: hours * HOUR });
    const { min, max } = CLOCK_RANGE;
    const marks = clockMarks([at(min - 1), at(min), at(max), at(max + 1)], 0);
    expect(marks.map(({ hours }) => hours)).toEqual([min, max]);
  });
});
