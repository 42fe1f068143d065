import { type DerReader, readOuter, TAG } from '../der/reader.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import { BundleError } from './contents.ts';
import { CONVERT, type RoundBudget } from './roundBudget.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

const AES_CBC: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.2': 128,
  '2.16.840.1.101.3.4.1.22': 192,
  '2.16.840.1.101.3.4.1.42': 256,
};

const PRF: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'SHA-1',
  '1.2.840.113549.2.9': 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};

/** What deriving a key from a password takes: WebCrypto, and rounds that may still be made. */
export interface Deriving {
  readonly provider: Crypto;
  readonly rounds: RoundBudget;
}

interface Pbes2Parameters {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly hash: string;
  readonly keyBits: number;
  readonly iv: Uint8Array<ArrayBuffer>;
}

/**
 * Decrypts what PBES2 encrypted (RFC 8018 §6.2): PBKDF2 with any SHA and AES in CBC mode.
 *
 * @param algorithm a reader inside the AlgorithmIdentifier
 * @throws BundleError `wrong_password`, `legacy_encryption`, `unsupported`; DerError when malformed
 */
export async function decryptPbes2(
  { provider, rounds }: Deriving,
  password: string,
  algorithm: DerReader,
  encrypted: Uint8Array,
): Promise<Uint8Array> {
  const oid = readOid(algorithm, 'encryptionAlgorithm');
  if (oid !== PBES2) throw otherEncryption(oid);
  const { salt, iterations, hash, keyBits, iv } = readParameters(algorithm.enter('PBES2-params'));
  rounds.spend(iterations);
  const { subtle } = provider;
  const secret = await subtle.importKey(
    'raw',
    new TextEncoder().encode(password),
    'PBKDF2',
    false,
    ['deriveBits'],
  );
  const derivation = { name: 'PBKDF2', salt, iterations, hash };
  const bits = await subtle.deriveBits(derivation, secret, keyBits);
  const key = await subtle.importKey('raw', bits, 'AES-CBC', false, ['decrypt']).catch(() => {
    // Chromium has no AES-192.
    throw unsupported(`AES with a key of ${keyBits} bits`);
  });
  try {
    const cipher = { name: 'AES-CBC', iv };
    return new Uint8Array(await subtle.decrypt(cipher, key, new Uint8Array(encrypted)));
  } catch {
    throw wrongPassword();
  }
}

function readParameters(parameters: DerReader): Pbes2Parameters {
  const derivation = parameters.enter('keyDerivationFunc');
  const function_ = readOid(derivation, 'keyDerivationFunc.algorithm');
  if (function_ !== PBKDF2) throw unsupported(`the key derivation ${function_}`);
  const pbkdf2 = derivation.enter('PBKDF2-params');
  const salt = pbkdf2.content(pbkdf2.read('salt', TAG.octetString));
  const iterations = readSmallInteger(pbkdf2, 'iterationCount');
  pbkdf2.optional('keyLength', TAG.integer);
  const prf = pbkdf2.done ? null : readOid(pbkdf2.enter('prf'), 'prf.algorithm');
  const hash = prf === null ? 'SHA-1' : PRF[prf];
  if (!hash) throw unsupported(`the pseudo-random function ${prf}`);
  const scheme = parameters.enter('encryptionScheme');
  const cipher = readOid(scheme, 'encryptionScheme.algorithm');
  const keyBits = AES_CBC[cipher];
  if (!keyBits) throw otherEncryption(cipher);
  const iv = new Uint8Array(scheme.content(scheme.read('iv', TAG.octetString)));
  return { salt: new Uint8Array(salt), iterations, hash, keyBits, iv };
}

const LEGACY: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.1': '128-bit RC4',
  '1.2.840.113549.1.12.1.2': '40-bit RC4',
  '1.2.840.113549.1.12.1.3': 'triple DES',
  '1.2.840.113549.1.12.1.4': 'two-key triple DES',
  '1.2.840.113549.1.12.1.5': '128-bit RC2',
  '1.2.840.113549.1.12.1.6': '40-bit RC2',
  '1.2.840.113549.3.7': 'triple DES',
};

function otherEncryption(oid: string): BundleError {
  const legacy = LEGACY[oid];
  if (!legacy) return unsupported(`the encryption ${oid}`);
  return new BundleError(
    'legacy_encryption',
    `This file is in the old format: it is encrypted with ${legacy}, which browsers no longer have.`,
    CONVERT.replace('pkcs12', 'pkcs12 -legacy'),
  );
}

function unsupported(what: string): BundleError {
  return new BundleError(
    'unsupported',
    `This file uses ${what}, which this page cannot undo.`,
    CONVERT,
  );
}

export function wrongPassword(): BundleError {
  return new BundleError(
    'wrong_password',
    'The password does not open this file, or the file is damaged.',
    'Type the password again; it distinguishes capitals from small letters.',
  );
}

export function passwordNeeded(what: string): BundleError {
  const message = `This ${what} is encrypted, and there is no password yet.`;
  return new BundleError('password_needed', message, 'Give its password.');
}

/**
 * Decrypts an EncryptedPrivateKeyInfo (RFC 5958 §3).
 *
 * @returns PKCS#8
 * @throws BundleError as {@link decryptPbes2}; DerError when malformed
 */
export async function decryptPrivateKey(
  deriving: Deriving,
  password: string,
  der: Uint8Array,
): Promise<Uint8Array> {
  const outer = readOuter(der, 'EncryptedPrivateKeyInfo');
  const algorithm = outer.enter('encryptionAlgorithm');
  const encrypted = outer.content(outer.read('encryptedData', TAG.octetString));
  const plain = await decryptPbes2(deriving, password, algorithm, encrypted);
  assertDer(plain);
  return plain;
}

/**
 * One wrong password in 256 leaves a padding that looks right, but never a SEQUENCE of that length.
 *
 * @throws BundleError `wrong_password`
 */
export function assertDer(plain: Uint8Array): void {
  try {
    readOuter(plain, 'decrypted');
  } catch {
    throw wrongPassword();
  }
}
