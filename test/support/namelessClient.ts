import { issueCertificate } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import type { Identity } from '../../src/tls/endpoint.ts';

const DAY = 86_400_000;

/** A client as many CAs make them: it has a subject, and no name in a SAN. */
export interface NamelessClient extends Identity {
  readonly root: Uint8Array;
}

/**
 * @param now milliseconds since 1970
 * @param from days after `now` at which the leaf begins to hold
 */
export async function namelessClient(
  provider: Crypto,
  now: number,
  from: number,
): Promise<NamelessClient> {
  const validity = { notBefore: now + from * DAY, notAfter: now + (from + 365) * DAY };
  const authority = await generateKeyPair(provider, 'ecdsa-p256');
  const root = await issueCertificate(provider, {
    profile: 'root',
    subject: { commonName: 'Ops CA' },
    publicKey: authority.publicKey,
    issuer: { self: authority.privateKey },
    ...validity,
    notBefore: now - DAY,
  });
  const own = await generateKeyPair(provider, 'ecdsa-p256');
  const leaf = await issueCertificate(provider, {
    profile: 'client',
    subject: { commonName: 'john', organisation: 'ops' },
    publicKey: own.publicKey,
    issuer: { certificate: root, privateKey: authority.privateKey },
    ...validity,
  });
  return { root, chain: [leaf], privateKey: own.privateKey };
}
