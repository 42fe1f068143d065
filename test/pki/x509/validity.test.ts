import { beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import { issueOcspResponse, type OcspRequest } from '../../../src/pki/issue/ocsp.ts';
import { issueCrl } from '../../../src/pki/issue/crl.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { endOf, holdsAt } from '../../../src/pki/x509/validity.ts';
import { DAY, family, NOW } from '../authorities.ts';

const { crypto } = globalThis;
const span = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2026, 11, 31, 23, 59, 59) };

describe('does it hold at a moment? (RFC 5280 §4.1.2.5)', () => {
  test.each([
    ['the last millisecond before', span.notBefore - 1, 'not yet'],
    ['the first moment', span.notBefore, 'holds'],
    ['the first moment of the last second', span.notAfter, 'holds'],
    ['the last millisecond of the last second', span.notAfter + 999, 'holds'],
    ['the second after', span.notAfter + 1000, 'ended'],
    ['a clock without limit', Infinity, 'ended'],
    ['a clock before everything', -Infinity, 'not yet'],
    ['what is no time', NaN, 'not yet'],
  ] as const)('%s', (_name, time, standing) => {
    expect(holdsAt(span, time)).toBe(standing);
  });

  test('it has ended from the moment on at which it is said to end', () => {
    expect(holdsAt(span, endOf(span))).toBe('ended');
    expect(holdsAt(span, endOf(span) - 1)).toBe('holds');
  });
});

describe('the last second belongs to it, and not the moment after', () => {
  let lab: Awaited<ReturnType<typeof family>>;
  beforeAll(async () => {
    lab = await family(crypto, 'ecdsa-p256');
  });
  const first = NOW - DAY / 2;
  const last = NOW + DAY / 2;
  const dates = { thisUpdate: first, nextUpdate: last };
  const wide = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY };
  const authority = () => ({ certificate: lab.middleDer, privateKey: lab.middle.privateKey });
  const answer = (changes: Partial<OcspRequest>) =>
    issueOcspResponse(crypto, {
      certificate: lab.leafDer,
      issuerCertificate: lab.middleDer,
      responder: authority(),
      status: { kind: 'good' },
      producedAt: NOW,
      ...dates,
      ...changes,
    });

  async function responder() {
    const { privateKey, publicKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const certificate = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'Responder' },
      publicKey,
      issuer: authority(),
      extendedKeyUsage: ['ocspSigning'],
      notBefore: first,
      notAfter: last,
    });
    return { certificate, privateKey };
  }

  test.each([
    [
      'of a CRL',
      async () => ({
        crls: [await issueCrl(crypto, { issuer: authority(), ...dates, revoked: [] })],
      }),
    ],
    ['of an OCSP response', async () => ({ ocsp: [await answer({})] })],
    [
      'of a responder',
      async () => ({ ocsp: [await answer({ responder: await responder(), ...wide })] }),
    ],
  ])('%s', async (_what, make) => {
    const sources = await make();
    const reasonAt = async (time: number) => {
      const revocation = { depth: 'leaf', unknown: 'deny' } as const;
      const chain = { chain: [lab.leafDer, lab.middleDer], anchors: [lab.rootDer] };
      const rules = { time, purpose: 'server', name: null, revocation } as const;
      return (await validatePath(crypto, { ...chain, ...rules, ...sources })).reason;
    };
    expect(await reasonAt(first - 1)).not.toBeNull();
    expect(await reasonAt(first)).toBeNull();
    expect(await reasonAt(last + 999)).toBeNull();
    expect(await reasonAt(last + 1000)).not.toBeNull();
  });
});
