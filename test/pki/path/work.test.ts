import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate, type Certificate } from '../../../src/pki/x509/certificate.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import { issueOcspResponse } from '../../../src/pki/issue/ocsp.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { parseOcspResponse } from '../../../src/pki/revocation/ocsp.ts';
import { ocspStatus } from '../../../src/pki/revocation/ocspStatus.ts';
import { SignatureBook } from '../../../src/pki/keys/signatureBook.ts';
import { validateParsedPath } from '../../../src/pki/path/validate.ts';
import { DAY, family, NOW, times } from '../authorities.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
});

/** WebCrypto that counts what is asked of it. */
function counting() {
  const counts = { digest: 0, verify: 0 };
  const subtle = new Proxy(crypto.subtle, {
    get(target, name) {
      if (name === 'digest' || name === 'verify') counts[name]++;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { counts, provider: { subtle } as Crypto };
}

test('anchors of one name are found without comparing each with each', async () => {
  let reads = 0;
  const { publicKey } = await generateKeyPair(crypto, 'ecdsa-p256');
  const middle = parseCertificate(lab.middleDer);
  const namesake = await issueCertificate(crypto, {
    profile: 'root',
    subject: { commonName: 'Lab Intermediate CA', organisation: 'mTLS Lab' },
    publicKey,
    issuer: {
      name: { commonName: 'Somebody' },
      keyIdentifier: null,
      privateKey: lab.end.privateKey,
    },
    ...times,
  });
  const parsed = parseCertificate(namesake);
  const COUNT = 400;
  const anchors = Array.from({ length: COUNT }, (_, index): Certificate => {
    // Of one length and name, and each another one in its last octets.
    const der = namesake.slice();
    new DataView(der.buffer).setUint16(der.length - 2, index);
    return Object.defineProperty({ ...parsed }, 'der', {
      enumerable: true,
      get() {
        reads++;
        return der;
      },
    });
  });
  const verdict = await validateParsedPath(crypto, {
    leaf: parseCertificate(lab.leafDer),
    intermediates: [middle],
    anchors: [...anchors, parseCertificate(lab.rootDer)],
    time: NOW,
    purpose: 'server',
    name: null,
  });
  expect(verdict.accepted).toBe(true);
  // Each with each would be 79,800.
  expect(reads).toBeLessThan(10 * COUNT);
});

describe('an OCSP response with many answers for one serial number', () => {
  const question = (provider: Crypto) => ({
    provider,
    certificate: parseCertificate(lab.leafDer),
    issuer: parseCertificate(lab.middleDer),
    namesakes: [],
    time: NOW,
    allowSha1: false,
    book: new SignatureBook(provider),
  });

  const good = async () =>
    parseOcspResponse(
      await issueOcspResponse(crypto, {
        certificate: lab.leafDer,
        issuerCertificate: lab.middleDer,
        responder: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
        status: { kind: 'good' },
        producedAt: NOW,
        thisUpdate: NOW - DAY,
        nextUpdate: NOW + DAY,
      }),
    );

  test('has its issuer hashed once', async () => {
    const response = await good();
    const [single] = response.responses;
    if (!single) throw new Error('no answer');
    const other = { ...single, certId: { ...single.certId, issuerKeyHash: '00' } };
    const many = { ...response, responses: [...Array.from({ length: 500 }, () => other), single] };
    const { counts, provider } = counting();
    expect((await ocspStatus(many, question(provider))).status).toBe('good');
    expect(counts.digest).toBe(2);
  });

  test.each(['issuerNameHash', 'issuerKeyHash'] as const)(
    'is about the certificate of another issuer when %s differs (RFC 6960 §4.1.1)',
    async (member) => {
      const response = await good();
      const responses = response.responses.map((single) => ({
        ...single,
        certId: { ...single.certId, [member]: single.certId[member].replace(/^../, 'zz') },
      }));
      const status = await ocspStatus({ ...response, responses }, question(crypto));
      expect(status).toMatchObject({
        status: 'unknown',
        found: 'the OCSP response is about another certificate',
      });
    },
  );
});
