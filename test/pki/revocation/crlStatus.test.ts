import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import {
  derElement,
  derImplicit,
  derInteger,
  derOid,
  derSequence,
} from '../../../src/pki/der/writer.ts';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import type { RawExtension } from '../../../src/pki/issue/extensions.ts';
import { derName } from '../../../src/pki/issue/names.ts';
import { issueCrl, type CrlRequest } from '../../../src/pki/issue/crl.ts';
import { crlDistributionPoints, mustStaple } from '../../../src/pki/issue/specialExtensions.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import type { PathRequest } from '../../../src/pki/path/request.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, family, NOW, times } from '../authorities.ts';
import { transplanted } from '../derSurgery.ts';
import { SIGNED, signedWithSha1 } from '../resigned.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
});

const deny = { depth: 'leaf', unknown: 'deny' } as const;
const allow = { depth: 'leaf', unknown: 'allow' } as const;

/** What the list of checks says of the leaf's revocation. */
async function judge(crls: readonly Uint8Array[], changes: Partial<PathRequest> = {}) {
  const { checks } = await validatePath(crypto, {
    chain: [lab.leafDer, lab.middleDer],
    anchors: [lab.rootDer],
    ...{ time: NOW, purpose: 'server', name: null, revocation: deny },
    crls,
    ...changes,
  });
  const check = checks.find(({ id, index }) => id === 'revocation' && index === 0);
  if (!check) throw new Error('Revocation was not looked at.');
  return check;
}

function crl(changes: Partial<CrlRequest> = {}): Promise<Uint8Array> {
  const issuer = { certificate: lab.middleDer, privateKey: lab.middle.privateKey };
  const span = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY };
  return issueCrl(crypto, { issuer, ...span, revoked: [], ...changes });
}

const forged = () => ({ issuer: { certificate: lab.middleDer, privateKey: lab.end.privateKey } });
const stale = { thisUpdate: NOW - 3 * DAY, nextUpdate: NOW - DAY };
const ofTomorrow = { thisUpdate: NOW + DAY, nextUpdate: NOW + 2 * DAY };

/** Another leaf of the same issuer. */
const leafWith = (...extensions: RawExtension[]) => otherLeaf({ extensions });
const otherLeaf = (changes: Partial<CertificateRequest>) =>
  issueCertificate(crypto, {
    ...{ profile: 'server', subject: { commonName: 'other' }, publicKey: lab.end.publicKey },
    issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
    ...times,
    ...changes,
  });

describe('when a CRL counts (RFC 5280 §5.1.2.4, §5.1.2.5)', () => {
  test('from its first moment until its last second is over', async () => {
    const list = [await crl()];
    const verdictAt = async (time: number) => (await judge(list, { time })).verdict;
    expect(await verdictAt(NOW - DAY)).toBe('pass');
    expect(await verdictAt(NOW - DAY - 1)).toBe('fail');
    expect(await verdictAt(NOW + DAY + 999)).toBe('pass');
    expect(await verdictAt(NOW + DAY + 1000)).toBe('fail');
  });

  test('who is on it without a reason is revoked, and none is told', async () => {
    const { serialNumber } = parseCertificate(lab.leafDer);
    const { found } = await judge([
      await crl({ revoked: [{ serialNumber, revokedAt: NOW - DAY }] }),
    ]);
    expect(found).toMatch(/^revoked since [-\d: ]+ UTC$/);
  });

  test('a delta CRL can tell that somebody is revoked', async () => {
    const { serialNumber } = parseCertificate(lab.leafDer);
    const extensions = [{ oid: OID.deltaCRLIndicator, critical: true, value: derInteger(1) }];
    const revoked = [{ serialNumber, revokedAt: NOW - DAY }];
    expect((await judge([await crl({ extensions, revoked })])).reason).toBe('revoked');
  });
});

