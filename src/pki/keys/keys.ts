import type { Der } from '../der/writer.ts';
import { identifyKey, KeyError, type KeyAlgorithm } from './encoding.ts';
import { decodePem, encodePem, PEM_LABEL, type PemBlock } from '../der/pem.ts';

export { KeyError, type KeyErrorCode } from './encoding.ts';

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

/** The private key as PKCS#8 in PEM, which `openssl pkey` reads. The key has to be extractable. */
export async function exportPrivateKeyPem(provider: Crypto, key: CryptoKey): Promise<string> {
  const pkcs8 = await provider.subtle.exportKey('pkcs8', key);
  return encodePem(PEM_LABEL.privateKey, new Uint8Array(pkcs8));
}

/** The public key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER. */
export async function exportPublicKeyDer(provider: Crypto, key: CryptoKey): Promise<Der> {
  return new Uint8Array(await provider.subtle.exportKey('spki', key));
}

/**
 * A private key from a file: PKCS#8, or the older SEC1 (`EC PRIVATE KEY`) and PKCS#1
 * (`RSA PRIVATE KEY`), as DER or as PEM; the algorithm is read from the bytes.
 *
 * @param provider WebCrypto
 * @param source DER, or PEM text with a private key among its blocks (the first one counts)
 * @param padding which padding an RSA key signs with
 * @throws KeyError when it is no private key, encrypted, of a kind that no certificate here uses, or
 *   refused by the provider
 * @throws PemError when the text is no PEM
 */
export async function importPrivateKey(
  provider: Crypto,
  source: Uint8Array | string,
  padding: RsaPadding = 'RSA-PSS',
): Promise<CryptoKey> {
  const der = typeof source === 'string' ? privateKeyBlock(source).der : source;
  const { algorithm, pkcs8 } = identifyKey(der);
  try {
    const parameters = importParameters(algorithm, padding);
    return await provider.subtle.importKey('pkcs8', pkcs8, parameters, true, ['sign']);
  } catch (cause) {
    const message = `This ${describeAlgorithm(algorithm)} key is not one: its numbers do not fit together.`;
    throw new KeyError('rejected', message, { cause });
  }
}

const PRIVATE_LABELS = ['PRIVATE KEY', 'EC PRIVATE KEY', 'RSA PRIVATE KEY'];

function privateKeyBlock(pem: string): PemBlock {
  const blocks = decodePem(pem);
  const found = blocks.find((block) => PRIVATE_LABELS.includes(block.label));
  if (found) return found;
  if (blocks.some((block) => block.label === 'ENCRYPTED PRIVATE KEY')) {
    const message =
      'This private key is encrypted. “openssl pkey -in FILE -out plain.pem” asks for its password and decrypts it.';
    throw new KeyError('encrypted', message);
  }
  const labels = blocks.map((block) => block.label).join(', ');
  throw new KeyError('not_a_private_key', `This text holds ${labels}, but no private key.`);
}

function importParameters(
  algorithm: KeyAlgorithm,
  padding: RsaPadding,
): EcKeyImportParams | RsaHashedImportParams | Algorithm {
  if (algorithm.name === 'RSA') return { name: padding, hash: 'SHA-256' };
  if (algorithm.name === 'ECDSA') return { name: 'ECDSA', namedCurve: algorithm.namedCurve };
  return { name: 'Ed25519' };
}

function describeAlgorithm(algorithm: KeyAlgorithm): string {
  return algorithm.name === 'ECDSA' ? algorithm.namedCurve : algorithm.name;
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
function hashOf(key: CryptoKey): string | undefined {
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

/**
 * Whether a private key belongs to a public one: it signs a few random bytes, and the public key
 * has to verify that.
 *
 * @param spkiDer the certificate's SubjectPublicKeyInfo, DER
 * @returns false as well when the public key is of another kind or cannot be read
 */
export async function publicKeyMatches(
  provider: Crypto,
  privateKey: CryptoKey,
  spkiDer: Uint8Array,
): Promise<boolean> {
  const { subtle } = provider;
  const parameters = { ...privateKey.algorithm, hash: hashOf(privateKey) ?? 'SHA-256' };
  const probe = provider.getRandomValues(new Uint8Array(32));
  const use = { name: privateKey.algorithm.name, hash: 'SHA-256', saltLength: 32 };
  const signature = await subtle.sign(use, privateKey, probe);
  try {
    const spki = new Uint8Array(spkiDer);
    const publicKey = await subtle.importKey('spki', spki, parameters, false, ['verify']);
    return await subtle.verify(use, publicKey, signature, probe);
  } catch {
    return false;
  }
}
