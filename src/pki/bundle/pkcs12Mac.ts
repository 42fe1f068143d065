import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { type DerReader, equalBytes, TAG } from '../der.ts';
import { readOid, readSmallInteger } from '../derValues.ts';
import { concatBytes } from '../derWriter.ts';
import { checkIterations } from './pbes2.ts';

const HASHES: Readonly<Record<string, typeof sha256 | typeof sha384 | typeof sha1>> = {
  '1.3.14.3.2.26': sha1,
  '2.16.840.1.101.3.4.2.1': sha256,
  '2.16.840.1.101.3.4.2.2': sha384,
  '2.16.840.1.101.3.4.2.3': sha512,
};

/**
 * Checks the MAC of a PKCS#12 file (RFC 7292 §4 and appendix B). The thousands of small digests are
 * made without WebCrypto, where each would be a promise.
 *
 * @param macData a reader inside MacData
 * @param content what is authenticated
 * @returns null when the MAC is of a kind that is not known here, such as PBMAC1
 * @throws DerError when malformed, BundleError for an absurd number of rounds
 */
export function isMacOf(macData: DerReader, content: Uint8Array, password: string): boolean | null {
  const digestInfo = macData.enter('mac');
  const hash = HASHES[readOid(digestInfo.enter('digestAlgorithm'), 'digestAlgorithm')];
  const expected = digestInfo.content(digestInfo.read('digest', TAG.octetString));
  const salt = macData.content(macData.read('macSalt', TAG.octetString));
  const iterations = macData.done ? 1 : readSmallInteger(macData, 'iterations');
  checkIterations(iterations);
  if (!hash) return null;
  // An empty password is written by some as no bytes and by others as a terminating zero alone.
  const secrets = password === '' ? [Uint8Array.of(0, 0), new Uint8Array()] : [bmp(password)];
  return secrets.some((secret) => {
    const { blockLen } = hash;
    const diversifier = new Uint8Array(blockLen).fill(3); // 3: a MAC key
    let key: Uint8Array = concatBytes(
      diversifier,
      filled(salt, blockLen),
      filled(secret, blockLen),
    );
    for (let round = 0; round < iterations; round++) key = hash(key);
    return equalBytes(hmac(hash, key, content), expected);
  });
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
