import { toHex } from '../../../src/bytes/hex.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { derNull, derOid, derSequence } from '../../../src/pki/der/writer.ts';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { issueOcspResponse, type OcspRequest } from '../../../src/pki/issue/ocsp.ts';
import type { PathRequest } from '../../../src/pki/path/request.ts';
import { SignatureBook } from '../../../src/pki/keys/signatureBook.ts';
import { parseOcspResponse } from '../../../src/pki/revocation/ocsp.ts';
import { ocspStatus } from '../../../src/pki/revocation/ocspStatus.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, family, NOW, times } from '../authorities.ts';
import { transplanted } from '../derSurgery.ts';
import { SIGNED, signedWithSha1 } from '../resigned.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
});

const CERTIFICATES = '1.0.1.0.3.0';
const CERT_ID = '1.0.1.0.0.2.0.0';

/** What the list of checks says of the leaf's revocation. */
async function judge(response: Uint8Array, changes: Partial<PathRequest> = {}) {
  const { checks } = await validatePath(crypto, {
    chain: [lab.leafDer, lab.middleDer],
    anchors: [lab.rootDer],
    ...{ time: NOW, purpose: 'server', name: null },
    revocation: { depth: 'leaf', unknown: 'deny' },
    ocsp: [response],
    ...changes,
  });
  const check = checks.find(({ id }) => id === 'revocation');
  if (!check) throw new Error('Revocation was not looked at.');
  return check;
}

function answer(changes: Partial<OcspRequest> = {}): Promise<Uint8Array> {
  return issueOcspResponse(crypto, {
    certificate: lab.leafDer,
    issuerCertificate: lab.middleDer,
    responder: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
    status: { kind: 'good' },
    ...{ producedAt: NOW, thisUpdate: NOW - DAY, nextUpdate: NOW + DAY },
    ...changes,
  });
}

const GOOD = 'good, says the OCSP response';

describe('when an answer counts (RFC 6960 §4.2.2.1)', () => {
  test('from its first moment until its last second is over', async () => {
    const response = await answer();
    const foundAt = async (time: number) => (await judge(response, { time })).found;
    expect(await foundAt(NOW - DAY)).toBe(GOOD);
    expect(await foundAt(NOW - DAY - 1)).toContain('yet to come');
    expect(await foundAt(NOW + DAY + 999)).toBe(GOOD);
    expect(await foundAt(NOW + DAY + 1000)).toContain('had to be renewed');
  });

  test('for one day when it does not say for how long', async () => {
    const from = async (thisUpdate: number) =>
      (await judge(await answer({ thisUpdate, nextUpdate: null }))).found;
    expect(await from(NOW)).toBe(GOOD);
    expect(await from(NOW - DAY)).toBe(GOOD);
    expect(await from(NOW - DAY - 1000)).toContain('had to be renewed');
  });

  test('an answer that is both old and forged is old', async () => {
    const responder = { certificate: lab.middleDer, privateKey: lab.end.privateKey };
    expect((await judge(await answer({ responder }))).found).toContain('is not signed by');
    const old = await answer({ responder, nextUpdate: NOW - DAY / 2 });
    expect((await judge(old)).found).toContain('had to be renewed');
  });
});

describe('whom an answer is about (RFC 6960 §4.1.1)', () => {
  const ABOUT_ANOTHER = 'the OCSP response is about another certificate';

  test('not another certificate of the same issuer', async () => {
    const other = await issueCertificate(crypto, {
      ...{ profile: 'server', subject: { commonName: 'other' }, publicKey: lab.end.publicKey },
      issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
      ...times,
    });
    expect((await judge(await answer({ certificate: other }))).found).toBe(ABOUT_ANOTHER);
  });

  test('nobody, when the issuer is told by a hash that nobody knows', async () => {
    const md5 = derSequence(derOid('1.2.840.113549.2.5'), derNull());
    const strange = transplanted(await answer(), `${CERT_ID}.0`, md5);
    expect((await judge(strange)).found).toBe(ABOUT_ANOTHER);
  });

  test.each([
    ['SHA-1', '1.3.14.3.2.26'],
    ['SHA-256', '2.16.840.1.101.3.4.2.1'],
    ['SHA-384', '2.16.840.1.101.3.4.2.2'],
    ['SHA-512', '2.16.840.1.101.3.4.2.3'],
  ])('the issuer may be told by %s', async (hash, oid) => {
    const response = parseOcspResponse(await answer());
    const issuer = parseCertificate(lab.middleDer);
    const digest = async (bytes: Uint8Array) =>
      toHex(new Uint8Array(await crypto.subtle.digest(hash, new Uint8Array(bytes))));
    const issuerNameHash = await digest(issuer.subject.der);
    const issuerKeyHash = await digest(issuer.spki.keyBits);
    const responses = response.responses.map((single) => {
      const hashAlgorithm = { ...single.certId.hashAlgorithm, oid };
      return {
        ...single,
        certId: { ...single.certId, hashAlgorithm, issuerNameHash, issuerKeyHash },
      };
    });
    const certificate = parseCertificate(lab.leafDer);
    const question = {
      ...{ provider: crypto, certificate, issuer, namesakes: [], time: NOW, allowSha1: false },
      book: new SignatureBook(crypto),
    };
    const about = await ocspStatus({ ...response, responses }, question);
    expect(about.status).toBe('good');
  });
});

