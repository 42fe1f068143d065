import { concatBytes, equalBytes } from '../../bytes/bytes.ts';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { type DerReader, TAG } from '../der/reader.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import type { Deriving } from './pbes2.ts';

interface MacHash {
  readonly digest: typeof sha256 | typeof sha384 | typeof sha1;
  /** As WebCrypto calls it. */
  readonly name: string;
}

const HASHES: Readonly<Record<string, MacHash>> = {
  '1.3.14.3.2.26': { digest: sha1, name: 'SHA-1' },
  '2.16.840.1.101.3.4.2.1': { digest: sha256, name: 'SHA-256' },
  '2.16.840.1.101.3.4.2.2': { digest: sha384, name: 'SHA-384' },
  '2.16.840.1.101.3.4.2.3': { digest: sha512, name: 'SHA-512' },
};

/**
 * Checks the MAC of a PKCS#12 file (RFC 7292 §4 and appendix B).
 *
 * @param macData a reader inside MacData
 * @param content what is authenticated
 * @returns null when the MAC is of a kind that is not known here, such as PBMAC1
 * @throws DerError when malformed, BundleError when it asks for more rounds than are left
 */
export async function isMacOf(
  deriving: Deriving,
  macData: DerReader,
  content: Uint8Array,
  password: string,
): Promise<boolean | null> {
  const digestInfo = macData.enter('mac');
  const hash = HASHES[readOid(digestInfo.enter('digestAlgorithm'), 'digestAlgorithm')];
  const expected = digestInfo.content(digestInfo.read('digest', TAG.octetString));
  const salt = macData.content(macData.read('macSalt', TAG.octetString));
  const iterations = macData.done ? 1 : readSmallInteger(macData, 'iterations');
  if (!hash) return null;
  // An empty password is written by some as no bytes and by others as a terminating zero alone.
  const secrets = password === '' ? [Uint8Array.of(0, 0), new Uint8Array()] : [bmp(password)];
  for (const secret of secrets) {
    deriving.rounds.spend(iterations);
    const key = await macKey(deriving.provider, hash, salt, secret, iterations);
    if (equalBytes(hmac(hash.digest, key, content), expected)) return true;
  }
  return false;
}

/** So many rounds are made before the event loop gets a turn: some hundredths of a second. */
const ROUNDS_AT_A_TIME = 10_000;

/**
 * A key from a password (RFC 7292 appendix B.2). The thousands of small digests are made without
 * WebCrypto, where each would be a promise; one in {@link ROUNDS_AT_A_TIME} is made with it, so that
 * a page stays alive meanwhile.
 */
async function macKey(
  provider: Crypto,
  { digest, name }: MacHash,
  salt: Uint8Array,
  secret: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  const { blockLen } = digest;
  const diversifier = new Uint8Array(blockLen).fill(3); // 3: a MAC key
  const first = concatBytes(diversifier, filled(salt, blockLen), filled(secret, blockLen));
  let key: Uint8Array = digest(first);
  for (let round = 1; round < iterations; round++) {
    key =
      round % ROUNDS_AT_A_TIME === 0
        ? new Uint8Array(await provider.subtle.digest(name, new Uint8Array(key)))
        : digest(key);
  }
  return key;
}

/** Bytes repeated until they fill whole blocks; nothing stays nothing. */
function filled(bytes: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length] ?? 0);
}

/** A password as BMPString with a terminating zero (RFC 7292 appendix B.1). */
function bmp(password: string): Uint8Array {
  const bytes = new Uint8Array(password.length * 2 + 2);
  for (let i = 0; i < password.length; i++) {
    const unit = password.charCodeAt(i);
    bytes[2 * i] = unit >> 8;
    bytes[2 * i + 1] = unit & 0xff;
  }
  return bytes;
}
