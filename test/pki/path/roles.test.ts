import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import type { PathVerdict } from '../../../src/pki/path/check.ts';
import {
  derExplicit,
  derInteger,
  derNull,
  derOid,
  derSequence,
} from '../../../src/pki/der/writer.ts';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import type { RawExtension } from '../../../src/pki/issue/extensions.ts';
import { unknownCriticalExtension } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import type { ReferenceName } from '../../../src/pki/names/names.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import type { PathRequest } from '../../../src/pki/path/request.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW, times } from '../authorities.ts';
import { transplanted } from '../derSurgery.ts';
import { pathFactory, type Level } from './pathFactory.ts';
import { signedAnew } from '../resigned.ts';

const { crypto } = globalThis;
let issue: Awaited<ReturnType<typeof pathFactory>>;
let keys: CryptoKeyPair;
beforeAll(async () => {
  [issue, keys] = await Promise.all([pathFactory(crypto), generateKeyPair(crypto, 'ecdsa-p256')]);
});

const judge = (request: Pick<PathRequest, 'chain' | 'anchors'> & Partial<PathRequest>) =>
  validatePath(crypto, { time: NOW, purpose: 'server', name: null, ...request });

async function judgePath(path: readonly Level[], changes: Partial<PathRequest> = {}) {
  return judge({ ...(await issue(...path)), ...changes });
}

/** What the list of checks says under one heading, certificate by certificate. */
const told = ({ checks }: PathVerdict, id: string): string[] =>
  checks.filter((one) => one.id === id).map(({ subject, found }) => `${subject}: ${found}`);

describe('purposes (RFC 5280 §4.2.1.12)', () => {
  test.each([
    { what: 'a leaf without any', path: [{}, { extendedKeyUsage: [] }], reason: null },
    {
      what: 'a leaf with another',
      path: [{}, { extendedKeyUsage: ['clientAuth'] }],
      reason: 'eku',
    },
    { what: 'a leaf with any', path: [{}, { extendedKeyUsage: ['any'] }], reason: null },
    {
      what: 'a leaf with several',
      path: [{}, { extendedKeyUsage: ['clientAuth', 'serverAuth'] }],
      reason: null,
    },
    {
      what: 'a CA with another',
      path: [{}, { extendedKeyUsage: ['clientAuth'] }, {}],
      reason: 'eku',
    },
    {
      what: 'an anchor with another',
      path: [{ extendedKeyUsage: ['clientAuth'] }, {}],
      reason: 'eku',
    },
  ] as const)('$what', async ({ path, reason }) => {
    expect((await judgePath(path)).reason).toBe(reason);
    expect((await judgePath(path, { purpose: 'any' })).reason).toBeNull();
  });

  test('are told of where a certificate below the anchor names some, and of the leaf', async () => {
    const path: Level[] = [
      { extendedKeyUsage: ['serverAuth'] },
      { extendedKeyUsage: ['serverAuth', 'any'] },
      {},
      { extendedKeyUsage: [] },
    ];
    expect(told(await judgePath(path), 'eku')).toEqual([
      'leaf: no extKeyUsage, so any purpose',
      'CA 1: serverAuth, anyExtendedKeyUsage',
    ]);
    expect(told(await judgePath(path, { purpose: 'any' }), 'eku')).toEqual([]);
  });

  test('a key for something else serves whoever has no purpose in mind', async () => {
    const path: Level[] = [{}, { keyUsage: ['cRLSign'] }];
    expect((await judgePath(path)).reason).toBe('key_usage');
    const any = await judgePath(path, { purpose: 'any' });
    expect([any.reason, told(any, 'key_usage')]).toEqual([null, []]);
  });

  test('a key without usages may be used for anything, by a CA as by a leaf', async () => {
    const verdict = await judgePath([{}, { keyUsage: [] }, { keyUsage: [] }]);
    expect(told(verdict, 'key_usage')).toEqual([
      'leaf: no keyUsage, so any use',
      'CA 1: no keyUsage, so any use',
    ]);
    expect(verdict.accepted).toBe(true);
  });
});

