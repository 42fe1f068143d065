import { latin1 } from '../../bytes/text.ts';
import { DerError } from '../der/reader.ts';
import { derBitString, derNull, derOid, derSequence } from '../der/writer.ts';
import { rawFromEcdsaValue } from './ecdsaValue.ts';
import { OID } from '../der/oids.ts';
import {
  parsePublicKeyInfo,
  type AlgorithmIdentifier,
  type PublicKeyInfo,
} from '../x509/publicKeyInfo.ts';
import { signatureMethod, type SignatureMethod } from '../x509/signatureAlgorithm.ts';

/** What came of verifying a signature; only `valid` is a yes. */
export type SignatureVerdict =
  | 'valid'
  | 'invalid'
  /** The algorithm is not known here, or its parameters are wrong. */
  | 'unsupported_algorithm'
  /** The key is of another kind than the algorithm needs, or cannot be used at all. */
  | 'unusable_key';

const CURVES: Readonly<Record<string, { name: string; size: number } | undefined>> = {
  secp256r1: { name: 'P-256', size: 32 },
  secp384r1: { name: 'P-384', size: 48 },
  secp521r1: { name: 'P-521', size: 66 },
};

/** Beyond this a single verification costs too much; OpenSSL stops there as well. */
const MAX_RSA_BITS = 16_384;

/** Importing a key costs several verifications, so keys are kept: the last ones used, this many. */
const KEPT_KEYS = 128;

const keptKeys = new WeakMap<Crypto, Map<string, Promise<CryptoKey | null>>>();

/**
 * Verifies a signature as a certificate, CRL or OCSP response carries it.
 *
 * @param provider WebCrypto
 * @param spki the signer's key
 * @param algorithm what the signature says it is
 * @param signature its octets
 * @param data what was signed
 * @returns never throws for any bytes
 */
export async function verifySignature(
  provider: Crypto,
  spki: PublicKeyInfo,
  algorithm: AlgorithmIdentifier,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<SignatureVerdict> {
  const method = signatureMethod(algorithm);
  return method ? verifyWith(provider, spki, method, signature, data) : 'unsupported_algorithm';
}

/** The same for a method that is already known, as in TLS (RFC 8446 §4.2.3). */
export async function verifyWith(
  provider: Crypto,
  spki: PublicKeyInfo,
  method: SignatureMethod,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<SignatureVerdict> {
  const key = await importKey(provider, spki, method);
  if (!key) return 'unusable_key';
  const raw = rawSignature(spki, method, signature);
  if (!raw) return 'invalid';
  try {
    const valid = await provider.subtle.verify(method, key, ownBuffer(raw), ownBuffer(data));
    return valid ? 'valid' : 'invalid';
  } catch {
    // What a provider throws is its own affair: a hash that it does not have, a key that it dislikes.
    return 'unusable_key';
  }
}

/** As WebCrypto takes it; null when it cannot be a signature of this key. */
function rawSignature(
  { curve, rsaModulusBits }: PublicKeyInfo,
  method: SignatureMethod,
  signature: Uint8Array,
): Uint8Array | null {
  if (method.name === 'Ed25519') return signature;
  if (method.name === 'ECDSA') {
    const known = CURVES[curve ?? ''];
    return known ? rawFromEcdsaValue(signature, known.size) : signature;
  }
  // RFC 8017 §8.1.2, §8.2.2: as long as the modulus. OpenSSL also takes one without its first zero.
  return signature.length === Math.ceil((rsaModulusBits ?? 0) / 8) ? signature : null;
}

/**
 * Imports a public key for verifying, or gives the one that was imported before.
 *
 * @param spkiDer SubjectPublicKeyInfo
 * @param method what is to be verified with it
 * @returns null when the key is of another kind or cannot be used; nothing is thrown
 */
export async function importVerifyKey(
  provider: Crypto,
  spkiDer: Uint8Array,
  method: SignatureMethod,
): Promise<CryptoKey | null> {
  try {
    return await importKey(provider, parsePublicKeyInfo(spkiDer), method);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function importKey(
  provider: Crypto,
  spki: PublicKeyInfo,
  method: SignatureMethod,
): Promise<CryptoKey | null> {
  const hash = method.name === 'ECDSA' || method.name === 'Ed25519' ? '' : method.hash;
  const id = `${method.name} ${hash} ${latin1(spki.der)}`;
  const kept = keptKeys.get(provider) ?? new Map<string, Promise<CryptoKey | null>>();
  keptKeys.set(provider, kept);
  const known = kept.get(id) ?? importAnew(provider, spki, method);
  // A Map keeps its order, so the first key is the one that was not used for longest.
  kept.delete(id);
  kept.set(id, known);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_KEYS && oldest !== undefined) kept.delete(oldest);
  return known;
}

async function importAnew(
  { subtle }: Crypto,
  spki: PublicKeyInfo,
  method: SignatureMethod,
): Promise<CryptoKey | null> {
  const parameters = importParameters(spki, method);
  if (!parameters) return null;
  try {
    return await subtle.importKey('spki', plainKey(spki), parameters, false, ['verify']);
  } catch {
    return null;
  }
}

function importParameters(
  { algorithm, curve, rsaModulusBits }: PublicKeyInfo,
  method: SignatureMethod,
): Algorithm | EcKeyImportParams | RsaHashedImportParams | null {
  switch (method.name) {
    case 'ECDSA': {
      const known = CURVES[curve ?? ''];
      return known ? { name: 'ECDSA', namedCurve: known.name } : null;
    }
    case 'Ed25519':
      return algorithm.oid === OID.ed25519 ? { name: 'Ed25519' } : null;
    default: {
      if (rsaModulusBits === null || rsaModulusBits > MAX_RSA_BITS) return null;
      // A key that says it is for PSS must not verify anything else (RFC 4055 §1.2).
      if (algorithm.oid === OID.rsassaPss && method.name !== 'RSA-PSS') return null;
      return { name: method.name, hash: method.hash };
    }
  }
}

/** WebCrypto takes RSA keys under rsaEncryption only, also those that name PSS. */
function plainKey({ algorithm, der, keyBits }: PublicKeyInfo): Uint8Array<ArrayBuffer> {
  if (algorithm.oid !== OID.rsassaPss) return ownBuffer(der);
  const rsa = derSequence(derOid(OID.rsaEncryption), derNull());
  return derSequence(rsa, derBitString(keyBits));
}

/** The same bytes, known not to be shared with another thread, as WebCrypto wants them. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint8Array(bytes);
}
