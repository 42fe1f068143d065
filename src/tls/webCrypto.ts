import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import type { HashName } from './algorithms.ts';
import { TAG_LENGTH, type Aead, type HashFunction, type TlsCrypto } from './crypto.ts';
import { generateKeyShare } from './keyShare.ts';
import { signWith, verifyWith } from './signatures.ts';

/**
 * The cryptography of WebCrypto; hashes, which have to be synchronous, in JavaScript.
 *
 * @param provider the browser's, Node's or another WebCrypto
 * @param random in place of the provider's randomness, for published vectors
 */
export function createTlsCrypto(
  provider: Crypto,
  random: (length: number) => Uint8Array = (length) =>
    provider.getRandomValues(new Uint8Array(length)),
): TlsCrypto {
  return {
    provider,
    random,
    generateKeyShare: (group) => generateKeyShare(provider, group),
    hash: (name) => HASHES[name],
    aead: (key) => importAead(provider, key),
    sign: (scheme, privateKey, content) => signWith(provider, scheme, privateKey, content),
    verify: (scheme, spki, signature, content) =>
      verifyWith(provider, scheme, spki, signature, content),
  };
}

function hashFunction(hash: typeof sha256 | typeof sha384): HashFunction {
  return {
    length: hash.outputLen,
    digest: (bytes) => hash(bytes),
    hmac: (key, message) => hmac(hash, key, message),
    start() {
      const running = hash.create();
      return {
        update: (bytes) => void running.update(bytes),
        digest: () => running.clone().digest(),
      };
    },
  };
}

/** Measured: ten times cheaper than WebCrypto's asynchronous HMAC for inputs of this size. */
const HASHES: Readonly<Record<HashName, HashFunction>> = {
  'SHA-256': hashFunction(sha256),
  'SHA-384': hashFunction(sha384),
};

async function importAead({ subtle }: Crypto, keyBytes: Uint8Array): Promise<Aead> {
  const raw = new Uint8Array(keyBytes);
  const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const parameters = (nonce: Uint8Array, additionalData: Uint8Array): AesGcmParams => ({
    name: 'AES-GCM',
    iv: new Uint8Array(nonce),
    additionalData: new Uint8Array(additionalData),
    tagLength: TAG_LENGTH * 8,
  });
  return {
    async seal(nonce, additionalData, plaintext) {
      const data = new Uint8Array(plaintext);
      return new Uint8Array(await subtle.encrypt(parameters(nonce, additionalData), key, data));
    },
    async open(nonce, additionalData, ciphertext) {
      const data = new Uint8Array(ciphertext);
      try {
        return new Uint8Array(await subtle.decrypt(parameters(nonce, additionalData), key, data));
      } catch {
        return null;
      }
    },
  };
}