describe('who signs an answer (RFC 6960 §4.2.2.2)', () => {
  /** A responder's certificate, as its issuer should make it or otherwise. */
  const responderWith = (change: Partial<CertificateRequest> = {}) =>
    issueCertificate(crypto, {
      ...{ profile: 'server', subject: { commonName: 'Responder' }, publicKey: lab.end.publicKey },
      issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
      extendedKeyUsage: ['ocspSigning'],
      ...times,
      ...change,
    });
  const signedBy = (certificate: Uint8Array) =>
    answer({ responder: { certificate, privateKey: lab.end.privateKey } });
  const others = { name: { commonName: 'Other' }, keyIdentifier: null };

  test('not with SHA-1, unless that is allowed, and not with what nobody knows', async () => {
    const weak = await signedWithSha1(await answer(), SIGNED.ocsp, lab.middle.privateKey);
    expect((await judge(weak)).found).toBe(
      'the OCSP response is signed with ECDSA with SHA-1, which is too weak',
    );
    expect((await judge(weak, { options: { allowSha1: true } })).found).toBe(GOOD);
    const [place] = SIGNED.ocsp.algorithms;
    const strange = transplanted(await answer(), place, derSequence(derOid('1.2.3')));
    expect((await judge(strange)).found).toContain('is signed with 1.2.3, which is too weak');
  });

  test.each<[string, Partial<CertificateRequest>, RegExp]>([
    ['as it should be', {}, /^good/],
    ['without any keyUsage', { keyUsage: [] }, /^good/],
    ['for more than that', { extendedKeyUsage: ['serverAuth', 'ocspSigning'] }, /^good/],
    ['for any purpose', { extendedKeyUsage: ['any'] }, /has no ocspSigning$/],
    ['without any purpose', { extendedKeyUsage: [] }, /has no ocspSigning$/],
    ['that may not sign', { keyUsage: ['cRLSign'] }, /and may not sign$/],
    ['that is malformed', { serialNumber: new Uint8Array(21).fill(1) }, /is malformed$/],
    ['that is over', { notBefore: NOW - 2 * DAY, notAfter: NOW - DAY }, /is not valid now$/],
    ['of tomorrow', { notBefore: NOW + DAY }, /is not valid now$/],
    ['whose signature is broken', { corruptSignature: true }, /was not issued by/],
  ])('a responder with a certificate %s', async (_what, change, found) => {
    expect((await judge(await signedBy(await responderWith(change)))).found).toMatch(found);
  });

  test('a responder whom somebody else named, though with the key of the issuer', async () => {
    const { privateKey } = lab.middle;
    const responder = await responderWith({ issuer: { ...others, privateKey } });
    expect((await judge(await signedBy(responder))).found).toBe(
      'Responder signed the OCSP response and was not issued by Lab Intermediate CA',
    );
  });

  test('a responder whose certificate is signed with SHA-1, when that is allowed', async () => {
    const sound = await responderWith();
    const weak = await signedWithSha1(sound, SIGNED.certificate, lab.middle.privateKey);
    const response = await signedBy(weak);
    expect((await judge(response)).found).toContain('was not issued by');
    expect((await judge(response, { options: { allowSha1: true } })).found).toBe(GOOD);
    const [, place] = SIGNED.certificate.algorithms;
    const strange = transplanted(
      transplanted(sound, place, derSequence(derOid('1.2.3'))),
      '0.2',
      derSequence(derOid('1.2.3')),
    );
    expect((await judge(await signedBy(strange))).found).toContain('was not issued by');
  });

  test('is looked for among the first five certificates that came with it', async () => {
    const responder = await responderWith();
    const response = await signedBy(responder);
    const bystanders = [lab.rootDer, derSequence(), lab.middleDer, lab.rootDer, lab.rootDer];
    const found = async (...certificates: Uint8Array[]) =>
      (await judge(transplanted(response, CERTIFICATES, derSequence(...certificates)))).found;
    expect(await found(...bystanders.slice(0, 4), responder)).toBe(GOOD);
    expect(await found(...bystanders, responder)).toBe(
      'the OCSP response is not signed by Lab Intermediate CA or a responder of it',
    );
    // One sound certificate of the key is enough.
    const unsound = await responderWith({ extendedKeyUsage: [] });
    expect(await found(responder, unsound)).toBe(GOOD);
    expect(await found(unsound, responder)).toBe(GOOD);
  });
});