describe('path length (RFC 5280 §4.2.1.9)', () => {
  const below = async (limit: number | null, ...between: Level[]) => {
    const verdict = await judgePath([{}, { pathLength: limit }, ...between, {}]);
    const check = verdict.checks.find(({ id }) => id === 'path_length');
    return check && `${check.verdict}: ${check.expected}; ${check.found}`;
  };

  test('counts the CAs below, the leaf not among them', async () => {
    expect(await below(null, {}, {})).toBeUndefined();
    expect(await below(0)).toBe('pass: at most 0 intermediate CAs below; 0 intermediate CAs');
    expect(await below(0, {})).toBe('fail: at most 0 intermediate CAs below; 1 intermediate CA');
    expect(await below(1, {})).toBe('pass: at most 1 intermediate CA below; 1 intermediate CA');
    expect(await below(1, {}, {})).toBe(
      'fail: at most 1 intermediate CA below; 2 intermediate CAs',
    );
  });

  test('does not count those that are self-issued', async () => {
    expect(await below(0, { selfIssued: true })).toBe(
      'pass: at most 0 intermediate CAs below; 0 intermediate CAs',
    );
  });

  test('of an anchor counts too, and is told of when it is broken', async () => {
    const kept = await judgePath([{ pathLength: 1 }, {}, {}]);
    expect([kept.reason, told(kept, 'path_length')]).toEqual([null, []]);
    const broken = await judgePath([{ pathLength: 0 }, {}, {}]);
    expect([broken.reason, told(broken, 'path_length')]).toEqual([
      'path_len',
      ['CA 0: 1 intermediate CA'],
    ]);
  });
});

describe('critical extensions (RFC 5280 §4.2)', () => {
  const policies = (qualifier: string, critical: boolean): RawExtension => ({
    oid: OID.certificatePolicies,
    critical,
    value: derSequence(
      derSequence(derOid('1.2.3'), derSequence(derSequence(derOid(qualifier), derNull()))),
    ),
  });

  test.each([
    {
      extension: unknownCriticalExtension(),
      refused: /^1\.3\.6\.1\.4\.1\.32473\.1\.1, marked critical$/,
    },
    { extension: { ...unknownCriticalExtension(), critical: false }, refused: null },
    { extension: policies('1.2.3.4', true), refused: /a qualifier that is not known/ },
    { extension: policies('1.2.3.4', false), refused: null },
    { extension: policies(OID.cpsQualifier, true), refused: null },
  ])('$extension.oid, critical: $extension.critical: $refused', async ({ extension, refused }) => {
    for (const path of [
      [{}, { extensions: [extension] }],
      [{}, { extensions: [extension] }, {}],
    ]) {
      const { cause } = await judgePath(path);
      expect(cause?.reason ?? null).toBe(refused && 'unknown_critical_extension');
      if (refused) expect(cause?.found).toMatch(refused);
    }
  });
});

describe('certificates of older versions', () => {
  const subject = { commonName: 'Old' };

  /** A CA without extensions, of version 1 or 2. */
  async function old(version: 1 | 2, issuer: CertificateRequest['issuer']): Promise<Uint8Array> {
    const der = await issueCertificate(crypto, {
      ...{ profile: 'root', subject, publicKey: keys.publicKey, issuer },
      ...times,
    });
    const bare = transplanted(parseCertificate(der).tbs, '7');
    const number = version === 2 ? [derExplicit(0, derInteger(1))] : [];
    const tbs = new Uint8Array(transplanted(bare, '0', ...number));
    return signedAnew(der, tbs, keys.privateKey);
  }

  const leafOf = () =>
    issueCertificate(crypto, {
      ...{ profile: 'server', subject: { commonName: 'leaf' }, publicKey: keys.publicKey },
      issuer: { name: subject, keyIdentifier: null, privateKey: keys.privateKey },
      ...times,
    });

  test.each([
    { version: 1, self: true, reason: null },
    { version: 1, self: false, reason: 'not_ca' },
    { version: 2, self: true, reason: 'not_ca' },
  ] as const)('an anchor of version $version, self-signed: $self: $reason', async (one) => {
    const { privateKey } = keys;
    const other = { name: { commonName: 'Other' }, keyIdentifier: null, privateKey };
    const anchor = await old(one.version, one.self ? { self: privateKey } : other);
    const { reason } = await judge({ chain: [await leafOf()], anchors: [anchor] });
    expect(reason).toBe(one.reason);
  });

  test('a root of version 1 that nobody trusts is no CA', async () => {
    const root = await old(1, { self: keys.privateKey });
    const verdict = await judge({ chain: [await leafOf(), root], anchors: [] });
    expect(verdict.reason).toBe('unknown_issuer');
    const [ca] = verdict.checks.filter(({ id }) => id === 'trust_anchor');
    expect(ca?.found).toBe('Old is self-signed and not trusted');
  });

  test('a leaf has to be of version 3 (RFC 8446 §4.4.2.2)', async () => {
    const leaf = await old(1, { self: keys.privateKey });
    const { cause } = await judge({ chain: [leaf], anchors: [leaf] });
    // Whom somebody trusts is not asked; of others it is.
    expect(cause).toBeNull();
    const other = await judge({ chain: [leaf], anchors: [] });
    expect(other.cause).toMatchObject({ reason: 'malformed', found: 'version: version 1, not 3' });
  });
});

