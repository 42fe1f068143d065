import { issueCertificate, type CertificateRequest } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair, type KeyKind } from '../../src/pki/keys/keys.ts';

export const NOW = Math.floor(Date.now() / 1000) * 1000;
export const DAY = 86_400_000;
export const times = { notBefore: NOW - DAY, notAfter: NOW + 30 * DAY };

/** A root, an intermediate and a server below them, each with a key of its own. */
export async function family(
  provider: Crypto,
  kind: KeyKind,
  leaf: Partial<CertificateRequest> = {},
) {
  const [root, middle, end] = await Promise.all([
    generateKeyPair(provider, kind),
    generateKeyPair(provider, kind),
    generateKeyPair(provider, kind),
  ]);
  const rootDer = await issueCertificate(provider, {
    profile: 'root',
    subject: { commonName: 'Lab Root CA', organisation: 'mTLS Lab' },
    publicKey: root.publicKey,
    issuer: { self: root.privateKey },
    ...times,
  });
  const middleDer = await issueCertificate(provider, {
    profile: 'intermediate',
    subject: { commonName: 'Lab Intermediate CA', organisation: 'mTLS Lab' },
    publicKey: middle.publicKey,
    issuer: { certificate: rootDer, privateKey: root.privateKey },
    ...times,
  });
  const leafDer = await issueCertificate(provider, {
    profile: 'server',
    subject: { commonName: 'payments', organisation: 'mTLS Lab' },
    publicKey: end.publicKey,
    issuer: { certificate: middleDer, privateKey: middle.privateKey },
    san: { dns: ['payments.lab.example'] },
    ...times,
    ...leaf,
  });
  return { root, middle, end, rootDer, middleDer, leafDer };
}