describe('what is wrong with the CRL that would have told', () => {
  test.each([
    { what: 'it is too old', lists: [stale], fault: 'expired' },
    { what: 'it is of tomorrow', lists: [ofTomorrow], fault: 'not_yet_valid' },
    { what: 'its signature does not fit', lists: ['forged'], fault: 'bad_signature' },
    {
      what: 'of one that is both, its date',
      lists: [{ ...stale, forged: true }],
      fault: 'expired',
    },
    { what: 'of several the newest', lists: [stale, ofTomorrow], fault: 'not_yet_valid' },
    { what: 'in any order', lists: [ofTomorrow, stale], fault: 'not_yet_valid' },
    { what: 'rather one of today', lists: [ofTomorrow, 'forged', stale], fault: 'bad_signature' },
    { what: 'nothing, without one', lists: [], fault: undefined },
    { what: 'nothing, of another', lists: ['other'], fault: undefined },
    { what: 'not of another', lists: ['other', stale], fault: 'expired' },
  ] as const)('$what: $fault', async ({ lists, fault }) => {
    const issued = lists.map((list) => {
      if (list === 'forged') return crl(forged());
      const issuer = { certificate: lab.rootDer, privateKey: lab.root.privateKey };
      if (list === 'other') return crl({ issuer });
      return crl('forged' in list ? { ...list, ...forged() } : list);
    });
    const check = await judge(await Promise.all(issued));
    expect(check.reason).toBe('revocation_unknown');
    expect(check.crlFault).toBe(fault);
  });

  test('of two of one date the first is told of', async () => {
    const span = { thisUpdate: NOW + DAY, nextUpdate: NOW - DAY };
    const { crlFault } = await judge([
      await crl(span),
      await crl({ ...span, nextUpdate: NOW + 2 * DAY }),
    ]);
    expect(crlFault).toBe('expired');
  });

  test('does not matter to a certificate that must staple', async () => {
    const chain = [await leafWith(mustStaple()), lab.middleDer];
    const check = await judge([await crl(stale)], { chain });
    expect(check.crlFault).toBeUndefined();
    expect(check).toMatchObject({
      expected: 'an OCSP response that says good, as it must staple',
      found: 'no OCSP response',
      isStapleMissing: true,
    });
    expect((await judge([await crl()])).expected).toBe('not revoked');
    const sound = await judge([await crl()], { chain, revocation: allow });
    expect(sound).toMatchObject({ verdict: 'fail', found: 'no OCSP response' });
  });

  test('up to three reasons are told, each once', async () => {
    const [old, none] = [await crl(stale), await crl({ nextUpdate: null })];
    const lists = [old, old, none, await crl(ofTomorrow), await crl(forged())];
    const { found } = await judge(lists, { revocation: allow });
    expect(found.split('; ')).toHaveLength(3);
    expect(found).toMatch(
      /^not known, which is allowed: .*renewed.*; .*until when.*; .*yet to come$/,
    );
  });

  test('what cannot be read is told of, and not read when nobody asks', async () => {
    const list = [Uint8Array.of(1)];
    expect((await judge(list)).found).toMatch(/^a CRL cannot be used: /);
    let reads = 0;
    Object.defineProperty(list, 0, { get: () => (reads++, Uint8Array.of(1)) });
    await judge(list);
    expect(reads).toBeGreaterThan(0);
    reads = 0;
    const about = { chain: [lab.leafDer, lab.middleDer], anchors: [lab.rootDer], time: NOW };
    await validatePath(crypto, { ...about, purpose: 'server', name: null, crls: list });
    expect(reads).toBe(0);
  });
});

