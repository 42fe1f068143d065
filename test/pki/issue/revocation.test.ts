import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import {
  issueOcspResponse,
  ocspErrorResponse,
  type OcspStatus,
} from '../../../src/pki/issue/ocsp.ts';
import { issueCrl, type CrlRequest } from '../../../src/pki/issue/crl.ts';
import { ocspNoCheck } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair, type KeyKind } from '../../../src/pki/keys/keys.ts';
import { encodePem, PEM_LABEL } from '../../../src/pki/der/pem.ts';
import { DAY, family, NOW, times } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const openssl = opensslFolder();
afterAll(() => openssl.remove());

const crypto = globalThis.crypto;
const KINDS: readonly KeyKind[] = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-2048'];
type Family = Awaited<ReturnType<typeof family>>;

function save(chain: Family): void {
  const pem = (der: Uint8Array) => encodePem(PEM_LABEL.certificate, der);
  openssl.write('root.pem', pem(chain.rootDer));
  openssl.write('middle.pem', pem(chain.middleDer));
  openssl.write('leaf.pem', pem(chain.leafDer));
}

function crlFor(chain: Family, request: Partial<CrlRequest> = {}) {
  return issueCrl(crypto, {
    issuer: { certificate: chain.middleDer, privateKey: chain.middle.privateKey },
    thisUpdate: NOW - 1000,
    nextUpdate: NOW + DAY,
    revoked: [],
    ...request,
  });
}

const revokedLeaf = (chain: Family) => ({
  serialNumber: parseCertificate(chain.leafDer).serialNumber,
  revokedAt: NOW - DAY,
});

describe('CRLs (RFC 5280 §5)', () => {
  let chain: Family;
  beforeAll(async () => {
    chain = await family(crypto, 'ecdsa-p256');
    save(chain);
  });

  const verify = () => {
    const files = ['-CAfile', 'root.pem', '-untrusted', 'middle.pem', '-CRLfile', 'list.pem'];
    return openssl.try('verify', '-x509_strict', '-crl_check', ...files, 'leaf.pem');
  };
  const write = (crl: Uint8Array) => openssl.write('list.pem', encodePem(PEM_LABEL.crl, crl));

  it('one that does not name the certificate lets it pass', async () => {
    write(await crlFor(chain));
    expect(verify()).toMatchObject({ ok: true });
    write(await crlFor(chain, { revoked: [{ serialNumber: '4242', revokedAt: NOW }] }));
    expect(verify()).toMatchObject({ ok: true });
  });

  it('one that names it revokes it, with time and reason', async () => {
    const revoked = [{ ...revokedLeaf(chain), reason: 'keyCompromise' as const }];
    write(await crlFor(chain, { revoked, crlNumber: 7 }));
    expect(verify().said).toMatch(/certificate revoked/);
    const shown = openssl.run('crl', '-in', 'list.pem', '-noout', '-text');
    expect(shown).toMatch(/CRL Number: \s+7\n/);
    expect(shown).toMatch(/CRL Reason Code: \s+Key Compromise/);
    const serial = parseCertificate(chain.leafDer).serialNumber.toUpperCase();
    expect(shown).toContain(`Serial Number: ${serial}`);
  });

  it('a stale one, and one signed with another key, are refused', async () => {
    write(await crlFor(chain, { thisUpdate: NOW - 9 * DAY, nextUpdate: NOW - DAY }));
    expect(verify().said).toMatch(/CRL has expired/);
    const issuer = { certificate: chain.middleDer, privateKey: chain.root.privateKey };
    write(await crlFor(chain, { issuer }));
    expect(verify().said).toMatch(/CRL signature failure/);
  });

  it.each(KINDS)('openssl verifies the signature: %s', async (kind) => {
    const other = await family(crypto, kind);
    write(await crlFor(other, { revoked: [revokedLeaf(other)] }));
    openssl.write('issuer.pem', encodePem(PEM_LABEL.certificate, other.middleDer));
    const said = openssl.run('crl', '-in', 'list.pem', '-CAfile', 'issuer.pem', '-noout');
    expect(said).toContain('verify OK');
  });
});

describe('OCSP responses (RFC 6960 §4.2)', () => {
  let chain: Family;
  beforeAll(async () => {
    chain = await family(crypto, 'ecdsa-p256');
    save(chain);
  });

  const STATUSES: readonly (readonly [string, OcspStatus, RegExp])[] = [
    ['good', { kind: 'good' }, /leaf.pem: good/],
    ['unknown', { kind: 'unknown' }, /leaf.pem: unknown/],
    ['revoked', { kind: 'revoked', at: NOW - DAY }, /leaf.pem: revoked/],
    [
      'revoked for a reason',
      { kind: 'revoked', at: NOW - DAY, reason: 'superseded' },
      /leaf.pem: revoked\n(.*\n)*\s+Reason: superseded/,
    ],
  ];

  async function ask(
    status: OcspStatus,
    responder = { certificate: chain.middleDer, privateKey: chain.middle.privateKey },
  ) {
    const response = await issueOcspResponse(crypto, {
      certificate: chain.leafDer,
      issuerCertificate: chain.middleDer,
      responder,
      status,
      producedAt: NOW,
      thisUpdate: NOW - 1000,
      nextUpdate: NOW + DAY,
      nonce: Uint8Array.of(1, 2, 3, 4),
    });
    openssl.write('response.der', response);
    const about = ['-respin', 'response.der', '-issuer', 'middle.pem', '-cert', 'leaf.pem'];
    return openssl.try(
      'ocsp',
      ...about,
      '-CAfile',
      'root.pem',
      '-verify_other',
      'middle.pem',
      '-no_nonce',
    );
  }

  it.each(STATUSES)('signed by the CA: %s', async (_, status, expected) => {
    const { said } = await ask(status);
    expect(said).toMatch(/Response verify OK/);
    expect(said).toMatch(expected);
  });

  it('signed by a delegate whose certificate comes along', async () => {
    const keys = await generateKeyPair(crypto, 'ecdsa-p256');
    const delegate = (purpose: 'ocspSigning' | 'serverAuth') =>
      issueCertificate(crypto, {
        profile: 'server',
        subject: { commonName: 'Lab OCSP' },
        publicKey: keys.publicKey,
        issuer: { certificate: chain.middleDer, privateKey: chain.middle.privateKey },
        extendedKeyUsage: [purpose],
        extensions: [ocspNoCheck()],
        ...times,
      });
    const { privateKey } = keys;
    const good = await ask(
      { kind: 'good' },
      { certificate: await delegate('ocspSigning'), privateKey },
    );
    expect(good.said).toMatch(/Response verify OK/);
    const bad = await ask(
      { kind: 'good' },
      { certificate: await delegate('serverAuth'), privateKey },
    );
    expect(bad.said).toMatch(/missing ocspsigning usage/);
  });

  it('that only say why there is no answer', () => {
    openssl.write('response.der', ocspErrorResponse('tryLater'));
    const { said } = openssl.try('ocsp', '-respin', 'response.der', '-text');
    expect(said).toMatch(/trylater \(3\)/i);
  });
});
