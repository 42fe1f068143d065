import { describe, expect, test } from 'vitest';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW } from '../authorities.ts';
import { pathFactory } from './pathFactory.ts';

const { crypto } = globalThis;
const rules = { time: NOW, purpose: 'server', name: null } as const;

describe('how many intermediate CAs whoever judges takes', () => {
  const chainOf = async (intermediates: number) =>
    (await pathFactory(crypto))(...Array.from({ length: intermediates + 2 }, () => ({})));

  test.each([
    [0, 0, null],
    [1, 0, 'depth'],
    [1, 1, null],
    [3, 1, 'depth'],
    [3, 3, null],
  ])('of %i, at most %i: %s', async (intermediates, maxIntermediates, reason) => {
    const { chain, anchors } = await chainOf(intermediates);
    const verdict = await validatePath(crypto, { chain, anchors, ...rules, maxIntermediates });
    expect(verdict.reason).toBe(reason);
    const check = verdict.checks.find(({ id }) => id === 'path_length');
    expect(check?.found).toMatch(new RegExp(`^${intermediates} intermediate CA`));
  });

  test('any number, and no word of it, where none is set', async () => {
    const { chain, anchors } = await chainOf(3);
    const { accepted, checks } = await validatePath(crypto, { chain, anchors, ...rules });
    expect(accepted).toBe(true);
    expect(checks.map(({ id }) => id)).not.toContain('path_length');
  });

  test('none for a leaf that is itself trusted', async () => {
    const { chain } = await chainOf(1);
    const anchors = chain.slice(0, 1);
    const verdict = await validatePath(crypto, { chain, anchors, ...rules, maxIntermediates: 0 });
    expect(verdict.accepted).toBe(true);
  });

  test('a shorter way to an anchor is found', async () => {
    const { chain, anchors } = await chainOf(3);
    const nearer = [...anchors, ...chain.slice(2, 3)];
    const verdict = await validatePath(crypto, {
      chain,
      anchors: nearer,
      ...rules,
      maxIntermediates: 1,
    });
    expect(verdict.accepted).toBe(true);
  });
});
