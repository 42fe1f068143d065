import { decodePem, encodePem, PEM_LABEL, type PemBlock } from '../der/pem.ts';
import { identifyKey, type KeyAlgorithm } from './encoding.ts';
import { KeyError } from './keyError.ts';
import { hashOf, type RsaPadding } from './keys.ts';

/** The private key as PKCS#8 in PEM, which `openssl pkey` reads. The key has to be extractable. */
export async function exportPrivateKeyPem(provider: Crypto, key: CryptoKey): Promise<string> {
  const pkcs8 = await provider.subtle.exportKey('pkcs8', key);
  return encodePem(PEM_LABEL.privateKey, new Uint8Array(pkcs8));
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
