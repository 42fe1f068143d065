import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import {
  certificatePolicies,
  crlDistributionPoints,
  mustStaple,
  nameConstraints,
  unknownCriticalExtension,
} from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair, type KeyKind } from '../../../src/pki/keys/keys.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { DAY, family, NOW, times } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';
import { PROVIDERS } from '../providers.ts';

const openssl = opensslFolder();
afterAll(() => openssl.remove());

const KINDS: readonly KeyKind[] = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-2048'];
const crypto = globalThis.crypto;

const save = (name: string, der: Uint8Array) =>
  openssl.write(`${name}.pem`, encodePem('CERTIFICATE', der));

function text(der: Uint8Array): string {
  save('shown', der);
  return openssl.run('x509', '-in', 'shown.pem', '-noout', '-text');
}

function verify(
  chain: { rootDer: Uint8Array; middleDer: Uint8Array; leafDer: Uint8Array },
  ...more: string[]
) {
  save('root', chain.rootDer);
  save('middle', chain.middleDer);
  save('leaf', chain.leafDer);
  const files = ['-CAfile', 'root.pem', '-untrusted', 'middle.pem'];
  return openssl.try('verify', '-x509_strict', ...files, ...more, 'leaf.pem');
}

describe.each(PROVIDERS)('certificates issued with %s', (_, provider) => {
  it.each(KINDS)('openssl verifies a chain of three, strictly: %s', async (kind) => {
    const chain = await family(provider, kind);
    const names = ['-verify_hostname', 'payments.lab.example', '-purpose', 'sslserver'];
    expect(verify(chain, ...names)).toMatchObject({ ok: true });
    expect(verify(chain, '-purpose', 'sslclient').said).toMatch(/unsuitable certificate purpose/);
  });

  it.each(['RSASSA-PKCS1-v1_5', 'RSA-PSS'] as const)('RSA signs with %s', async (name) => {
    for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
      const chain = await family(provider, 'rsa-2048', { signatureAlgorithm: { name, hash } });
      expect(verify(chain)).toMatchObject({ ok: true });
      const digits = hash.slice(4);
      const expected = name === 'RSA-PSS' ? 'rsassaPss' : `sha${digits}WithRSAEncryption`;
      expect(text(chain.leafDer)).toContain(`Signature Algorithm: ${expected}`);
    }
  });
});

describe('profiles (RFC 5280 §4.2)', () => {
  let chain: Awaited<ReturnType<typeof family>>;
  beforeAll(async () => {
    chain = await family(crypto, 'ecdsa-p256');
  });

  const issue = (request: Partial<CertificateRequest>) =>
    issueCertificate(crypto, {
      profile: 'client',
      subject: { commonName: 'orders', organisation: 'mTLS Lab' },
      publicKey: chain.end.publicKey,
      issuer: { certificate: chain.middleDer, privateKey: chain.middle.privateKey },
      ...times,
      ...request,
    });

  it('root: CA without a limit, signs certificates and CRLs', () => {
    const shown = text(chain.rootDer);
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE\n/);
    expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(shown).toContain('Issuer: O = mTLS Lab, CN = Lab Root CA');
    expect(shown).not.toContain('Extended Key Usage');
  });

  it('intermediate: CA with a path length of 0, below its root by key identifier', () => {
    const shown = text(chain.middleDer);
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
    const subject = /Subject Key Identifier: \s+(\S+)/.exec(text(chain.rootDer));
    const authority = /Authority Key Identifier: \s+(\S+)/.exec(shown);
    expect(authority?.[1]).toBe(subject?.[1]);
    expect(authority?.[1]).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
  });

  it('server and client: no CA, digitalSignature, one purpose', async () => {
    const usage = /Key Usage: critical\s+Digital Signature\n/;
    expect(text(chain.leafDer)).toMatch(usage);
    expect(text(chain.leafDer)).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
    const client = text(await issue({}));
    expect(client).toMatch(/Basic Constraints: critical\s+CA:FALSE\n/);
    expect(client).toMatch(usage);
    expect(client).toMatch(/Extended Key Usage: \s+TLS Web Client Authentication\n/);
    expect(client).not.toContain('Subject Alternative Name');
  });

  it('RSA leaves may also encipher keys', async () => {
    const { publicKey } = await generateKeyPair(crypto, 'rsa-2048');
    const shown = text(await issue({ publicKey }));
    expect(shown).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
  });

  it('names of every kind stand in the subjectAltName', async () => {
    const shown = text(
      await issue({
        san: {
          dns: ['a.example', '*.b.example'],
          uri: ['spiffe://lab.example/orders'],
          ip: ['10.0.0.1', '2001:db8::7'],
          email: ['ops@lab.example'],
        },
      }),
    );
    const names =
      'email:ops@lab.example, DNS:a.example, DNS:*.b.example, URI:spiffe://lab.example/orders, ' +
      'IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:7';
    expect(shown).toContain(names);
    await expect(issue({ san: { ip: ['10.0.0.256'] } })).rejects.toThrow(RangeError);
  });

  it('a certificate without a subject has a critical subjectAltName (§4.2.1.6)', async () => {
    const shown = text(await issue({ subject: {}, san: { dns: ['a.example'] } }));
    expect(shown).toMatch(/Subject: \n/);
    expect(shown).toMatch(/Subject Alternative Name: critical\n/);
  });

  it('any text can be a name, character for character', async () => {
    const commonName = 'Grüße, "x" + =y \\ # 日本';
    save('named', await issue({ subject: { commonName } }));
    const options = ['-nameopt', 'utf8,sep_multiline,lname', '-subject', '-noout'];
    const shown = openssl.run('x509', '-in', 'named.pem', ...options);
    expect(shown).toContain(`commonName=${commonName}`);
  });

  it('serial numbers are positive, of 16 bytes, and never twice the same', async () => {
    const serials = new Set<string>();
    for (let i = 0; i < 8; i++) {
      save('serial', await issue({}));
      serials.add(openssl.run('x509', '-in', 'serial.pem', '-noout', '-serial').trim());
    }
    expect(serials.size).toBe(8);
    for (const serial of serials) expect(serial).toMatch(/^serial=[4-7][0-9A-F]{31}$/);
    save('serial', await issue({ serialNumber: Uint8Array.of(0x81, 2) }));
    expect(openssl.run('x509', '-in', 'serial.pem', '-noout', '-serial')).toBe('serial=8102\n');
  });

  it('times are exact to the second, before and after 2050', async () => {
    const at = (iso: string) => Date.parse(iso);
    const shown = text(
      await issue({ notBefore: at('1999-12-31T23:59:59Z'), notAfter: at('2051-01-02T03:04:05Z') }),
    );
    expect(shown).toContain('Not Before: Dec 31 23:59:59 1999 GMT');
    expect(shown).toContain('Not After : Jan  2 03:04:05 2051 GMT');
  });
});

