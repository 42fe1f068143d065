import type { Der } from '../der/writer.ts';
import { KeyError } from './keyError.ts';

/** The kinds of key that the lab makes; RSA with 1024 bits is for those who should refuse it. */
export type KeyKind =
  'ecdsa-p256' | 'ecdsa-p384' | 'ecdsa-p521' | 'ed25519' | 'rsa-2048' | 'rsa-1024';

/** WebCrypto binds an RSA key to one padding: PSS in TLS 1.3, either of them in certificates. */
export type RsaPadding = 'RSA-PSS' | 'RSASSA-PKCS1-v1_5';

/** What a signature is made with: the algorithm and, for RSA and ECDSA, its hash. */
export interface SignatureAlgorithm {
  readonly name: 'ECDSA' | 'Ed25519' | RsaPadding;
  readonly hash?: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
}

const GENERATE: Readonly<Record<KeyKind, EcKeyGenParams | RsaHashedKeyGenParams | Algorithm>> = {
  'ecdsa-p256': { name: 'ECDSA', namedCurve: 'P-256' },
  'ecdsa-p384': { name: 'ECDSA', namedCurve: 'P-384' },
  'ecdsa-p521': { name: 'ECDSA', namedCurve: 'P-521' },
  ed25519: { name: 'Ed25519' },
  'rsa-2048': rsa(2048),
  'rsa-1024': rsa(1024),
};

function rsa(modulusLength: number): RsaHashedKeyGenParams {
  return {
    name: 'RSA-PSS',
    hash: 'SHA-256',
    modulusLength,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
}

/**
 * A new key pair that can sign and be exported. RSA keys are bound to RSA-PSS with SHA-256, as
 * CertificateVerify needs them; {@link keyFor} gives the same key for another padding or hash.
 *
 * @param provider WebCrypto
 */
export async function generateKeyPair(provider: Crypto, kind: KeyKind): Promise<CryptoKeyPair> {
  const pair = await provider.subtle.generateKey(GENERATE[kind], true, ['sign', 'verify']);
  if ('privateKey' in pair) return pair;
  throw new KeyError('rejected', `The provider made no pair of keys for ${kind}.`);
}

/** The public key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER. */
export async function exportPublicKeyDer(provider: Crypto, key: CryptoKey): Promise<Der> {
  return new Uint8Array(await provider.subtle.exportKey('spki', key));
}

const otherPaddings = new WeakMap<CryptoKey, Map<string, Promise<CryptoKey>>>();

/**
 * The same key for another signature algorithm. Only RSA keys are bound to a padding and a hash;
 * they are exported and imported again, once. Every other key is returned as it is.
 *
 * @param key a private or public key; an RSA key that has to change must be extractable
 * @throws KeyError when the key cannot sign with that algorithm at all, or cannot be exported
 */
export async function keyFor(
  provider: Crypto,
  key: CryptoKey,
  algorithm: SignatureAlgorithm,
): Promise<CryptoKey> {
  const family = (name: string) => (name.startsWith('RSA') ? 'RSA' : name);
  if (family(key.algorithm.name) !== family(algorithm.name)) {
    const message = `A ${key.algorithm.name} key cannot sign with ${algorithm.name}.`;
    throw new KeyError('unsupported_algorithm', message);
  }
  const { hash = 'SHA-256' } = algorithm;
  if (family(algorithm.name) !== 'RSA' || isBoundTo(key, algorithm.name, hash)) return key;
  const wanted = `${algorithm.name} ${hash}`;
  const known = otherPaddings.get(key) ?? new Map<string, Promise<CryptoKey>>();
  otherPaddings.set(key, known);
  const again = known.get(wanted) ?? rebindRsaKey(provider, key, { name: algorithm.name, hash });
  known.set(wanted, again);
  return again;
}

function isBoundTo(key: CryptoKey, name: string, hash: string): boolean {
  return key.algorithm.name === name && hashOf(key) === hash;
}

/** The hash that an RSA key is bound to; undefined for every other key. */
export function hashOf(key: CryptoKey): string | undefined {
  const { algorithm } = key;
  if (!('hash' in algorithm)) return undefined;
  const { hash } = algorithm as RsaHashedKeyAlgorithm;
  return hash.name;
}

async function rebindRsaKey(
  provider: Crypto,
  key: CryptoKey,
  algorithm: RsaHashedImportParams,
): Promise<CryptoKey> {
  if (!key.extractable) {
    const message = `This RSA key is bound to ${key.algorithm.name} and cannot be exported for ${algorithm.name}.`;
    throw new KeyError('not_extractable', message);
  }
  const format = key.type === 'private' ? 'pkcs8' : 'spki';
  const exported = await provider.subtle.exportKey(format, key);
  return provider.subtle.importKey(format, exported, algorithm, true, [...key.usages]);
}
