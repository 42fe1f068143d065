import { parseCertificate } from '../../pki/x509/certificate.ts';
import { issueCertificate } from '../../pki/issue/certificate.ts';
import { issueOcspResponse } from '../../pki/issue/ocsp.ts';
import { issueCrl } from '../../pki/issue/crl.ts';
import { nameConstraints } from '../../pki/issue/specialExtensions.ts';
import { exportPrivateKeyPem } from '../../pki/keys/ownKey.ts';
import { generateKeyPair } from '../../pki/keys/keys.ts';
import { encodePem, PEM_LABEL } from '../../pki/der/pem.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const HOST = 'payments.lab.example';

/** `revoked`: the CA took the certificate back yesterday, and says so in a CRL and by OCSP. */
export type ExampleKind = 'sound' | 'revoked';

/**
 * Something to try the page with, issued just now: a server certificate that ends in twelve days,
 * its intermediate (which may issue for lab.example only), their root, and the server's key.
 *
 * @param now milliseconds since 1970
 * @returns PEM, as somebody would paste it
 */
export async function makeExample(
  provider: Crypto,
  now: number,
  kind: ExampleKind = 'sound',
): Promise<string> {
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
  const key = await exportPrivateKeyPem(provider, end.privateKey);
  if (kind === 'sound') return pem + key;
  const authority = { certificate: middleDer, privateKey: middle.privateKey };
  return pem + key + (await revocation(provider, leafDer, authority, now));
}

/** What the CA publishes about a certificate whose key was stolen: a CRL, and an OCSP response. */
async function revocation(
  provider: Crypto,
  leaf: Uint8Array,
  authority: { readonly certificate: Uint8Array; readonly privateKey: CryptoKey },
  now: number,
): Promise<string> {
  const reason = 'keyCompromise';
  const revokedAt = now - DAY;
  const updates = { thisUpdate: now - HOUR, nextUpdate: now + 7 * DAY };
  const { serialNumber } = parseCertificate(leaf);
  const crl = await issueCrl(provider, {
    issuer: authority,
    revoked: [{ serialNumber, revokedAt, reason }],
    ...updates,
  });
  const response = await issueOcspResponse(provider, {
    certificate: leaf,
    issuerCertificate: authority.certificate,
    responder: authority,
    status: { kind: 'revoked', at: revokedAt, reason },
    producedAt: now - HOUR,
    ...updates,
  });
  return encodePem(PEM_LABEL.crl, crl) + encodePem(PEM_LABEL.ocspResponse, response);
}
