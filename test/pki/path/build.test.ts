import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate, type Certificate } from '../../../src/pki/x509/certificate.ts';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { MAX_BUILD_STEPS, MAX_PATH_CERTIFICATES } from '../../../src/pki/path/build.ts';
import { MAX_SIGNATURE_CHECKS, SignatureBook } from '../../../src/pki/keys/signatureBook.ts';
import { validateParsedPath, validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, NOW, times } from '../authorities.ts';
import { pathFactory } from './pathFactory.ts';

const { crypto } = globalThis;
const CA = { commonName: 'CA' };
const OTHER = { commonName: 'Other' };
type Change = Partial<CertificateRequest>;

let keys: Readonly<Record<'ca' | 'other' | 'end', CryptoKeyPair>>;
beforeAll(async () => {
  const make = () => generateKeyPair(crypto, 'ecdsa-p256');
  const [ca, other, end] = await Promise.all([make(), make(), make()]);
  keys = { ca, other, end };
});

const issue = (request: Omit<CertificateRequest, 'notBefore' | 'notAfter'> & Change) =>
  issueCertificate(crypto, { ...times, ...request });

/** A self-signed CA of the name that the leaf's issuer has. */
function root(whose: 'ca' | 'other', change: Change = {}): Promise<Uint8Array> {
  const { publicKey, privateKey } = keys[whose];
  return issue({
    profile: 'root',
    subject: CA,
    publicKey,
    issuer: { self: privateKey },
    ...change,
  });
}

/** A CA of some name and key, issued by whom `keys.other` signs for. */
function middle(whose: 'ca' | 'other', change: Change = {}): Promise<Uint8Array> {
  return issue({
    profile: 'intermediate',
    subject: CA,
    publicKey: keys[whose].publicKey,
    issuer: { name: OTHER, keyIdentifier: null, privateKey: keys.other.privateKey },
    ...change,
  });
}

/** A server that `keys.ca` signed, and that names that key. */
async function leaf(change: Change = {}): Promise<Uint8Array> {
  return issue({
    profile: 'server',
    subject: { commonName: 'leaf' },
    publicKey: keys.end.publicKey,
    issuer: { certificate: await root('ca'), privateKey: keys.ca.privateKey },
    ...change,
  });
}

const rules = { time: NOW, purpose: 'server', name: null } as const;
const judge = (chain: readonly Uint8Array[], anchors: readonly Uint8Array[]) =>
  validatePath(crypto, { chain, anchors, ...rules });

describe('limits on work', () => {
  test('a path may have so many certificates, and not one more', async () => {
    const make = await pathFactory(crypto);
    const reasonOf = async (length: number) => {
      const { chain, anchors } = await make(...Array.from({ length }, () => ({})));
      return (await judge(chain, anchors)).reason;
    };
    expect(MAX_PATH_CERTIFICATES).toBe(32);
    expect(await reasonOf(32)).toBeNull();
    expect(await reasonOf(33)).toBe('limit');
  });

  test('a search may take so many steps, and not one more', async () => {
    const decoy = parseCertificate(await middle('ca'));
    const decoys = Array.from({ length: MAX_BUILD_STEPS }, (_, index): Certificate => {
      const der = decoy.der.slice();
      new DataView(der.buffer).setUint16(der.length - 2, index);
      return { ...decoy, der };
    });
    const trusted = parseCertificate(await root('ca', { omit: ['subjectKeyIdentifier'] }));
    const parsedLeaf = parseCertificate(await leaf());
    const search = (count: number) => {
      const intermediates = decoys.slice(0, count);
      return { leaf: parsedLeaf, intermediates, anchors: [trusted], ...rules };
    };
    expect(MAX_BUILD_STEPS).toBe(2000);
    const last = await validateParsedPath(crypto, search(MAX_BUILD_STEPS - 1));
    // The accepted path is told of although others were enough to tell of.
    expect(last).toMatchObject({ accepted: true, path: [parsedLeaf.der, trusted.der] });
    expect(last.attempts.map(({ accepted }) => accepted).indexOf(true)).toBe(15);
    const tooMany = await validateParsedPath(crypto, search(MAX_BUILD_STEPS));
    expect(tooMany.reason).toBe('limit');
  });

  test('so many signatures are verified, each once, and not one more', async () => {
    const book = new SignatureBook(crypto);
    const signed = parseCertificate(await leaf());
    const issuer = parseCertificate(await root('ca'));
    expect(MAX_SIGNATURE_CHECKS).toBe(100);
    for (let count = 1; count < MAX_SIGNATURE_CHECKS; count++) {
      expect(await book.verify({ ...signed }, issuer.spki)).toBe('valid');
    }
    expect(book.exhausted).toBe(false);
    for (const again of [issuer, parseCertificate(issuer.der)]) {
      expect(await book.verifyIssued(signed, again)).toBe('valid');
      expect([book.count, book.exhausted]).toEqual([MAX_SIGNATURE_CHECKS, true]);
    }
    const another = { ...signed };
    expect(await book.verifyIssued(another, issuer)).toBe('over_limit');
    expect(book.isMisfit(another, issuer)).toBe(false);
  });
});

