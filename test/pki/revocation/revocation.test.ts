import { toHex } from '../../../src/bytes/hex.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { DerError } from '../../../src/pki/der/reader.ts';
import {
  derBoolean,
  derElement,
  derEnumerated,
  derImplicit,
  derInteger,
  derSequence,
} from '../../../src/pki/der/writer.ts';
import { describeCrl, describeOcspResponse } from '../../../src/pki/revocation/describe.ts';
import type { FieldNode } from '../../../src/bytes/fieldTree.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import {
  issueOcspResponse,
  ocspErrorResponse,
  type OcspRequest,
} from '../../../src/pki/issue/ocsp.ts';
import { issueCrl, type CrlRequest } from '../../../src/pki/issue/crl.ts';
import { crlDistributionPoints, mustStaple } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import type { PathRequest } from '../../../src/pki/path/request.ts';
import { parseCrl } from '../../../src/pki/revocation/crl.ts';
import { parseOcspResponse } from '../../../src/pki/revocation/ocsp.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, family, NOW, times } from '../authorities.ts';

const { crypto } = globalThis;
const CRL_PLACE = 'http://crl.lab.example/ca.crl';
type Family = Awaited<ReturnType<typeof family>>;
let lab: Family;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
});

const hardFail = { depth: 'leaf', unknown: 'deny' } as const;
const softFail = { depth: 'leaf', unknown: 'allow' } as const;

async function judge(changes: Partial<PathRequest>) {
  const verdict = await validatePath(crypto, {
    chain: [lab.leafDer, lab.middleDer],
    anchors: [lab.rootDer],
    time: NOW,
    purpose: 'server',
    name: null,
    revocation: hardFail,
    ...changes,
  });
  const check = verdict.checks.find(({ id }) => id === 'revocation');
  return { reason: verdict.reason, found: check?.found ?? '', verdict: check?.verdict };
}

const issuer = () => ({ certificate: lab.middleDer, privateKey: lab.middle.privateKey });
const serialOf = (der: Uint8Array): string => parseCertificate(der).serialNumber;
const fresh = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY };

function crl(changes: Partial<CrlRequest> = {}): Promise<Uint8Array> {
  return issueCrl(crypto, { issuer: issuer(), ...fresh, revoked: [], ...changes });
}

const revokedLeaf = () => ({ serialNumber: serialOf(lab.leafDer), revokedAt: NOW - DAY });