describe('who signs a CRL (§6.3.3 (f), (g))', () => {
  test('not with SHA-1, unless that is allowed, and not with what nobody knows', async () => {
    const weak = await signedWithSha1(await crl(), SIGNED.crl, lab.middle.privateKey);
    for (const options of [{}, { options: {} }]) {
      expect((await judge([weak], options)).found).toBe(
        'the CRL is signed with ECDSA with SHA-1, which is too weak',
      );
    }
    expect((await judge([weak], { options: { allowSha1: true } })).verdict).toBe('pass');
    const strange = SIGNED.crl.algorithms.reduce(
      (der, place) => transplanted(der, place, derSequence(derOid('1.2.3'))),
      await crl(),
    );
    expect((await judge([strange])).found).toBe('the CRL is signed with 1.2.3, which is too weak');
  });

  test('not the certificate that it is about, though it has the name of its issuer', async () => {
    const leaf = await issueCertificate(crypto, {
      ...{ profile: 'server', publicKey: lab.end.publicKey, keyUsage: [] },
      subject: { commonName: 'Lab Intermediate CA', organisation: 'mTLS Lab' },
      issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
      ...times,
    });
    const about = { chain: [leaf], anchors: [lab.middleDer] };
    expect((await judge([await crl()], about)).verdict).toBe('pass');
    expect((await judge([await crl(forged())], about)).crlFault).toBe('bad_signature');
  });

  test('no more of them than signatures are verified in one check', async () => {
    const lists = Array.from({ length: 101 }, () => crl(forged()));
    const crls = await Promise.all(lists);
    expect((await judge(crls)).found).toBe(
      'the signature of the CRL does not fit the key of Lab Intermediate CA; ' +
        'too many signatures had to be verified',
    );
    const { reason } = await validatePath(crypto, {
      chain: [lab.leafDer, lab.middleDer],
      anchors: [lab.rootDer],
      ...{ time: NOW, purpose: 'server', name: null, revocation: allow },
      crls: crls.slice(0, 99),
    });
    expect(reason).toBe('limit');
  });

  describe('a CA that changed its key', () => {
    const subject = { commonName: 'CA' };
    /** A path with two certificates of one CA, the newer key below the older. */
    async function rollover(omitUsages: boolean) {
      const authority = (publicKey: CryptoKey, issuer: CertificateRequest['issuer']) =>
        issueCertificate(crypto, {
          ...{ profile: 'intermediate', subject, publicKey, issuer, pathLength: null },
          ...times,
        });
      const root = { certificate: lab.rootDer, privateKey: lab.root.privateKey };
      const older = await authority(lab.middle.publicKey, root);
      const old = { certificate: older, privateKey: lab.middle.privateKey };
      const newer = await authority(lab.end.publicKey, old);
      const { publicKey, privateKey } = lab.root;
      const leaf = await issueCertificate(crypto, {
        ...{ profile: 'server', subject: omitUsages ? subject : { commonName: 'leaf' }, publicKey },
        issuer: { certificate: newer, privateKey: lab.end.privateKey },
        ...(omitUsages ? { keyUsage: [] } : {}),
        ...times,
      });
      const list = (key: CryptoKey) => crl({ issuer: { certificate: newer, privateKey: key } });
      const about = { chain: [leaf, newer, older], anchors: [lab.rootDer] };
      return { list, about, leafKey: privateKey };
    }

    test('may sign with either', async () => {
      const { list, about } = await rollover(false);
      for (const { privateKey } of [lab.end, lab.middle]) {
        expect((await judge([await list(privateKey)], about)).verdict).toBe('pass');
      }
    });

    test('is not the CA above it, nor one that it issued under its own name', async () => {
      for (const isNamesake of [false, true]) {
        const { list, about, leafKey } = await rollover(isNamesake);
        const check = await judge([await list(leafKey)], about);
        expect(check.reason).toBe('revocation_unknown');
        expect(check.found).toBe('the signature of the CRL does not fit the key of CA');
      }
    });
  });
});

