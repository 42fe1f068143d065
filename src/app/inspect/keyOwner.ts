import { displayName } from '../../pki/certificate.ts';
import { importPrivateKey, KeyError, publicKeyMatches } from '../../pki/keys.ts';
import { isCertificate, type Held, type HeldCertificate, type HeldKey } from './holdings.ts';

/** A private key and the certificate that it belongs to. */
export interface KeyOwner {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly certificateId: string;
}

/**
 * The first private key that belongs to one of the certificates: tried by signing and verifying.
 *
 * @returns null when there is none
 */
export async function findOwner(provider: Crypto, held: readonly Held[]): Promise<KeyOwner | null> {
  const certificates = held.filter(isCertificate);
  for (const one of held) {
    if (one.kind !== 'key') continue;
    const privateKey = await usable(provider, one);
    if (!privateKey) continue;
    for (const { id, certificate } of certificates)
      if (await publicKeyMatches(provider, privateKey, certificate.spki.der))
        return { keyId: one.id, privateKey, certificateId: id };
  }
  return null;
}

/** Whether a key in the list belongs to what is judged, in words. */
export function ownerWords(
  held: HeldKey,
  owner: KeyOwner | null,
  certificates: readonly HeldCertificate[],
  leaf: HeldCertificate | null,
): { readonly fits: boolean; readonly words: string } {
  const owned = certificates.find(({ id }) => id === owner?.certificateId);
  if (owner?.keyId !== held.id || !owned)
    return { fits: false, words: 'belongs to none of these certificates' };
  if (owned === leaf) return { fits: true, words: 'matches the certificate that is judged' };
  return { fits: false, words: `belongs to ${displayName(owned.certificate)}` };
}

async function usable(provider: Crypto, { key }: HeldKey): Promise<CryptoKey | null> {
  try {
    return await importPrivateKey(provider, key.pkcs8);
  } catch (error) {
    if (error instanceof KeyError) return null;
    throw error;
  }
}