describe('CRLs (RFC 5280 §6.3.3)', () => {
  test('a certificate that is not on the list of its issuer is good', async () => {
    const { reason, found } = await judge({ crls: [await crl()] });
    expect(reason).toBeNull();
    expect(found).toBe('not on the CRL of Lab Intermediate CA');
  });

  test('one that is on it is revoked; it is told since when and why', async () => {
    const list = await crl({ revoked: [{ ...revokedLeaf(), reason: 'keyCompromise' }] });
    const { reason, found } = await judge({ crls: [list] });
    expect(reason).toBe('revoked');
    expect(found).toMatch(/^revoked since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, keyCompromise$/);
  });

  test('revoked counts when revocation is soft-fail, and is not looked at when not asked for', async () => {
    const crls = [await crl({ revoked: [revokedLeaf()] })];
    expect((await judge({ crls, revocation: softFail })).reason).toBe('revoked');
    const notAsked = await validatePath(crypto, {
      chain: [lab.leafDer, lab.middleDer],
      anchors: [lab.rootDer],
      time: NOW,
      purpose: 'server',
      name: null,
      crls,
    });
    expect(notAsked.accepted).toBe(true);
    expect(notAsked.checks.map(({ id }) => id)).not.toContain('revocation');
  });

  test('what was revoked stays revoked when the list gets old; a hold does not', async () => {
    const old = async (reason: 'keyCompromise' | 'certificateHold') => {
      const revoked = [{ ...revokedLeaf(), reason }];
      return (await judge({ crls: [await crl({ revoked, nextUpdate: NOW - 1000 })] })).reason;
    };
    expect(await old('keyCompromise')).toBe('revoked');
    expect(await old('certificateHold')).toBe('revocation_unknown');
  });

  test('a list of tomorrow revokes nobody yet, whatever it says', async () => {
    const dates = { thisUpdate: NOW + 1000, nextUpdate: NOW + DAY };
    const crls = [
      await crl({ ...dates, revoked: [{ ...revokedLeaf(), reason: 'keyCompromise' }] }),
    ];
    expect((await judge({ crls })).reason).toBe('revocation_unknown');
    expect((await judge({ crls, time: NOW + 1000 })).reason).toBe('revoked');
  });

  test('without any list hard-fail refuses and soft-fail says that it does not know', async () => {
    expect(await judge({})).toMatchObject({
      reason: 'revocation_unknown',
      found: 'no CRL and no OCSP response tells',
    });
    const { reason, found, verdict } = await judge({ revocation: softFail });
    expect([reason, verdict]).toEqual([null, 'unknown']);
    expect(found).toBe('not known, which is allowed: no CRL and no OCSP response tells');
  });

  test('what a stale list says is not known, and does not pass either', async () => {
    const stale = await crl({ thisUpdate: NOW - 30 * DAY, nextUpdate: NOW - DAY });
    const { reason, verdict } = await judge({ crls: [stale], revocation: softFail });
    expect([reason, verdict]).toEqual([null, 'unknown']);
    expect((await judge({ crls: [await crl()], revocation: softFail })).verdict).toBe('pass');
  });

  test('for the whole chain every issuer must say something', async () => {
    const revocation = { depth: 'chain', unknown: 'deny' } as const;
    expect((await judge({ crls: [await crl()], revocation })).reason).toBe('revocation_unknown');
    const rootIssuer = { certificate: lab.rootDer, privateKey: lab.root.privateKey };
    const rootCrl = await crl({ issuer: rootIssuer });
    expect((await judge({ crls: [await crl(), rootCrl], revocation })).reason).toBeNull();
  });

  const scope = (...fields: Uint8Array[]) => ({
    oid: OID.issuingDistributionPoint,
    critical: true,
    value: derSequence(...fields),
  });
  const yes = Uint8Array.of(0xff);
  const place = (url: string) =>
    derElement(0xa0, derElement(0xa0, derImplicit(6, new TextEncoder().encode(url))));

  test.each<[string, () => Partial<CrlRequest>, RegExp]>([
    ['stale', () => ({ nextUpdate: NOW - 1000 }), /had to be renewed by/],
    ['of tomorrow', () => ({ thisUpdate: NOW + DAY, nextUpdate: NOW + 2 * DAY }), /yet to come/],
    ['without nextUpdate', () => ({ nextUpdate: null }), /does not say until when/],
    [
      'of another CA',
      () => ({ issuer: { certificate: lab.rootDer, privateKey: lab.root.privateKey } }),
      /is not that of Lab Intermediate CA/,
    ],
    [
      'signed with another key',
      () => ({ issuer: { ...issuer(), privateKey: lab.root.privateKey } }),
      /does not fit the key/,
    ],
    [
      'for CA certificates only',
      () => ({ extensions: [scope(derImplicit(2, yes))] }),
      /for CA certificates only/,
    ],
    [
      'for attribute certificates only',
      () => ({ extensions: [scope(derImplicit(5, yes))] }),
      /attribute/,
    ],
    [
      'indirect',
      () => ({ extensions: [scope(derImplicit(4, yes))] }),
      /indirect one, which is not supported/,
    ],
    [
      'for some reasons only',
      () => ({ extensions: [scope(derImplicit(3, Uint8Array.of(6, 0x40)))] }),
      /some reasons/,
    ],
    [
      'a delta CRL',
      () => ({
        extensions: [{ oid: OID.deltaCRLIndicator, critical: true, value: derInteger(1) }],
      }),
      /delta CRL/,
    ],
    [
      'of an unknown critical extension',
      () => ({ extensions: [{ oid: '1.2.3.4', critical: true, value: derBoolean(true) }] }),
      /critical and not understood/,
    ],
    ['with an empty scope', () => ({ extensions: [scope()] }), /scope that says nothing/],
  ])('a CRL that is %s tells nothing', async (_what, changes, found) => {
    const answer = await judge({ crls: [await crl(changes())] });
    expect(answer.reason).toBe('revocation_unknown');
    expect(answer.found).toMatch(found);
  });

  test('a certificate that names a place takes CRLs of that place or of all places', async () => {
    const places = await family(crypto, 'ecdsa-p256', {
      extensions: [crlDistributionPoints([CRL_PLACE])],
    });
    const list = (...extensions: CrlRequest['extensions'] & object) =>
      issueCrl(crypto, {
        issuer: { certificate: places.middleDer, privateKey: places.middle.privateKey },
        ...fresh,
        revoked: [],
        extensions,
      });
    const about = { chain: [places.leafDer, places.middleDer], anchors: [places.rootDer] };
    const judgeWith = async (der: Uint8Array) => (await judge({ ...about, crls: [der] })).reason;
    expect(await judgeWith(await list())).toBeNull();
    expect(await judgeWith(await list(scope(place(CRL_PLACE))))).toBeNull();
    expect(await judgeWith(await list(scope(place('http://crl.lab.example/other.crl'))))).toBe(
      'revocation_unknown',
    );
  });

  test('an issuer that may not sign CRLs signs none', async () => {
    const middleDer = await issueCertificate(crypto, {
      profile: 'intermediate',
      subject: { commonName: 'Lab Intermediate CA', organisation: 'mTLS Lab' },
      publicKey: lab.middle.publicKey,
      issuer: { certificate: lab.rootDer, privateKey: lab.root.privateKey },
      keyUsage: ['keyCertSign'],
      ...times,
    });
    const { reason, found } = await judge({ chain: [lab.leafDer, middleDer], crls: [await crl()] });
    expect(reason).toBe('revocation_unknown');
    expect(found).toBe('Lab Intermediate CA may not sign CRLs: no cRLSign');
  });
});

