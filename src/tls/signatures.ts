import { DerError } from '../pki/der.ts';
import { ecdsaValueFromRaw } from '../pki/ecdsaValue.ts';
import { OID } from '../pki/oids.ts';
import { parsePublicKeyInfo, type PublicKeyInfo } from '../pki/publicKeyInfo.ts';
import { keyFor, type SignatureAlgorithm } from '../pki/keys.ts';
import type { SignatureMethod } from '../pki/signatureAlgorithm.ts';
import { verifyWith as verifyWithKey } from '../pki/verifySignature.ts';
import { SIGNATURE_SCHEMES, type SignatureScheme, type SignatureSchemeName } from './algorithms.ts';

interface SchemeParameters {
  /** Of the public key. */
  readonly key: EcKeyImportParams | RsaHashedImportParams | Algorithm;
  readonly use: SignatureMethod & SignatureAlgorithm;
}

/** RFC 8446 §4.2.3: in TLS 1.3 a scheme fixes the curve, the hash and the padding. */
const PARAMETERS: Readonly<Record<SignatureSchemeName, SchemeParameters>> = {
  ecdsa_secp256r1_sha256: {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    use: { name: 'ECDSA', hash: 'SHA-256' },
  },
  ecdsa_secp384r1_sha384: {
    key: { name: 'ECDSA', namedCurve: 'P-384' },
    use: { name: 'ECDSA', hash: 'SHA-384' },
  },
  ed25519: { key: { name: 'Ed25519' }, use: { name: 'Ed25519' } },
  rsa_pss_rsae_sha256: {
    key: { name: 'RSA-PSS', hash: 'SHA-256' },
    use: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
  },
};

/** The schemes that a private key can sign with. */
export function schemesOfKey(key: CryptoKey): readonly SignatureScheme[] {
  const { algorithm } = key;
  return SIGNATURE_SCHEMES.filter(({ name }) => {
    const wanted = PARAMETERS[name].key;
    if (wanted.name.startsWith('RSA')) return algorithm.name.startsWith('RSA');
    if (wanted.name !== algorithm.name) return false;
    return !('namedCurve' in wanted) || wanted.namedCurve === curveOf(algorithm);
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
  const { use } = PARAMETERS[scheme];
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
    const { use } = PARAMETERS[scheme];
    return (await verifyWithKey(provider, key, use, signature, content)) === 'valid';
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** Is this public key one that the scheme signs with? */
export function schemeFitsKey(scheme: SignatureSchemeName, key: PublicKeyInfo): boolean {
  const { key: parameters } = PARAMETERS[scheme];
  if ('namedCurve' in parameters) return key.curve === NAMED_CURVES[parameters.namedCurve];
  const oid = parameters.name === 'Ed25519' ? OID.ed25519 : OID.rsaEncryption;
  return key.algorithm.oid === oid;
}

const NAMED_CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
};
