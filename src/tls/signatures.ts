import { DerError } from '../pki/der/reader.ts';
import { ecdsaValueFromRaw } from '../pki/keys/ecdsaValue.ts';
import { OID } from '../pki/der/oids.ts';
import type { Certificate } from '../pki/x509/certificate.ts';
import { parsePublicKeyInfo, type PublicKeyInfo } from '../pki/x509/publicKeyInfo.ts';
import { signatureMethod } from '../pki/x509/signatureAlgorithm.ts';
import { keyFor } from '../pki/keys/keys.ts';
import { verifyWith as verifyWithKey } from '../pki/keys/verifySignature.ts';
import {
  schemeNamed,
  SIGNATURE_SCHEMES,
  type SignatureScheme,
  type SignatureSchemeName,
} from './algorithms.ts';
import { signatureSchemeName } from './registry.ts';

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

const FAMILIES = {
  ECDSA: 'ecdsa_',
  Ed25519: 'ed25519',
  'RSASSA-PKCS1-v1_5': 'rsa_pkcs1_',
  'RSA-PSS': 'rsa_pss_',
} as const;

/** Did its issuer sign a certificate with one of these schemes (§4.2.3)? Its curve is not looked at. */
export function isSignedWith(
  { signatureAlgorithm }: Certificate,
  schemes: readonly number[],
): boolean {
  const method = signatureMethod(signatureAlgorithm);
  if (!method) return false;
  const hash = 'hash' in method ? method.hash.toLowerCase().replace('-', '') : '';
  return schemes
    .map((code) => signatureSchemeName(code) ?? '')
    .some((name) => name.startsWith(FAMILIES[method.name]) && name.endsWith(hash));
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