describe('what a certificate that is no CA must not say', () => {
  test('a leaf that is a CA may say it', async () => {
    const leaf: Level = { ca: true, pathLength: 0, keyUsage: ['digitalSignature', 'keyCertSign'] };
    expect((await judgePath([{}, leaf])).reason).toBeNull();
    expect((await judgePath([{}, { ...leaf, ca: false }])).reason).toBe('malformed');
  });

  test('of an issuer that is no CA, that is what is told', async () => {
    const verdict = await judgePath([{}, { ca: false }, {}]);
    expect(verdict.cause).toMatchObject({ id: 'ca', reason: 'not_ca', subject: 'CA 1' });
  });
});

test('what holds on every ordinary path is not listed as not looked at', async () => {
  const { checks } = await judgePath([{}, {}, { extensions: [unknownCriticalExtension()] }]);
  const [cause, ...others] = checks.slice(1);
  expect(cause).toMatchObject({ id: 'critical_extensions', verdict: 'fail' });
  expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(['not-reached']));
  expect(new Set(others.map(({ id }) => id))).toEqual(
    new Set(['key_usage', 'eku', 'ca', 'validity', 'signature']),
  );
});

describe('in words', () => {
  test.each<[ReferenceName, string]>([
    [{ kind: 'dns', value: 'a.example' }, 'RFC 9525 §6'],
    [{ kind: 'ip', value: '10.0.0.1' }, 'RFC 9525 §6'],
    [{ kind: 'email', value: 'me@a.example' }, 'RFC 5280 §4.2.1.6'],
    [{ kind: 'uri', value: 'https://a.example/' }, 'RFC 5280 §4.2.1.6'],
  ])('the name %o is compared after %s', async (name, spec) => {
    const { kind, value } = name;
    const right = await judgePath([{}, { san: { [kind]: [value] } }], { name });
    expect(right.checks.find(({ id }) => id === 'name')).toMatchObject({ verdict: 'pass', spec });
    const wrong = await judgePath([{}, { san: { dns: ['other.example'] } }], { name });
    expect(wrong.cause).toMatchObject({ id: 'name', reason: 'name_mismatch', spec });
    const unasked = await judgePath([{}, {}]);
    expect(told(unasked, 'name')).toEqual([]);
  });

  test('each signature names who made it, and the path is told as a whole', async () => {
    const { checks } = await judgePath([{}, {}, {}]);
    const signatures = checks.filter(({ id }) => id === 'signature');
    expect(signatures.map(({ expected, found }) => [expected, found])).toEqual([
      ['signed by CA 0', 'the ECDSA with SHA-256 signature fits the key of CA 0'],
      ['signed by CA 1', 'the ECDSA with SHA-256 signature fits the key of CA 1'],
    ]);
    expect(checks[0]?.found).toBe('leaf ← CA 1 ← CA 0, which is trusted');
  });

  test('an issuer without a common name is called by its whole name', async () => {
    const { privateKey } = keys;
    const issuer = { name: { organisation: 'Lab' }, keyIdentifier: null, privateKey };
    const { cause } = await judgePath([{}, { issuer }]);
    expect(cause?.found).toBe(
      'leaf was issued by O=Lab, which was not presented and is not trusted',
    );
  });
});
