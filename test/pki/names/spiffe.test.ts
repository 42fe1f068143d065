import { describe, expect, test } from 'vitest';
import {
  anchorsFor,
  parseSpiffeId,
  SpiffeError,
  spiffeIdOf,
} from '../../../src/pki/names/spiffe.ts';

function codeOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof SpiffeError) return error.code;
    throw error;
  }
}

describe('SPIFFE IDs (SPIFFE-ID §2)', () => {
  test.each([
    ['spiffe://lab.example/orders', { trustDomain: 'lab.example', path: '/orders' }],
    [
      'spiffe://lab.example/ns/shop/sa/orders',
      { trustDomain: 'lab.example', path: '/ns/shop/sa/orders' },
    ],
    ['spiffe://lab.example', { trustDomain: 'lab.example', path: '' }],
    ['spiffe://a_b-c.1/x.y_z-0', { trustDomain: 'a_b-c.1', path: '/x.y_z-0' }],
  ])('%s', (uri, id) => {
    expect(parseSpiffeId(uri)).toEqual(id);
  });

  test.each([
    ['https://lab.example/orders', 'not_spiffe'],
    ['SPIFFE://lab.example/orders', 'not_spiffe'],
    ['spiffe:///orders', 'bad_trust_domain'],
    ['spiffe://Lab.example/orders', 'bad_trust_domain'],
    ['spiffe://lab.example:443/orders', 'bad_trust_domain'],
    ['spiffe://me@lab.example/orders', 'bad_trust_domain'],
    ['spiffe://lab.example?x=1', 'bad_trust_domain'],
    ['spiffe://lab.example/', 'bad_path'],
    ['spiffe://lab.example/orders/', 'bad_path'],
    ['spiffe://lab.example//orders', 'bad_path'],
    ['spiffe://lab.example/./orders', 'bad_path'],
    ['spiffe://lab.example/../orders', 'bad_path'],
    ['spiffe://lab.example/or%64ers', 'bad_path'],
    ['spiffe://lab.example/orders?x=1', 'bad_path'],
    ['spiffe://lab.example/orders#x', 'bad_path'],
    [`spiffe://lab.example/${'x'.repeat(2048)}`, 'too_long'],
    [`spiffe://${'x'.repeat(256)}/orders`, 'bad_trust_domain'],
  ])('%s is none', (uri, code) => {
    expect(codeOf(() => parseSpiffeId(uri))).toBe(code);
  });
});

describe('a SPIFFE certificate (X509-SVID §2) and its trust domain', () => {
  const uri = (value: string) => ({ kind: 'uri', value }) as const;
  const anchor = Uint8Array.of(1);
  const bundles = new Map([['lab.example', [anchor]]]);

  test('has exactly one URI; other kinds of names do not matter', () => {
    const names = [uri('spiffe://lab.example/orders'), { kind: 'dns', value: 'orders' } as const];
    expect(spiffeIdOf(names).path).toBe('/orders');
    expect(codeOf(() => spiffeIdOf([]))).toBe('no_uri');
    expect(codeOf(() => spiffeIdOf([...names, uri('spiffe://lab.example/other')]))).toBe(
      'several_uris',
    );
  });

  test('is vouched for by its own domain only', () => {
    expect(anchorsFor(bundles, [uri('spiffe://lab.example/orders')])).toEqual([anchor]);
    const other = [uri('spiffe://other.example/orders')];
    expect(codeOf(() => anchorsFor(bundles, other))).toBe('unknown_trust_domain');
  });
});
