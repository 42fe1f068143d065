import { toHex } from '../../../src/bytes/hex.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import type { PathVerdict } from '../../../src/pki/path/check.ts';
import type { KeyUsage } from '../../../src/pki/x509/extensions.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import type { PathRequest } from '../../../src/pki/path/request.ts';
import { validateParsedPath, validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, NOW, times } from '../authorities.ts';
import { chainFactory, SERVER, type Chain } from '../faultyChains.ts';
import { PROVIDERS } from '../providers.ts';

const { crypto } = globalThis;
const name = { kind: 'dns', value: SERVER } as const;
let make: Awaited<ReturnType<typeof chainFactory>>;
beforeAll(async () => {
  make = await chainFactory(crypto);
});

function judge(chain: Chain, changes: Partial<PathRequest> = {}): Promise<PathVerdict> {
  return validatePath(crypto, { ...chain, time: NOW, purpose: 'server', name, ...changes });
}

const lines = ({ checks }: PathVerdict): string[] =>
  checks.map(({ verdict, id, subject }) => `${verdict} ${id} ${subject}`);

describe('the list of checks', () => {
  test('of a sound chain tells of every certificate, in the order in which it was checked', async () => {
    const verdict = await judge(await make());
    expect(lines(verdict)).toEqual([
      'pass trust_anchor Lab Root CA',
      'pass key_usage payments',
      'pass eku payments',
      'pass ca Lab Intermediate CA',
      'pass key_usage Lab Intermediate CA',
      'pass path_length Lab Intermediate CA',
      'pass name payments',
      'pass validity Lab Root CA',
      'pass signature Lab Intermediate CA',
      'pass validity Lab Intermediate CA',
      'pass signature payments',
      'pass validity payments',
    ]);
    expect(verdict).toMatchObject({
      accepted: true,
      cause: null,
      reason: null,
      signatureChecks: 2,
    });
    expect(verdict.path).toHaveLength(3);
    expect(verdict.attempts).toHaveLength(1);
  });

  test('says what was expected and what was found, with the real values', async () => {
    const verdict = await judge(await make('leaf expired'));
    const iso = (time: number) =>
      `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    expect(verdict.cause).toEqual({
      id: 'validity',
      verdict: 'fail',
      index: 0,
      subject: 'payments',
      expected: `not after ${iso(NOW - DAY)}`,
      found: `the clock says ${iso(NOW)}`,
      spec: 'RFC 5280 §6.1.3 (a)(2)',
      reason: 'expired',
    });
  });

  test('lists what was not reached after the fatal check', async () => {
    const verdict = await judge(await make('leaf with another name'));
    const at = verdict.checks.findIndex(({ verdict: word }) => word === 'fail');
    expect(verdict.checks[at]?.found).toBe('DNS other.example');
    expect(verdict.checks.slice(at + 1).map(({ verdict: word }) => word)).toEqual(
      Array.from({ length: 5 }, () => 'not-reached'),
    );
  });

  test.each([
    [
      'intermediate missing',
      'payments was issued by Lab Intermediate CA, which was not presented and is not trusted',
    ],
    [
      'root not trusted',
      'Lab Intermediate CA was issued by Lab Root CA, which was not presented and is not trusted',
    ],
    [
      'root with a look-alike',
      'Lab Intermediate CA was issued by Lab Root CA; the trusted certificate of that name has another key',
    ],
  ] as const)('tells where the chain ends: %s', async (fault, found) => {
    const { cause } = await judge(await make(fault));
    expect(cause).toMatchObject({ id: 'trust_anchor', reason: 'unknown_issuer', found });
  });

  test('is the same every time', async () => {
    const chain = await make('leaf expired', 'leaf with a broken signature');
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => judge(chain)));
    for (const other of others) expect(other).toEqual(first);
  });

  test('is the same with certificates that were parsed before', async () => {
    const { chain, anchors } = await make('intermediate for other names');
    const [leaf, ...intermediates] = chain.map(parseCertificate);
    if (!leaf) throw new Error('no leaf');
    const rules = { time: NOW, purpose: 'server', name } as const;
    const parsed = { leaf, intermediates, anchors: anchors.map(parseCertificate), ...rules };
    expect(await validateParsedPath(crypto, parsed)).toEqual(await judge({ chain, anchors }));
  });
});

describe('moments', () => {
  test('the last second belongs to a certificate, the next one does not', async () => {
    const chain = await make();
    const { notBefore, notAfter } = times;
    const reasonAt = async (time: number) => (await judge(chain, { time })).reason;
    expect(await reasonAt(notBefore)).toBeNull();
    expect(await reasonAt(notBefore - 1)).toBe('not_yet_valid');
    expect(await reasonAt(notAfter + 999)).toBeNull();
    expect(await reasonAt(notAfter + 1000)).toBe('expired');
  });

  test.each([NaN, Infinity, -Infinity])('a clock that says %s accepts nothing', async (time) => {
    expect((await judge(await make(), { time })).accepted).toBe(false);
  });
});

describe('anchors', () => {
  test('a leaf that is itself trusted needs nobody else', async () => {
    const { chain } = await make();
    const verdict = await judge({ chain: chain.slice(0, 1), anchors: chain.slice(0, 1) });
    expect(verdict.accepted).toBe(true);
    expect(verdict.checks[0]?.found).toBe('payments itself is trusted');
    expect(verdict.signatureChecks).toBe(0);
  });

  test('an intermediate may be trusted without its root', async () => {
    const { chain } = await make();
    const verdict = await judge({ chain, anchors: chain.slice(1) });
    expect(verdict.accepted).toBe(true);
    expect(verdict.path).toHaveLength(2);
  });

  test('without any anchor nothing is accepted', async () => {
    const { chain } = await make();
    expect((await judge({ chain, anchors: [] })).reason).toBe('unknown_issuer');
  });
});

describe('a leaf that claims what only a CA may', () => {
  test.each([
    [
      { keyUsage: ['digitalSignature', 'keyCertSign'] },
      /keyCertSign in a certificate that is no CA/,
    ],
    [{ pathLength: 0 }, /a path length in a certificate that is no CA/],
  ] as const)('%o is malformed', async (change, found) => {
    const { privateKey, publicKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const leaf = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'payments' },
      publicKey,
      issuer: { self: privateKey },
      san: { dns: [SERVER] },
      ...times,
      ...change,
    });
    const { cause } = await judge({ chain: [leaf], anchors: (await make()).anchors });
    expect(cause).toMatchObject({ id: 'encoding', reason: 'malformed' });
    expect(cause?.found).toMatch(found);
  });
});

describe('bytes that are no certificates', () => {
  test('a leaf', async () => {
    const { anchors } = await make();
    const verdict = await judge({ chain: [Uint8Array.of(0x30, 0x80)], anchors });
    expect(verdict.cause).toMatchObject({
      id: 'encoding',
      reason: 'malformed',
      found: 'Certificate: an indefinite length, which DER forbids at byte 1.',
    });
    expect((await judge({ chain: [], anchors })).reason).toBe('malformed');
  });

  test('an intermediate that is needed is named as the reason; one that is not does no harm', async () => {
    const { chain, anchors } = await make();
    const broken = Uint8Array.of(1, 2, 3);
    const needed = await judge({ chain: [...chain.slice(0, 1), broken], anchors });
    expect(needed.cause).toMatchObject({
      reason: 'malformed',
      subject: 'a certificate that was presented',
    });
    expect((await judge({ chain: [...chain, broken], anchors })).accepted).toBe(true);
    expect((await judge({ chain, anchors: [broken, ...anchors] })).accepted).toBe(true);
  });
});

describe('finding a path', () => {
  test('the order of the intermediates does not matter, nor does what is of no use', async () => {
    const { chain, anchors } = await make();
    const { chain: others } = await make('leaf expired');
    const [leaf = new Uint8Array(), middle = new Uint8Array()] = chain;
    const bag = [leaf, ...others, ...anchors, middle, middle, leaf];
    expect((await judge({ chain: bag, anchors })).accepted).toBe(true);
  });

  test('a second path is tried when the first one fails, and both are told', async () => {
    const { chain, anchors } = await make();
    const [leaf = new Uint8Array(), good = new Uint8Array()] = chain;
    const [, bad = new Uint8Array()] = (await make('intermediate with a broken signature')).chain;
    const verdict = await judge({ chain: [leaf, bad, good], anchors });
    expect(verdict.accepted).toBe(true);
    expect(verdict.attempts.map(({ cause }) => cause?.reason ?? null)).toEqual([
      'bad_signature',
      null,
    ]);
    const [, noCa = new Uint8Array()] = (await make('intermediate that is no CA')).chain;
    expect((await judge({ chain: [leaf, bad, noCa], anchors })).reason).toBe('not_ca');
  });

  test('a hostile bag costs no more than the stated number of signature checks', async () => {
    const keys = await Promise.all(
      Array.from({ length: 12 }, () => generateKeyPair(crypto, 'ecdsa-p256')),
    );
    const subject = { commonName: 'Everybody' };
    const bag: Uint8Array[] = [];
    const broken: Uint8Array[] = [];
    for (const { publicKey } of keys) {
      for (const { privateKey } of keys) {
        const issuer = { name: subject, keyIdentifier: null, privateKey };
        const request = {
          profile: 'intermediate',
          subject,
          publicKey,
          issuer,
          pathLength: null,
          ...times,
        } as const;
        bag.push(await issueCertificate(crypto, request));
        broken.push(await issueCertificate(crypto, { ...request, corruptSignature: true }));
      }
    }
    const [, first] = keys;
    if (!first) throw new Error('no key');
    const leaf = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'payments' },
      publicKey: first.publicKey,
      issuer: { name: subject, keyIdentifier: null, privateKey: first.privateKey },
      san: { dns: [SERVER] },
      ...times,
    });
    const { anchors } = await make();
    const root = bag.slice(0, 1);
    for (const [roots, others, reason] of [
      [anchors, bag, 'limit'],
      [root, bag, null],
      // Whom nobody issued: every signature of every path has to be found out.
      [root, broken, 'limit'],
    ] as const) {
      let verified = 0;
      const subtle = new Proxy(crypto.subtle, {
        get(target, member) {
          if (member === 'verify') verified++;
          const value: unknown = Reflect.get(target, member, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      const request = { chain: [leaf, ...others], anchors: roots, time: NOW, name } as const;
      const provider = { subtle } as Crypto;
      const verdict = await validatePath(provider, { ...request, purpose: 'server' });
      expect(verdict.reason).toBe(reason);
      expect(verdict.signatureChecks).toBeLessThanOrEqual(100);
      expect(verified).toBe(verdict.signatureChecks);
      expect(verdict.attempts.length).toBeLessThanOrEqual(17);
    }
  });
});

describe('tampering', () => {
  test('with any byte of a good chain never passes another key or another name', async () => {
    const { chain, anchors } = await make();
    const identity = (der: Uint8Array): string => {
      const { spki, subject, extensions } = parseCertificate(der);
      return `${toHex(spki.der)} ${subject.key} ${JSON.stringify(extensions.subjectAltName)}`;
    };
    const [leaf = new Uint8Array()] = chain;
    const good = identity(leaf);
    const which = fc.integer({ min: 0, max: chain.length - 1 });
    const change = fc.record({ which, at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ which: index, at, bits }) => {
        const changed = chain.map((der) => der.slice());
        const target = changed[index];
        if (!target) return;
        target[at % target.length] = (target[at % target.length] ?? 0) ^ bits;
        const verdict = await judge({ chain: changed, anchors });
        if (verdict.accepted) expect(identity(changed[0] ?? new Uint8Array())).toBe(good);
      }),
      { numRuns: 800 },
    );
  });

  test('cannot change anything that is signed in the leaf', async () => {
    const { chain, anchors } = await make();
    const [leaf = new Uint8Array(), middle = new Uint8Array()] = chain;
    const { tbs } = parseCertificate(leaf);
    const start = tbs.byteOffset - leaf.byteOffset;
    for (let at = start; at < start + tbs.length; at += 3) {
      const changed = leaf.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect((await judge({ chain: [changed, middle], anchors })).accepted).toBe(false);
    }
  });
});

test.each(PROVIDERS)('the provider %s comes to the same verdict', async (_provider, provider) => {
  const chain = await make();
  const request = { ...chain, time: NOW, purpose: 'server', name } as const;
  expect(await validatePath(provider, request)).toEqual(await judge(chain));
});

describe('what a leaf’s key may be used for (RFC 8446 §4.4.2.2)', () => {
  const issueLeaf = async (keyUsage: readonly KeyUsage[], purpose: 'server' | 'client') => {
    const root = await generateKeyPair(crypto, 'ecdsa-p256');
    const anchor = await issueCertificate(crypto, {
      profile: 'root',
      subject: { commonName: 'Root' },
      publicKey: root.publicKey,
      issuer: { self: root.privateKey },
      ...times,
    });
    const leaf = await issueCertificate(crypto, {
      profile: purpose,
      subject: { commonName: 'leaf' },
      publicKey: root.publicKey,
      issuer: { certificate: anchor, privateKey: root.privateKey },
      san: { dns: [SERVER] },
      keyUsage,
      ...times,
    });
    return { chain: [leaf], anchors: [anchor] };
  };

  test.each([
    { keyUsage: ['digitalSignature'], reason: null },
    { keyUsage: ['digitalSignature', 'keyEncipherment'], reason: null },
    { keyUsage: ['keyAgreement'], reason: 'key_usage' },
    { keyUsage: ['keyEncipherment'], reason: 'key_usage' },
  ] as const)('it has to sign: $keyUsage', async ({ keyUsage, reason }) => {
    for (const purpose of ['server', 'client'] as const) {
      const verdict = await judge(await issueLeaf(keyUsage, purpose), { purpose });
      expect(verdict.reason).toBe(reason);
    }
  });
});
