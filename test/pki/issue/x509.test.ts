import { describe, expect, it } from 'vitest';
import { loadLibrary } from '../../../src/pki/second/library.ts';
import { compareReaders } from '../../../src/pki/second/compare.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { generateKeyPair, type KeyKind } from '../../../src/pki/keys/keys.ts';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { generalNameText } from '../../../src/pki/names/generalName.ts';
import { oidName } from '../../../src/pki/der/oids.ts';
import { family, NOW, times } from '../authorities.ts';

const provider = globalThis.crypto;
const x509 = await loadLibrary();

const KINDS = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-2048'] as const;

describe('@peculiar/x509, a reader that is not ours', () => {
  it.each(KINDS)('reads and verifies what we issue with %s keys', async (kind) => {
    const { rootDer, middleDer, leafDer } = await family(provider, kind);
    const certificate = (der: Uint8Array) => new x509.X509Certificate(new Uint8Array(der));
    const [root, middle, leaf] = [rootDer, middleDer, leafDer].map(certificate);
    expect(leaf?.subject).toBe('O=mTLS Lab, CN=payments');
    expect(leaf?.issuer).toBe(middle?.subject);
    expect(await root?.verify({ publicKey: root.publicKey }, provider)).toBe(true);
    expect(root && (await middle?.verify({ publicKey: root }, provider))).toBe(true);
    expect(middle && (await leaf?.verify({ publicKey: middle }, provider))).toBe(true);
    expect(root && (await leaf?.verify({ publicKey: root }, provider))).toBe(false);
  });
});

/** A root, an intermediate and a leaf that @peculiar/x509 issues. */
async function issuedByThem(kind: KeyKind): Promise<Uint8Array[]> {
  const [root, middle, leaf] = await Promise.all([
    generateKeyPair(provider, kind),
    generateKeyPair(provider, kind),
    generateKeyPair(provider, kind),
  ]);
  const dates = { notBefore: new Date(times.notBefore), notAfter: new Date(times.notAfter) };
  const signingAlgorithm = { ...root.privateKey.algorithm, hash: 'SHA-256', saltLength: 32 };
  const usage = x509.KeyUsageFlags;
  const authority = (pathLength?: number) => [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(usage.keyCertSign | usage.cRLSign, true),
  ];
  const certificates = [
    await x509.X509CertificateGenerator.createSelfSigned(
      { name: 'CN=Their Root', keys: root, extensions: authority(), signingAlgorithm, ...dates },
      provider,
    ),
    await x509.X509CertificateGenerator.create(
      {
        subject: 'CN=Their Intermediate, O=mTLS Lab',
        issuer: 'CN=Their Root',
        publicKey: middle.publicKey,
        signingKey: root.privateKey,
        extensions: authority(0),
        signingAlgorithm,
        ...dates,
      },
      provider,
    ),
    await x509.X509CertificateGenerator.create(
      {
        serialNumber: '01ab',
        subject: 'CN=their payments, O=mTLS Lab',
        issuer: 'CN=Their Intermediate, O=mTLS Lab',
        publicKey: leaf.publicKey,
        signingKey: middle.privateKey,
        extensions: [
          new x509.KeyUsagesExtension(usage.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            x509.ExtendedKeyUsage.clientAuth,
          ]),
          new x509.SubjectAlternativeNameExtension([
            { type: 'dns', value: 'payments.lab.example' },
            { type: 'url', value: 'spiffe://lab.example/payments' },
            { type: 'ip', value: '10.0.0.1' },
            { type: 'ip', value: '2001:db8::1' },
          ]),
        ],
        signingAlgorithm,
        ...dates,
      },
      provider,
    ),
  ];
  return certificates.map(({ rawData }) => new Uint8Array(rawData));
}

describe('what @peculiar/x509 issues', () => {
  it.each(KINDS)('we read, and judge its path, with %s keys', async (kind) => {
    const [root = new Uint8Array(), middle = root, leaf = root] = await issuedByThem(kind);
    const { subject, serialNumber, extensions, defects } = parseCertificate(leaf);
    expect(defects).toEqual([]);
    expect(subject.text).toBe('CN=their payments, O=mTLS Lab');
    expect(serialNumber).toBe('01ab');
    expect(extensions.subjectAltName?.map(generalNameText)).toEqual([
      'DNS payments.lab.example',
      'URI spiffe://lab.example/payments',
      'IP 10.0.0.1',
      'IP 2001:db8::1',
    ]);
    expect(extensions.extendedKeyUsage?.map(oidName)).toEqual(['serverAuth', 'clientAuth']);
    expect([...(extensions.keyUsage ?? [])]).toEqual(['digitalSignature']);
    expect(parseCertificate(middle).extensions.basicConstraints).toEqual({ ca: true, pathLen: 0 });
    const question = { chain: [leaf, middle], time: NOW, purpose: 'server', name: null } as const;
    const { accepted } = await validatePath(provider, { ...question, anchors: [root] });
    expect(accepted).toBe(true);
    expect((await validatePath(provider, { ...question, anchors: [] })).accepted).toBe(false);
  });

  it.each(KINDS)('both readers read alike, with %s keys', async (kind) => {
    const issued = (await issuedByThem(kind)).map(parseCertificate);
    for (const certificate of issued) {
      const rows = await compareReaders(x509, provider, certificate, issued);
      expect(rows.filter(({ same }) => same !== true)).toEqual([]);
    }
  });
});