describe('OCSP (RFC 6960)', () => {
  const answer = (changes: Partial<OcspRequest> = {}): Promise<Uint8Array> =>
    issueOcspResponse(crypto, {
      certificate: lab.leafDer,
      issuerCertificate: lab.middleDer,
      responder: issuer(),
      status: { kind: 'good' },
      producedAt: NOW,
      ...fresh,
      ...changes,
    });

  test('good, revoked and unknown', async () => {
    const good = await judge({ ocsp: [await answer()] });
    expect(good).toEqual({
      reason: null,
      found: 'good, says the OCSP response',
      verdict: 'pass',
    });
    const revoked = { kind: 'revoked', at: NOW - DAY, reason: 'superseded' } as const;
    const bad = await judge({ ocsp: [await answer({ status: revoked })] });
    expect(bad.reason).toBe('revoked');
    expect(bad.found).toMatch(/, superseded$/);
    const unknown = await judge({ ocsp: [await answer({ status: { kind: 'unknown' } })] });
    expect(unknown.reason).toBe('revocation_unknown');
  });

  test('a nonce does no harm', async () => {
    expect(
      (await judge({ ocsp: [await answer({ nonce: new Uint8Array(16) })] })).reason,
    ).toBeNull();
  });

  async function delegate(
    usage: readonly ['ocspSigning'] | readonly ['serverAuth'],
    by: 'middle' | 'root',
  ) {
    const keys = await generateKeyPair(crypto, 'ecdsa-p256');
    const authority = by === 'middle' ? lab.middleDer : lab.rootDer;
    const certificate = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'Responder' },
      publicKey: keys.publicKey,
      issuer: { certificate: authority, privateKey: lab[by].privateKey },
      extendedKeyUsage: usage,
      ...times,
    });
    return { certificate, privateKey: keys.privateKey };
  }

  test('a responder that the issuer delegated to is believed', async () => {
    const responder = await delegate(['ocspSigning'], 'middle');
    expect((await judge({ ocsp: [await answer({ responder })] })).reason).toBeNull();
  });

  test.each<[string, () => Promise<Partial<OcspRequest>>, RegExp]>([
    [
      'signed by a server certificate of the same CA',
      async () => ({ responder: await delegate(['serverAuth'], 'middle') }),
      /Responder signed the OCSP response and has no ocspSigning/,
    ],
    [
      'signed by a responder of another CA',
      async () => ({ responder: await delegate(['ocspSigning'], 'root') }),
      /was not issued by Lab Intermediate CA/,
    ],
    [
      'signed by nobody known',
      () => Promise.resolve({ responder: { ...issuer(), privateKey: lab.end.privateKey } }),
      /not signed by Lab Intermediate CA/,
    ],
    ['stale', () => Promise.resolve({ nextUpdate: NOW - 1000 }), /had to be renewed/],
    ['of tomorrow', () => Promise.resolve({ thisUpdate: NOW + DAY }), /yet to come/],
    [
      'two days old without an end',
      () => Promise.resolve({ thisUpdate: NOW - 2 * DAY, nextUpdate: null }),
      /had to be renewed/,
    ],
    [
      'about another certificate',
      () => Promise.resolve({ certificate: lab.middleDer, issuerCertificate: lab.rootDer }),
      /about another certificate/,
    ],
  ])('a response %s tells nothing', async (_what, changes, found) => {
    const got = await judge({ ocsp: [await answer(await changes())] });
    expect(got.reason).toBe('revocation_unknown');
    expect(got.found).toMatch(found);
  });

  test('a responder that has no answer is quoted', async () => {
    const { reason, found } = await judge({ ocsp: [ocspErrorResponse('tryLater')] });
    expect(reason).toBe('revocation_unknown');
    expect(found).toContain('the responder answered tryLater');
  });

  test('a certificate that must staple needs a response, also with soft-fail', async () => {
    const own = await family(crypto, 'ecdsa-p256', { extensions: [mustStaple()] });
    const about = {
      chain: [own.leafDer, own.middleDer],
      anchors: [own.rootDer],
      revocation: softFail,
    };
    const responder = { certificate: own.middleDer, privateKey: own.middle.privateKey };
    const list = await issueCrl(crypto, { issuer: responder, ...fresh, revoked: [] });
    expect((await judge({ ...about, crls: [list] })).reason).toBe('revocation_unknown');
    const staple = await issueOcspResponse(crypto, {
      certificate: own.leafDer,
      issuerCertificate: own.middleDer,
      responder,
      status: { kind: 'good' },
      producedAt: NOW,
      ...fresh,
    });
    expect((await judge({ ...about, ocsp: [staple] })).reason).toBeNull();
  });

  test('any change of a good response is never believed about another status', async () => {
    const der = await answer({ status: { kind: 'revoked', at: NOW - DAY } });
    for (let at = 0; at < der.length; at += 5) {
      const changed = der.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect((await judge({ ocsp: [changed] })).reason).not.toBeNull();
    }
  });
});