describe('certificates that are bad on purpose', () => {
  it.each([
    ['expired', { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY }, /certificate has expired/],
    ['not yet valid', { notBefore: NOW + DAY, notAfter: NOW + 9 * DAY }, /not yet valid/],
    ['the other purpose', { extendedKeyUsage: ['clientAuth'] }, /unsuitable certificate purpose/],
    ['a corrupt signature', { corruptSignature: true }, /certificate signature failure/],
    [
      'unknown critical',
      { extensions: [unknownCriticalExtension()] },
      /unhandled critical extension/,
    ],
    ['another name', { san: { dns: ['other.example'] } }, /hostname mismatch/],
    [
      'an AKI of nobody',
      { authorityKeyIdentifier: new Uint8Array(20) },
      /unable to get local issuer|authority and (subject|issuer)/,
    ],
  ] satisfies [string, Partial<CertificateRequest>, RegExp][])('%s', async (_, leaf, said) => {
    const chain = await family(crypto, 'ecdsa-p256', leaf);
    const names = ['-verify_hostname', 'payments.lab.example', '-purpose', 'sslserver'];
    const answer = verify(chain, ...names);
    expect(answer.ok).toBe(false);
    expect(answer.said).toMatch(said);
  });

  it('signed with another key than the issuer’s', async () => {
    const chain = await family(crypto, 'ecdsa-p256');
    const { privateKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const leafDer = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'payments' },
      publicKey: chain.end.publicKey,
      issuer: { certificate: chain.middleDer, privateKey },
      ...times,
    });
    expect(verify({ ...chain, leafDer }).said).toMatch(/certificate signature failure/);
  });

  it.each([
    ['no CA', { ca: false }, /invalid CA certificate|invalid or inconsistent/],
    [
      'no key usage for signing',
      { keyUsage: ['digitalSignature'] },
      /key ?usage|invalid CA certificate/i,
    ],
    [
      'names that are not permitted',
      { extensions: [nameConstraints({ dns: ['other.example'] })] },
      /permitted subtree violation/,
    ],
    [
      'names that are excluded',
      { extensions: [nameConstraints({}, { dns: ['lab.example'] })] },
      /excluded subtree violation/,
    ],
  ] satisfies [string, Partial<CertificateRequest>, RegExp][])(
    'an intermediate with %s',
    async (_, middle, said) => {
      const chain = await family(crypto, 'ecdsa-p256');
      const middleDer = await issueCertificate(crypto, {
        profile: 'intermediate',
        subject: { commonName: 'Lab Intermediate CA', organisation: 'mTLS Lab' },
        publicKey: chain.middle.publicKey,
        issuer: { certificate: chain.rootDer, privateKey: chain.root.privateKey },
        ...times,
        ...middle,
      });
      const answer = verify({ ...chain, middleDer });
      expect(answer.ok).toBe(false);
      expect(answer.said).toMatch(said);
    },
  );

  it('without key identifiers, and with an issuer that is only a name', async () => {
    const { publicKey, privateKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const shown = text(
      await issueCertificate(crypto, {
        profile: 'client',
        subject: { commonName: 'orders' },
        publicKey,
        issuer: { name: { commonName: 'Somebody' }, keyIdentifier: null, privateKey },
        omit: ['subjectKeyIdentifier', 'basicConstraints'],
        keyUsage: [],
        extendedKeyUsage: [],
        ...times,
      }),
    );
    expect(shown).toContain('Issuer: CN = Somebody');
    expect(shown).not.toContain('X509v3');
  });

  it('carries any other extension as it was given', async () => {
    const { leafDer } = await family(crypto, 'ecdsa-p256', {
      extensions: [
        mustStaple(),
        crlDistributionPoints(['http://crl.lab.example/root.crl']),
        certificatePolicies(['2.5.29.32.0']),
        nameConstraints({ ip: ['10.0.0.0/9'] }),
      ],
    });
    const shown = text(leafDer);
    expect(shown).toMatch(/TLS Feature: \s+status_request/);
    expect(shown).toContain('URI:http://crl.lab.example/root.crl');
    expect(shown).toContain('Policy: X509v3 Any Policy');
    expect(shown).toContain('IP:10.0.0.0/255.128.0.0');
  });
});
