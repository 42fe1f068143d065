import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  type CipherGCMTypes,
} from 'node:crypto';
import type { HashName } from '../tls/algorithms.ts';
import { TAG_LENGTH, type Aead, type HashFunction, type TlsCrypto } from '../tls/crypto.ts';
import { createTlsCrypto } from '../tls/webCrypto.ts';
import { generateKeyShare } from './keyShare.ts';
import { createProvider } from './provider.ts';

/**
 * The cryptography of Node's OpenSSL, called directly. WebCrypto does the same in a thread pool,
 * where the way there and back costs several times what an operation of a handshake does.
 */
export function createNodeCrypto(): TlsCrypto {
  return {
    ...createTlsCrypto(createProvider()),
    generateKeyShare: async (group) => generateKeyShare(group),
    hash: (name) => HASHES[name],
    aead,
  };
}

function hashFunction(algorithm: string, length: number): HashFunction {
  return {
    length,
    digest: (bytes) => plain(createHash(algorithm).update(bytes).digest()),
    hmac: (key, message) => plain(createHmac(algorithm, key).update(message).digest()),
    start() {
      const running = createHash(algorithm);
      return {
        update: (bytes) => void running.update(bytes),
        digest: () => plain(running.copy().digest()),
      };
    },
  };
}

const HASHES: Readonly<Record<HashName, HashFunction>> = {
  'SHA-256': hashFunction('sha256', 32),
  'SHA-384': hashFunction('sha384', 48),
};

/** AES-GCM (RFC 5116); the length of the key says which. */
function aead(key: Uint8Array): Aead {
  const algorithm: CipherGCMTypes = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
  return {
    seal(nonce, additionalData, plaintext) {
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(additionalData);
      const parts = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
      return plain(Buffer.concat(parts));
    },
    open(nonce, additionalData, ciphertext) {
      const end = ciphertext.length - TAG_LENGTH;
      if (end < 0) return null;
      const decipher = createDecipheriv(algorithm, key, nonce).setAAD(additionalData);
      decipher.setAuthTag(ciphertext.subarray(end));
      const plaintext = decipher.update(ciphertext.subarray(0, end));
      try {
        decipher.final();
        return plain(plaintext);
      } catch {
        return null;
      }
    },
  };
}

/** The same bytes without what a Buffer does differently: its `slice` is a view. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
