import { issueCertificate } from '../pki/issue.ts';
import { nameConstraints } from '../pki/issueSpecialExtensions.ts';
import { exportPrivateKeyPem, generateKeyPair } from '../pki/keys.ts';
import { encodePem, PEM_LABEL } from '../pki/pem.ts';

const DAY = 86_400_000;
const HOST = 'payments.lab.example';

/**
 * Something to try the page with, issued just now: a server certificate that ends in twelve days,
 * its intermediate (which may issue for lab.example only), their root, and the server's key.
 *
 * @param now milliseconds since 1970
 * @returns PEM, as somebody would paste it
 */
export async function makeExample(provider: Crypto, now: number): Promise<string> {
  const [root, middle, end] = await Promise.all([
    generateKeyPair(provider, 'ecdsa-p256'),
    generateKeyPair(provider, 'ecdsa-p256'),
    generateKeyPair(provider, 'ecdsa-p256'),
  ]);
  const organisation = 'mTLS Lab';
  const days = (from: number, to: number) => ({
    notBefore: now + from * DAY,
    notAfter: now + to * DAY,
  });
  const rootDer = await issueCertificate(provider, {
    profile: 'root',
    subject: { commonName: 'Example Root CA', organisation },
    publicKey: root.publicKey,
    issuer: { self: root.privateKey },
    ...days(-700, 2900),
  });
  const middleDer = await issueCertificate(provider, {
    profile: 'intermediate',
    subject: { commonName: 'Example Server CA', organisation },
    publicKey: middle.publicKey,
    issuer: { certificate: rootDer, privateKey: root.privateKey },
    extendedKeyUsage: ['serverAuth'],
    extensions: [nameConstraints({ dns: ['lab.example'] })],
    ...days(-300, 700),
  });
  const leafDer = await issueCertificate(provider, {
    profile: 'server',
    subject: { commonName: 'payments', organisation },
    publicKey: end.publicKey,
    issuer: { certificate: middleDer, privateKey: middle.privateKey },
    san: { dns: [HOST] },
    ...days(-78, 12),
  });
  const certificates = [leafDer, middleDer, rootDer];
  const pem = certificates.map((der) => encodePem(PEM_LABEL.certificate, der)).join('');
  return pem + (await exportPrivateKeyPem(provider, end.privateKey));
}
