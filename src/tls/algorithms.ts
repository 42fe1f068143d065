import type { SignatureAlgorithm } from '../pki/keys/keys.ts';
import type { SignatureMethod } from '../pki/x509/signatureAlgorithm.ts';
import { GROUP_CODES, SIGNATURE_SCHEME_CODES, TLS_1_2, TLS_1_3 } from './registry.ts';

/** What of the registries we speak, in our order of preference. */

/** A version of the protocol that may be offered. */
export type VersionName = 'TLS 1.2' | 'TLS 1.3';

/** A version that may be offered and compared. Only TLS 1.3 can be gone on with. */
export interface Version {
  readonly name: VersionName;
  readonly code: number;
}

export const VERSIONS: readonly Version[] = [
  { name: 'TLS 1.3', code: TLS_1_3 },
  { name: 'TLS 1.2', code: TLS_1_2 },
];

/** What a hello of TLS 1.2 offers: each with forward secrecy, none of which we go on with. */
export const TLS_1_2_SUITES: readonly number[] = [0xc02b, 0xc02f, 0xc02c, 0xc030];

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

export type GroupName = 'x25519' | 'secp256r1' | 'secp384r1';

/** A group that we exchange keys in (RFC 8446 §4.2.7, §4.2.8.2). */
export interface Group {
  readonly name: GroupName;
  readonly code: number;
  /** As WebCrypto names it. */
  readonly algorithm: Algorithm | EcKeyImportParams;
  /** Bytes of a `key_exchange`: a whole key, or a point as `0x04 || X || Y`. */
  readonly shareLength: number;
  /** Bits of the shared secret (§7.4). */
  readonly secretBits: number;
}

export const GROUPS: readonly Group[] = [
  {
    name: 'x25519',
    code: GROUP_CODES.x25519,
    algorithm: { name: 'X25519' },
    shareLength: 32,
    secretBits: 256,
  },
  {
    name: 'secp256r1',
    code: GROUP_CODES.secp256r1,
    algorithm: { name: 'ECDH', namedCurve: 'P-256' },
    shareLength: 65,
    secretBits: 256,
  },
  {
    name: 'secp384r1',
    code: GROUP_CODES.secp384r1,
    algorithm: { name: 'ECDH', namedCurve: 'P-384' },
    shareLength: 97,
    secretBits: 384,
  },
];

/** The parameters of a group. */
export function groupNamed(name: GroupName): Group {
  return named(GROUPS, name);
}

const UNCOMPRESSED = 4;

/** §4.2.8.2: is this a `key_exchange` of that group by its form? A point has to be uncompressed. */
export function hasShareForm({ algorithm, shareLength }: Group, share: Uint8Array): boolean {
  const isPoint = 'namedCurve' in algorithm;
  return share.length === shareLength && (!isPoint || share[0] === UNCOMPRESSED);
}

export type SignatureSchemeName =
  | 'ecdsa_secp256r1_sha256'
  | 'ecdsa_secp384r1_sha384'
  | 'ecdsa_secp521r1_sha512'
  | 'ed25519'
  | 'rsa_pss_rsae_sha256';

/** A scheme that we sign and verify handshakes with: it fixes curve, hash and padding (§4.2.3). */
export interface SignatureScheme {
  readonly name: SignatureSchemeName;
  readonly code: number;
  /** The curve that the key has to be on; null when it is on none of those that are named. */
  readonly curve: { readonly webCrypto: string; readonly registry: string } | null;
  readonly use: SignatureMethod & SignatureAlgorithm;
}

export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = [
  ecdsa('ecdsa_secp256r1_sha256', 'P-256', 'secp256r1', 'SHA-256'),
  {
    name: 'ed25519',
    code: SIGNATURE_SCHEME_CODES.ed25519,
    curve: null,
    use: { name: 'Ed25519' },
  },
  ecdsa('ecdsa_secp384r1_sha384', 'P-384', 'secp384r1', 'SHA-384'),
  ecdsa('ecdsa_secp521r1_sha512', 'P-521', 'secp521r1', 'SHA-512'),
  {
    name: 'rsa_pss_rsae_sha256',
    code: SIGNATURE_SCHEME_CODES.rsa_pss_rsae_sha256,
    curve: null,
    use: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
  },
];

function ecdsa(
  name: SignatureSchemeName,
  webCrypto: string,
  registry: string,
  hash: 'SHA-256' | 'SHA-384' | 'SHA-512',
): SignatureScheme {
  const code = SIGNATURE_SCHEME_CODES[name];
  return { name, code, curve: { webCrypto, registry }, use: { name: 'ECDSA', hash } };
}

/** The parameters of a scheme. */
export function schemeNamed(name: SignatureSchemeName): SignatureScheme {
  return named(SIGNATURE_SCHEMES, name);
}

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
  return names.map((name) => named(all, name));
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (!found) throw new RangeError(`${name} is not implemented`);
  return found;
}
