import { beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import type { NamesByKind } from '../../../src/pki/issue/extensions.ts';
import { nameConstraints } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW, times } from '../authorities.ts';

const { crypto } = globalThis;
let keys: CryptoKeyPair;
let make: (
  request: Omit<CertificateRequest, 'publicKey' | 'notBefore' | 'notAfter'>,
) => Promise<Uint8Array>;
beforeAll(async () => {
  keys = await generateKeyPair(crypto, 'ecdsa-p256');
  make = (request) => issueCertificate(crypto, { publicKey: keys.publicKey, ...times, ...request });
});

interface Limits {
  readonly permitted?: NamesByKind;
  readonly excluded?: NamesByKind;
}

const extensionsOf = (limits: Limits | null) => ({
  extensions: limits ? [nameConstraints(limits.permitted ?? {}, limits.excluded ?? {})] : [],
});

/** Why a leaf with some names is refused below a root and an intermediate with their limits. */
async function judge(san: NamesByKind, root: Limits | null, middle: Limits | null = null) {
  const { privateKey } = keys;
  const rootDer = await make({
    profile: 'root',
    subject: { commonName: 'Root' },
    issuer: { self: privateKey },
    ...extensionsOf(root),
  });
  const middleDer = await make({
    profile: 'intermediate',
    subject: { commonName: 'Middle' },
    issuer: { certificate: rootDer, privateKey },
    ...extensionsOf(middle),
  });
  // The one key signs for all: a path is more than its keys.
  const leafDer = await make({
    profile: 'client',
    subject: { commonName: 'leaf' },
    issuer: { certificate: middleDer, privateKey },
    san,
  });
  const { reason } = await validatePath(crypto, {
    chain: [leafDer, middleDer],
    anchors: [rootDer],
    time: NOW,
    purpose: 'client',
    name: null,
  });
  return reason;
}

describe('each form has its own rule (RFC 5280 §4.2.1.10)', () => {
  test.each<[NamesByKind, NamesByKind]>([
    [{ dns: ['lab.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['a.b.LAB.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['a.lab.example'] }, { dns: ['.lab.example'] }],
    [{ dns: ['anything.example'] }, { dns: [''] }],
    [{ ip: ['10.1.2.3'] }, { ip: ['10.0.0.0/8'] }],
    [{ ip: ['2001:db8::7'] }, { ip: ['2001:db8::/32'] }],
    [{ email: ['me@lab.example'] }, { email: ['lab.example'] }],
    [{ email: ['me@mail.lab.example'] }, { email: ['.lab.example'] }],
    [{ email: ['Me@LAB.example'] }, { email: ['Me@lab.example'] }],
    [{ uri: ['spiffe://lab.example/orders'] }, { uri: ['lab.example'] }],
    [{ uri: ['https://user@www.lab.example:8443/x?y#z'] }, { uri: ['.lab.example'] }],
    [{ dns: ['lab.example'], ip: ['10.0.0.1'] }, { dns: ['lab.example'] }],
    [{ dns: ['lab.example'] }, { ip: ['10.0.0.0/8'] }],
  ])('%o is within %o', async (names, permitted) => {
    expect(await judge(names, { permitted })).toBeNull();
  });

  test.each<[NamesByKind, NamesByKind]>([
    [{ dns: ['evillab.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['lab.example'] }, { dns: ['.lab.example'] }],
    [{ dns: ['lab.example.evil.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['*.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['ok.lab.example', 'other.example'] }, { dns: ['lab.example'] }],
    [{ ip: ['11.1.2.3'] }, { ip: ['10.0.0.0/8'] }],
    [{ ip: ['::ffff:10.0.0.1'] }, { ip: ['10.0.0.0/8', '2001:db8::/32'] }],
    [{ email: ['me@mail.lab.example'] }, { email: ['lab.example'] }],
    [{ email: ['me@lab.example'] }, { email: ['.lab.example'] }],
    [{ email: ['me@lab.example'] }, { email: ['Me@lab.example'] }],
    [{ uri: ['spiffe://other.example/orders'] }, { uri: ['lab.example'] }],
    [{ uri: ['https://a.lab.example/'] }, { uri: ['lab.example'] }],
    [{ uri: ['https://lab.example/'] }, { uri: ['.lab.example'] }],
    [{ uri: ['https://lab.example@evil.example/'] }, { uri: ['lab.example'] }],
  ])('%o is not within %o', async (names, permitted) => {
    expect(await judge(names, { permitted })).toBe('name_constraints');
  });

  test.each<[NamesByKind, NamesByKind]>([
    [{ dns: ['a.lab.example'] }, { dns: ['lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['a.lab.example'] }],
    [{ ip: ['10.1.2.3'] }, { ip: ['10.0.0.0/8'] }],
    [{ uri: ['spiffe://lab.example/orders'] }, { uri: ['lab.example'] }],
    [{ email: ['me@lab.example'] }, { email: ['lab.example'] }],
  ])('%o falls into what is excluded, %o', async (names, excluded) => {
    expect(await judge(names, { excluded })).toBe('name_constraints');
  });

  test.each<[NamesByKind, NamesByKind]>([
    [{ email: ['not an address'] }, { email: ['lab.example'] }],
    [{ uri: ['urn:example:x'] }, { uri: ['lab.example'] }],
    [{ uri: ['https://10.0.0.1/'] }, { uri: ['lab.example'] }],
    [{ dns: ['not a host'] }, { dns: ['lab.example'] }],
  ])('%o cannot be compared with %o, so it is refused', async (names, permitted) => {
    expect(await judge(names, { permitted })).toBe('name_constraints');
  });
});

describe('several constraints on one path (§6.1.4 (g))', () => {
  test('only what all of them permit is permitted', async () => {
    const root = { permitted: { dns: ['lab.example'] } };
    const middle = { permitted: { dns: ['eu.lab.example', 'other.example'] } };
    expect(await judge({ dns: ['a.eu.lab.example'] }, root, middle)).toBeNull();
    expect(await judge({ dns: ['a.us.lab.example'] }, root, middle)).toBe('name_constraints');
    expect(await judge({ dns: ['other.example'] }, root, middle)).toBe('name_constraints');
  });

  test('what one of them excludes is excluded, also from what it permits', async () => {
    const limits = {
      permitted: { dns: ['lab.example'] },
      excluded: { dns: ['secret.lab.example'] },
    };
    expect(await judge({ dns: ['a.lab.example'] }, limits)).toBeNull();
    expect(await judge({ dns: ['a.secret.lab.example'] }, limits)).toBe('name_constraints');
    expect(await judge({ dns: ['a.secret.lab.example'] }, null, limits)).toBe('name_constraints');
  });
});

test('more comparisons than any honest chain needs are not made', async () => {
  const many = (count: number, suffix: string) =>
    Array.from({ length: count }, (_, i) => `h${i}.${suffix}`);
  const limits = { excluded: { dns: many(1100, 'other.example') } };
  expect(await judge({ dns: many(900, 'lab.example') }, limits)).toBeNull();
  expect(await judge({ dns: many(1000, 'lab.example') }, limits)).toBe('limit');
  expect(await judge({ dns: ['lab.example'], email: ['me@lab.example'] }, limits)).toBeNull();
});