describe('what cannot be read', () => {
  test('is a DerError and nothing else', async () => {
    const good = [await crl({ revoked: [revokedLeaf()] }), ocspErrorResponse('tryLater')];
    for (const der of good) {
      for (let length = 0; length < der.length; length++) {
        for (const parse of [parseCrl, parseOcspResponse]) {
          expect(() => parse(der.subarray(0, length))).toThrow(DerError);
        }
      }
    }
  });

  test('entries keep their serial numbers as certificates write them', async () => {
    const list = parseCrl(await crl({ revoked: [revokedLeaf()] }));
    expect([...list.revoked.keys()]).toEqual([serialOf(lab.leafDer)]);
    expect(toHex(list.issuer.der)).toBe(toHex(parseCertificate(lab.middleDer).subject.der));
  });
});

describe('the field trees', () => {
  const values = (node: FieldNode): string[] => [
    `${node.name}: ${node.value ?? ''}`,
    ...(node.children ?? []).flatMap(values),
  ];

  test('of a CRL names what is revoked, when and why', async () => {
    const der = await crl({ revoked: [{ ...revokedLeaf(), reason: 'keyCompromise' }] });
    const tree = describeCrl(der);
    expect(tree).toMatchObject({ name: 'CertificateList', start: 0, end: der.length });
    expect(values(tree).join('\n')).toMatch(/issuer: O=mTLS Lab, CN=Lab Intermediate CA/);
    expect(values(tree).join('\n')).toMatch(/Extension: reasonCode/);
  });

  test('of an OCSP response goes down to the status', async () => {
    const der = await issueOcspResponse(crypto, {
      certificate: lab.leafDer,
      issuerCertificate: lab.middleDer,
      responder: issuer(),
      status: { kind: 'revoked', at: NOW - DAY, reason: 'keyCompromise' },
      producedAt: NOW,
      ...fresh,
    });
    const text = values(describeOcspResponse(der)).join('\n');
    expect(text).toContain('certStatus: revoked');
    expect(text).toContain('reason: keyCompromise (1)');
  });

  test('of anything else says where it makes no sense', () => {
    const text = values(
      describeOcspResponse(derSequence(derEnumerated(0), Uint8Array.of(0xa0, 0x80))),
    );
    expect(text.join('\n')).toContain('an indefinite length, which DER forbids');
  });
});
