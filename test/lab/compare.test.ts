import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/lab/compare.ts';
import { run } from '../../src/lab/run.ts';
import { brokenBy, laboratory } from './laboratory.ts';

describe('compare', () => {
  it('parts at CertificateRequest and keeps every step of both runs, in order', async () => {
    const { materials, crypto, now } = laboratory();
    const world = await brokenBy(materials, ['client-expired']);
    const tls = await run(world, { mode: 'tls', clock: now, crypto });
    const mtls = await run(world, { mode: 'mtls', clock: now, crypto });

    const { rows, partsAt } = compare(tls, mtls);

    expect(rows.flatMap((row) => row.tls ?? [])).toEqual(tls.steps.map(({ index }) => index));
    expect(rows.flatMap((row) => row.mtls ?? [])).toEqual(mtls.steps.map(({ index }) => index));
    const parting = rows[partsAt ?? -1];
    expect(parting?.tls).toBeNull();
    expect(mtls.steps[parting?.mtls ?? -1]?.key).toBe('message:server:CertificateRequest');
  });

  it('does not part when both runs are the same', async () => {
    const { materials, crypto, now } = laboratory();
    const world = await brokenBy(materials, ['server-expired']);
    const tls = await run(world, { mode: 'tls', clock: now, crypto });
    expect(compare(tls, tls).partsAt).toBeNull();
  });

  /** The keys of two runs as rows: `a` for a common one, `a|` and `|a` for one of one run only. */
  function rowsOf(left: string, right: string): string {
    const [tls, mtls] = [left, right].map((keys) => ({ steps: [...keys].map((key) => ({ key })) }));
    const { rows } = compare(tls ?? { steps: [] }, mtls ?? { steps: [] });
    return rows
      .map((row) => {
        const [a, b] = [left[row.tls ?? -1], right[row.mtls ?? -1]];
        return a === undefined ? `|${b}` : b === undefined ? `${a}|` : a === b ? a : 'different';
      })
      .join(' ');
  }

  it.each([
    ['', '', ''],
    ['ab', 'ab', 'a b'],
    ['ac', 'abc', 'a |b c'],
    ['abc', 'ac', 'a b| c'],
    ['ab', 'abc', 'a b |c'],
    ['abc', 'ab', 'a b c|'],
    ['a', 'b', '|b a|'],
    ['xab', 'aby', 'x| a b |y'],
    ['abxcd', 'acd', 'a b| x| c d'],
    ['', 'ab', '|a |b'],
  ])('sets %j beside %j', (left, right, expected) => {
    expect(rowsOf(left, right)).toBe(expected);
  });

  it('keeps as many steps in common as there can be', () => {
    const keys = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(keys, keys, (left, right) => {
        const rows = rowsOf(left, right).split(' ').filter(Boolean);
        expect(rows.filter((row) => row.length === 1)).toHaveLength(longestCommon(left, right));
        expect(
          rows
            .filter((row) => !row.startsWith('|'))
            .map((row) => row[0])
            .join(''),
        ).toBe(left);
        expect(
          rows
            .filter((row) => !row.endsWith('|'))
            .map((row) => row.at(-1))
            .join(''),
        ).toBe(right);
      }),
    );
  });
});

/** The length of the longest common subsequence, by trying everything. */
function longestCommon(left: string, right: string): number {
  const [first, ...others] = left;
  if (first === undefined) return 0;
  const rest = others.join('');
  const at = right.indexOf(first);
  const without = longestCommon(rest, right);
  return at === -1 ? without : Math.max(without, 1 + longestCommon(rest, right.slice(at + 1)));
}
