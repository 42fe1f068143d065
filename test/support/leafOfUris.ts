import { issueCertificate } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';

const DAY = 86_400_000;

/**
 * A client’s certificate that vouches for itself and carries these URIs.
 *
 * @param now milliseconds since 1970
 * @returns DER
 */
export async function leafOfUris(
  provider: Crypto,
  now: number,
  uris: readonly string[],
): Promise<Uint8Array> {
  const pair = await generateKeyPair(provider, 'ecdsa-p256');
  return issueCertificate(provider, {
    profile: 'client',
    subject: { commonName: 'orders' },
    publicKey: pair.publicKey,
    issuer: { self: pair.privateKey },
    san: { uri: uris },
    notBefore: now - DAY,
    notAfter: now + DAY,
  });
}