describe('what a CRL is about (§6.3.3 (b))', () => {
  const uri = (value: string) => derImplicit(6, Buffer.from(value));
  const ip = (...octets: number[]) => derImplicit(7, Uint8Array.from(octets));
  const directory = (commonName: string, organisation?: string) =>
    derElement(0xa4, derName({ commonName, ...(organisation ? { organisation } : {}) }));
  const place = (...names: Uint8Array[]) => derElement(0xa0, derElement(0xa0, ...names));
  const scope = (...fields: Uint8Array[]): Partial<CrlRequest> => ({
    extensions: [
      { oid: OID.issuingDistributionPoint, critical: true, value: derSequence(...fields) },
    ],
  });
  const points = (...list: Uint8Array[]): RawExtension => ({
    oid: OID.cRLDistributionPoints,
    critical: false,
    value: derSequence(...list),
  });
  const own = () => directory('Lab Intermediate CA', 'mTLS Lab');
  const somewhere = uri('http://a');

  test.each([
    { what: 'an address', names: () => [somewhere], fits: true },
    { what: 'the issuer', names: () => [own()], fits: true },
    { what: 'the issuer, and an address', names: () => [own(), somewhere], fits: true },
    { what: 'another CA', names: () => [directory('Other')], fits: false },
    {
      what: 'another CA, and an address',
      names: () => [directory('Other'), somewhere],
      fits: false,
    },
  ])('of $what, for a certificate that names no place: $fits', async ({ names, fits }) => {
    const check = await judge([await crl(scope(place(...names())))]);
    expect(check.verdict).toBe(fits ? 'pass' : 'fail');
  });

  test.each([
    { here: uri('http://a'), there: uri('http://a'), fits: true },
    { here: uri('http://a'), there: uri('http://b'), fits: false },
    { here: uri('http://a'), there: derImplicit(2, Buffer.from('http://a')), fits: false },
    { here: directory('A'), there: directory('a'), fits: true },
    { here: directory('A'), there: directory('B'), fits: false },
    { here: ip(10, 0, 0, 1), there: ip(10, 0, 0, 1), fits: true },
    { here: ip(10, 0, 0, 1), there: ip(10, 0, 0, 2), fits: false },
    { here: ip(10, 0, 0, 1), there: directory('A'), fits: false },
  ])('of a place, for a certificate that names one: $fits', async ({ here, there, fits }) => {
    const chain = [await leafWith(points(derSequence(place(here)))), lab.middleDer];
    const check = await judge([await crl(scope(place(there)))], { chain });
    expect(check.verdict).toBe(fits ? 'pass' : 'fail');
    // One of several places is enough, and a CRL of no place is of every place.
    const two = [
      await leafWith(points(derSequence(place(uri('http://c'))), derSequence(place(here)))),
      lab.middleDer,
    ];
    const both = await crl(scope(place(there, uri('http://d'))));
    expect((await judge([both], { chain: two })).verdict).toBe(fits ? 'pass' : 'fail');
    expect((await judge([await crl()], { chain: two })).verdict).toBe('pass');
  });

  test('places for some reasons, or of another issuer, are none', async () => {
    const some = derSequence(place(somewhere), derImplicit(1, Uint8Array.of(6, 0x40)));
    const others = derSequence(place(somewhere), derElement(0xa2, directory('Other')));
    const sound = derSequence(place(somewhere));
    for (const [list, verdict] of [
      [[some], 'fail'],
      [[others], 'fail'],
      [[some, others, sound], 'pass'],
    ] as const) {
      const chain = [await leafWith(points(...list)), lab.middleDer];
      const check = await judge([await crl()], { chain });
      expect(check.verdict).toBe(verdict);
      if (verdict === 'fail') expect(check.found).toMatch(/that others sign its CRLs, or for some/);
    }
  });

  test('a place that is told relative to the issuer cannot be compared', async () => {
    const attribute = derSequence(derOid(OID.commonName), derElement(0x0c, Buffer.from('x')));
    const relative = derElement(0xa0, derElement(0xa1, attribute));
    const check = await judge([await crl(scope(relative))]);
    expect(check.found).toMatch(/names its place relative to its issuer/);
    const chain = [await leafWith(points(derSequence(relative))), lab.middleDer];
    expect((await judge([await crl(scope(place(somewhere)))], { chain })).found).toMatch(
      /of another distribution point/,
    );
  });

  test('only users, or only CAs', async () => {
    const yes = Uint8Array.of(0xff);
    const [users, authorities] = [scope(derImplicit(1, yes)), scope(derImplicit(2, yes))];
    const ca = [await otherLeaf({ ca: true }), lab.middleDer];
    expect((await judge([await crl(users)])).verdict).toBe('pass');
    const bare = [await otherLeaf({ omit: ['basicConstraints'] }), lab.middleDer];
    expect((await judge([await crl(users)], { chain: bare })).verdict).toBe('pass');
    expect((await judge([await crl(authorities)])).verdict).toBe('fail');
    expect((await judge([await crl(users)], { chain: ca })).found).toMatch(
      /not for CA certificates/,
    );
    expect((await judge([await crl(authorities)], { chain: ca })).verdict).toBe('pass');
  });

  test('a place by address is enough for whoever names that address', async () => {
    const chain = [await leafWith(crlDistributionPoints(['http://a'])), lab.middleDer];
    expect((await judge([await crl(scope(place(somewhere)))], { chain })).verdict).toBe('pass');
  });
});