describe('what is not tried', () => {
  test('CAs that issued each other lead nowhere, and not forever', async () => {
    const byOther = await middle('ca');
    const byCa = await issue({
      profile: 'intermediate',
      subject: OTHER,
      publicKey: keys.other.publicKey,
      issuer: { certificate: byOther, privateKey: keys.ca.privateKey },
    });
    const { reason, path } = await judge([await leaf(), byOther, byCa], []);
    expect(reason).toBe('unknown_issuer');
    expect(path).toHaveLength(3);
  });

  test('a certificate that is presented several times is one', async () => {
    const one = await middle('ca');
    expect((await judge([await leaf(), one, one, one], [])).attempts).toHaveLength(1);
  });

  test('a key that was found not to fit, in another certificate', async () => {
    const chain = [
      await leaf({ corruptSignature: true }),
      await middle('ca'),
      await middle('ca', { pathLength: null }),
    ];
    const trusted = await root('other', { subject: OTHER });
    const { reason, attempts, signatureChecks } = await judge(chain, [trusted]);
    expect(reason).toBe('bad_signature');
    expect(attempts).toHaveLength(1);
    expect(signatureChecks).toBe(2);
  });
});

describe('which issuer is tried first (RFC 4158 §3.5)', () => {
  const expired = { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY };
  const unnamed: Change = { omit: ['subjectKeyIdentifier'] };

  test.each([
    {
      what: 'rather an expired one that is no CA than another key',
      first: () => middle('ca', { ...unnamed, ...expired, ca: false }),
      then: () => middle('other'),
    },
    {
      what: 'rather one that is no CA than an expired one',
      first: () => middle('ca', { ...unnamed, ca: false }),
      trusted: () => root('ca', expired),
    },
    {
      what: 'rather one that names no key than one that is no CA',
      first: () => middle('ca', unnamed),
      trusted: () => root('ca', { ca: false }),
    },
    {
      what: 'rather the key that is named than one that is trusted',
      first: () => middle('ca'),
      trusted: () => root('ca', unnamed),
    },
  ])('$what', async ({ first, then, trusted }) => {
    const wanted = await first();
    const others = then ? [await then()] : [];
    const anchors = trusted ? [await trusted()] : [];
    const { attempts } = await judge([await leaf(), ...others, wanted], anchors);
    expect(attempts.length).toBeGreaterThan(1);
    expect(attempts[0]?.certificates[1]).toEqual(wanted);
  });

  test('of equals the trusted one', async () => {
    const trusted = await root('ca');
    const { attempts } = await judge([await leaf(), await middle('ca')], [trusted]);
    expect(attempts.map(({ certificates }) => certificates[1])).toEqual([trusted]);
  });

  test('a subject that names no key prefers none', async () => {
    const trusted = await root('ca');
    const nameless = await leaf({ omit: ['authorityKeyIdentifier'] });
    const { attempts } = await judge([nameless, await middle('ca', unnamed)], [trusted]);
    expect(attempts.map(({ certificates }) => certificates[1])).toEqual([trusted]);
  });
});

describe('key identifiers are hints (RFC 5280 §4.2.1.1)', () => {
  const named = { authorityKeyIdentifier: new Uint8Array(20).fill(7) };
  const unnamed = { omit: ['authorityKeyIdentifier'] } as const;

  test('an anchor that is named otherwise is taken when it signed', async () => {
    const verdict = await judge([await leaf(named)], [await root('ca')]);
    expect(verdict.accepted).toBe(true);
    expect(verdict.signatureChecks).toBe(1);
  });

  test.each([
    { what: 'named otherwise', subject: {}, issuer: {}, reason: 'unknown_issuer' },
    { what: 'that was not named', subject: unnamed, issuer: {}, reason: 'bad_signature' },
    {
      what: 'that names no key',
      subject: {},
      issuer: { omit: ['subjectKeyIdentifier'] },
      reason: 'bad_signature',
    },
  ] as const)('an anchor $what that did not sign: $reason', async ({ subject, issuer, reason }) => {
    const { cause } = await judge([await leaf(subject)], [await root('other', issuer)]);
    expect(cause?.reason).toBe(reason);
    if (reason === 'unknown_issuer') {
      expect(cause?.found).toBe(
        'leaf was issued by CA; the trusted certificate of that name has another key',
      );
    }
  });

  test('an intermediate that is named otherwise is followed, and its signature told of', async () => {
    const trusted = await root('other', { subject: OTHER });
    const verdict = await judge([await leaf(), await middle('other')], [trusted]);
    expect(verdict.reason).toBe('bad_signature');
    expect(verdict.path).toHaveLength(3);
    const right = await judge([await leaf(named), await middle('ca')], [trusted]);
    expect(right.accepted).toBe(true);
  });
});

describe('a trusted leaf', () => {
  test('stands alone, whoever issued it', async () => {
    const trusted = await leaf();
    const { path, checks } = await judge([trusted, await middle('ca')], [trusted]);
    expect(path).toEqual([trusted]);
    expect(checks[0]?.found).toBe('leaf itself is trusted');
  });
});
