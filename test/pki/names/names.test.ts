import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GeneralName } from '../../../src/pki/names/generalName.ts';
import { formatIp, parseIp, prefixLength } from '../../../src/pki/names/ip.ts';
import { matchesDns, matchName } from '../../../src/pki/names/names.ts';

describe('DNS names (RFC 9525 §6.3)', () => {
  test.each([
    ['payments.example', 'payments.example'],
    ['PAYMENTS.example', 'payments.EXAMPLE'],
    ['payments.example', 'payments.example.'],
    ['*.payments.example', 'eu.payments.example'],
    ['*.payments.example', 'xn--bcher-kva.payments.example'],
    ['xn--bcher-kva.example', 'XN--bcher-kva.example'],
    ['under_score.example', 'under_score.example'],
  ])('%s fits %s', (presented, reference) => {
    expect(matchesDns(presented, reference)).toBe(true);
  });

  test.each([
    ['payments.example', 'orders.example'],
    ['*.payments.example', 'payments.example'],
    ['*.payments.example', 'a.b.payments.example'],
    ['*.example', 'payments.example'],
    ['*', 'example'],
    ['pay*.example.com', 'payments.example.com'],
    ['xn--*.example.com', 'xn--bcher-kva.example.com'],
    ['a.*.example.com', 'a.b.example.com'],
    ['*.*.example.com', 'a.b.example.com'],
    ['*..example.com', 'a..example.com'],
    ['payments.example.', 'payments.example'],
    ['', ''],
    ['.', '.'],
    ['10.0.0.1', '10.0.0.1'],
    ['*.0.0.1', '10.0.0.1'],
    ['bücher.example', 'bücher.example'],
    ['payments.example\0.evil.example', 'payments.example'],
  ])('%s does not fit %s', (presented, reference) => {
    expect(matchesDns(presented, reference)).toBe(false);
  });
});

describe('the other kinds', () => {
  const names: GeneralName[] = [
    { kind: 'dns', value: 'payments.example' },
    { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) },
    { kind: 'email', value: 'Orders@Example.com' },
    { kind: 'uri', value: 'spiffe://lab.example/orders' },
  ];

  test.each([
    ['ip', '10.0.0.1'],
    ['email', 'Orders@example.COM'],
    ['uri', 'spiffe://lab.example/orders'],
  ] as const)('%s %s fits', (kind, value) => {
    expect(matchName(names, { kind, value }).matches).toBe(true);
  });

  test.each([
    ['ip', '10.0.0.2'],
    ['ip', '::ffff:10.0.0.1'],
    ['ip', '010.0.0.1'],
    ['ip', 'payments.example'],
    ['email', 'orders@example.com'],
    ['email', '@Example.com'],
    ['uri', 'spiffe://lab.example/Orders'],
    ['uri', 'spiffe://lab.example/orders/'],
    ['dns', '10.0.0.1'],
  ] as const)('%s %s does not', (kind, value) => {
    expect(matchName(names, { kind, value }).matches).toBe(false);
  });

  test('a second URI makes a SPIFFE certificate worthless, and says so', () => {
    const two = [...names, { kind: 'uri', value: 'https://example.com/' } as const];
    const { matches, found } = matchName(two, {
      kind: 'uri',
      value: 'spiffe://lab.example/orders',
    });
    expect(matches).toBe(false);
    expect(found).toBe(
      'no valid SPIFFE ID. The certificate has 2 URIs; a SPIFFE certificate has exactly one',
    );
  });

  test('without a subjectAltName it is said that the common name does not count', () => {
    const { matches, found } = matchName(null, { kind: 'dns', value: 'payments.example' });
    expect(matches).toBe(false);
    expect(found).toBe('no subjectAltName; a common name does not count');
  });

  test('names of the wrong kind are shown, and long lists are cut', () => {
    const [dns] = names;
    expect(matchName(dns ? [dns] : [], { kind: 'ip', value: '10.0.0.1' }).found).toBe(
      'DNS payments.example',
    );
    const many = Array.from(
      { length: 9 },
      (_, i) => ({ kind: 'dns', value: `h${i}.example` }) as const,
    );
    expect(matchName(many, { kind: 'dns', value: 'other.example' }).found).toBe(
      'DNS h0.example, DNS h1.example, DNS h2.example, DNS h3.example and 5 more',
    );
  });
});

describe('IP addresses in text (RFC 4291 §2.2, RFC 5952)', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
    ['1::', '1::'],
  ])('%s is %s', (text, canonical) => {
    const address = parseIp(text);
    expect(address && formatIp(address)).toBe(canonical);
  });

  test.each([
    ...['', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '1.2.3.4/8', ' 1.2.3.4'],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      'fe80::1%eth0',
      '1:2:3:4:5:6:7::8',
    ],
  ])('%s is none', (text) => {
    expect(parseIp(text)).toBeNull();
  });

  test('text and octets agree in both directions', () => {
    const octets = fc
      .constantFrom(4, 16)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(octets, (address) => {
        expect(parseIp(formatIp(address))).toEqual(address);
      }),
    );
  });

  test('masks are counted, or refused when a one follows a zero', () => {
    expect(prefixLength(Uint8Array.of(255, 240, 0, 0))).toBe(12);
    expect(prefixLength(Uint8Array.of(255, 0, 255, 0))).toBeNull();
    expect(formatIp(Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0))).toBe('10.0.0.0/8');
  });
});
