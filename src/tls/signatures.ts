import { DerError } from '../pki/der/reader.ts';
import { ecdsaValueFromRaw } from '../pki/keys/ecdsaValue.ts';
import { OID } from '../pki/der/oids.ts';
import { parsePublicKeyInfo, type PublicKeyInfo } from '../pki/x509/publicKeyInfo.ts';
import { keyFor } from '../pki/keys/keys.ts';
import { verifyWith as verifyWithKey } from '../pki/keys/verifySignature.ts';
import {
  schemeNamed,
  SIGNATURE_SCHEMES,
  type SignatureScheme,
  type SignatureSchemeName,
} from './algorithms.ts';

/** The schemes that a private key can sign with. */
export function schemesOfKey(key: CryptoKey): readonly SignatureScheme[] {
  const { algorithm } = key;
  return SIGNATURE_SCHEMES.filter(({ curve, use }) => {
    if (use.name.startsWith('RSA')) return algorithm.name.startsWith('RSA');
    return use.name === algorithm.name && (curve?.webCrypto ?? null) === curveOf(algorithm);
  });
}

function curveOf(algorithm: KeyAlgorithm): string | null {
  return 'namedCurve' in algorithm ? String(algorithm.namedCurve) : null;
}

/** A signature as CertificateVerify carries it. @throws when the key cannot sign with that scheme */
export async function signWith(
  provider: Crypto,
  scheme: SignatureSchemeName,
  privateKey: CryptoKey,
  content: Uint8Array,
): Promise<Uint8Array> {
  const { use } = schemeNamed(scheme);
  const key = await keyFor(provider, privateKey, use);
  const signature = new Uint8Array(await provider.subtle.sign(use, key, new Uint8Array(content)));
  return use.name === 'ECDSA' ? ecdsaValueFromRaw(signature) : signature;
}

/** Does this signature fit? False also for a malformed signature or a key of another kind. */
export async function verifyWith(
  provider: Crypto,
  scheme: SignatureSchemeName,
  spki: Uint8Array,
  signature: Uint8Array,
  content: Uint8Array,
): Promise<boolean> {
  try {
    const key = parsePublicKeyInfo(spki);
    // Not every provider looks at the key's own algorithm when it is told another one.
    if (!schemeFitsKey(scheme, key)) return false;
    const { use } = schemeNamed(scheme);
    return (await verifyWithKey(provider, key, use, signature, content)) === 'valid';
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** Is this public key one that the scheme signs with? */
export function schemeFitsKey(scheme: SignatureSchemeName, key: PublicKeyInfo): boolean {
  const { curve, use } = schemeNamed(scheme);
  if (curve) return key.curve === curve.registry;
  return key.algorithm.oid === (use.name === 'Ed25519' ? OID.ed25519 : OID.rsaEncryption);
}
