import { GROUP_CODES, SIGNATURE_SCHEME_CODES } from './registry.ts';

/** What of the registries we speak, in our order of preference. */

export type HashName = 'SHA-256' | 'SHA-384';

/** A cipher suite that we speak (RFC 8446 §B.4). */
export interface CipherSuite {
  readonly name: 'TLS_AES_128_GCM_SHA256' | 'TLS_AES_256_GCM_SHA384';
  readonly code: number;
  readonly hash: HashName;
  /** Bytes of the AEAD key. */
  readonly keyLength: 16 | 32;
}

export const CIPHER_SUITES: readonly CipherSuite[] = [
  { name: 'TLS_AES_128_GCM_SHA256', code: 0x1301, hash: 'SHA-256', keyLength: 16 },
  { name: 'TLS_AES_256_GCM_SHA384', code: 0x1302, hash: 'SHA-384', keyLength: 32 },
];

export type GroupName = 'x25519' | 'secp256r1';

/** A group that we exchange keys in (RFC 8446 §4.2.7). */
export interface Group {
  readonly name: GroupName;
  readonly code: number;
}

export const GROUPS: readonly Group[] = [
  { name: 'x25519', code: GROUP_CODES.x25519 },
  { name: 'secp256r1', code: GROUP_CODES.secp256r1 },
];

export type SignatureSchemeName =
  'ecdsa_secp256r1_sha256' | 'ecdsa_secp384r1_sha384' | 'ed25519' | 'rsa_pss_rsae_sha256';

/** A scheme that we sign and verify handshakes with (RFC 8446 §4.2.3). */
export interface SignatureScheme {
  readonly name: SignatureSchemeName;
  readonly code: number;
}

export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = (
  ['ecdsa_secp256r1_sha256', 'ed25519', 'ecdsa_secp384r1_sha384', 'rsa_pss_rsae_sha256'] as const
).map((name) => ({ name, code: SIGNATURE_SCHEME_CODES[name] }));

/** Accepted in certificates only; offered so that servers with such chains show them (§4.2.3). */
export const CERTIFICATE_ONLY_SCHEMES: readonly number[] = [
  SIGNATURE_SCHEME_CODES.rsa_pkcs1_sha256,
  SIGNATURE_SCHEME_CODES.rsa_pkcs1_sha384,
  SIGNATURE_SCHEME_CODES.rsa_pkcs1_sha512,
];

/**
 * Those that a configuration names, in its order; all when it names none.
 *
 * @throws RangeError for a name that is not implemented, and for no name at all
 */
export function configured<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  if (names === undefined) return all;
  if (names.length === 0) throw new RangeError('At least one algorithm has to be named.');
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new RangeError(`${name} is not implemented`);
    return found;
  });
}
