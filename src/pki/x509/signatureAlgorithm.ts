import { contextTag, DerError, DerReader, readOuter, TAG } from '../der/reader.ts';
import { readSmallInteger } from '../der/values.ts';
import { OID, oidName } from '../der/oids.ts';
import { readAlgorithm, type AlgorithmIdentifier } from './publicKeyInfo.ts';

export type HashName = 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** How a signature is verified, whatever named it: an AlgorithmIdentifier or a TLS SignatureScheme. */
export type SignatureMethod =
  | { readonly name: 'ECDSA'; readonly hash: HashName }
  | { readonly name: 'Ed25519' }
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: HashName }
  | {
      readonly name: 'RSA-PSS';
      readonly hash: HashName;
      /** In octets. */
      readonly saltLength: number;
    };

/** A method as far as its text tells it. */
export type MethodName =
  | { readonly name: 'Ed25519' }
  | { readonly name: 'ECDSA' | 'RSASSA-PKCS1-v1_5' | 'RSA-PSS'; readonly hash: HashName };

const PKCS1_HASHES: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};

const ECDSA_HASHES: Readonly<Record<string, HashName>> = {
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};

const HASHES: Readonly<Record<string, HashName>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/**
 * What an AlgorithmIdentifier of a signature asks for.
 *
 * @returns null when the algorithm is not known here or its parameters are not what its
 *   specification says (RFC 4055 §5, §3.1; RFC 5758 §3.2; RFC 8410 §3)
 */
export function signatureMethod({ oid, parameters }: AlgorithmIdentifier): SignatureMethod | null {
  const pkcs1 = PKCS1_HASHES[oid];
  if (pkcs1) {
    return isNullOrAbsent(parameters) ? { name: 'RSASSA-PKCS1-v1_5', hash: pkcs1 } : null;
  }
  const ecdsa = ECDSA_HASHES[oid];
  if (ecdsa) return parameters === null ? { name: 'ECDSA', hash: ecdsa } : null;
  if (oid === OID.ed25519) return parameters === null ? { name: 'Ed25519' } : null;
  return oid === OID.rsassaPss && parameters ? pssMethod(parameters) : null;
}

function isNullOrAbsent(parameters: Uint8Array | null): boolean {
  return parameters === null || (parameters.length === 2 && parameters[0] === TAG.null);
}

/** RSASSA-PSS-params: hash and mask must agree, as every stack asks. */
function pssMethod(parameters: Uint8Array): SignatureMethod | null {
  try {
    const fields = readOuter(parameters, 'RSASSA-PSS-params');
    const hash = explicit(fields, 0, (inside) => hashOf(readAlgorithm(inside, 'hashAlgorithm')));
    const mask = explicit(fields, 1, (inside) => maskHash(readAlgorithm(inside, 'maskGen')));
    const saltLength = explicit(fields, 2, (inside) => readSmallInteger(inside, 'saltLength'));
    const trailer = explicit(fields, 3, (inside) => readSmallInteger(inside, 'trailerField'));
    fields.finish('RSASSA-PSS-params');
    // What is left out is SHA-1, MGF1 with SHA-1, 20 and 1.
    const known: HashName | null = hash === undefined ? 'SHA-1' : hash;
    if (known === null || (mask ?? 'SHA-1') !== known || (trailer ?? 1) !== 1) return null;
    return { name: 'RSA-PSS', hash: known, saltLength: saltLength ?? 20 };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function explicit<T>(
  fields: DerReader,
  number: number,
  read: (inside: DerReader) => T,
): T | undefined {
  const element = fields.optional('RSASSA-PSS-params', contextTag(number, 'constructed'));
  if (!element) return undefined;
  const inside = fields.inside(element);
  const value = read(inside);
  inside.finish('RSASSA-PSS-params');
  return value;
}

function hashOf({ oid, parameters }: AlgorithmIdentifier): HashName | null {
  return isNullOrAbsent(parameters) ? (HASHES[oid] ?? null) : null;
}

function maskHash({ oid, parameters }: AlgorithmIdentifier): HashName | null {
  if (oid !== OID.mgf1 || !parameters) return null;
  return hashOf(readAlgorithm(new DerReader(parameters), 'maskGen.hash'));
}

/** Is the hash of a signature one that can be forged: MD5, SHA-1? */
export function hasWeakHash(method: SignatureMethod, allowSha1: boolean): boolean {
  if (method.name === 'Ed25519') return false;
  return method.hash === 'MD5' || (method.hash === 'SHA-1' && !allowSha1);
}

/** In words: `ECDSA with SHA-256`; the identifier's name when the algorithm is not known. */
export function signatureText(algorithm: AlgorithmIdentifier): string {
  const method = signatureMethod(algorithm);
  return method ? methodText(method) : oidName(algorithm.oid);
}

/** The same of a method that is known: `RSA PKCS#1 with SHA-256`. */
export function methodText(method: MethodName): string {
  if (method.name === 'Ed25519') return method.name;
  const family = method.name === 'RSASSA-PKCS1-v1_5' ? 'RSA PKCS#1' : method.name;
  return `${family} with ${method.hash}`;
}
