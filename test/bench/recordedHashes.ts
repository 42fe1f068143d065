import { joinBytes } from '../../src/bytes/bytes.ts';
import type { HashName } from '../../src/tls/algorithms.ts';
import type { HashFunction, TlsCrypto } from '../../src/tls/crypto.ts';
import type { RecordingCrypto } from './recordedCalls.ts';

/** What hashing is called among the recorded operations. */
export const HASHING: ReadonlySet<string> = new Set(['HMAC', 'hash']);

/**
 * The same cryptography, which writes down each hash and HMAC as what WebCrypto would have to do in
 * its place. It has no running hash: each hash of the transcript is one of all messages so far.
 */
export function recordHashes(crypto: TlsCrypto, recording: RecordingCrypto): TlsCrypto {
  const hashes = {
    'SHA-256': recordHash('SHA-256', crypto, recording),
    'SHA-384': recordHash('SHA-384', crypto, recording),
  };
  return { ...crypto, hash: (name) => hashes[name] };
}

function recordHash(name: HashName, recorded: TlsCrypto, { add }: RecordingCrypto): HashFunction {
  const hash = recorded.hash(name);
  const addHash = (bytes: Uint8Array<ArrayBuffer>) =>
    add({ operation: 'hash', again: () => crypto.subtle.digest(name, bytes) });
  return {
    ...hash,
    digest(bytes) {
      addHash(new Uint8Array(bytes));
      return hash.digest(bytes);
    },
    hmac(key, message) {
      const [ownKey, ownMessage] = [new Uint8Array(key), new Uint8Array(message)];
      add({ operation: 'HMAC', again: () => webCryptoHmac(name, ownKey, ownMessage) });
      return hash.hmac(key, message);
    },
    start() {
      const running = hash.start();
      const parts: Uint8Array[] = [];
      return {
        update(bytes) {
          parts.push(bytes);
          running.update(bytes);
        },
        digest() {
          addHash(joinBytes(parts));
          return running.digest();
        },
      };
    },
  };
}

async function webCryptoHmac(
  hash: HashName,
  key: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  const use = { name: 'HMAC', hash };
  const imported = await crypto.subtle.importKey('raw', key, use, false, ['sign']);
  return crypto.subtle.sign(use, imported, message);
}
