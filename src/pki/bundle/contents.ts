import type { KeyAlgorithm } from '../keys/encoding.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What is read at most; more is told as a problem and left alone. */
export const BUNDLE_LIMITS = {
  /** Bytes or characters of one input. */
  size: 4 * 1024 * 1024,
  /** Characters of YAML or JSON: a Secret is at most 1 MiB, which base64 makes a third longer. */
  manifest: 2 * 1024 * 1024,
  /** Tokens of YAML, which the time of reading it grows with: a line of a Secret has about six. */
  manifestTokens: 100_000,
  /** Certificates, keys, CRLs, responses and requests together. */
  items: 1000,
  problems: 100,
  /** How deep containers may contain each other: a Secret with a PKCS#12 with PKCS#7… */
  nesting: 6,
  /** Rounds of key derivation for all passwords of one input: some seconds of work. */
  rounds: 4_000_000,
} as const;

/** Said in place of where something stood that was all of the input. */
export const WHOLE_INPUT = 'the whole input';

/** DER, and where in the input it stood, in words: `line 12`, `tls.crt of payments-tls, line 1`. */
export interface BundleItem {
  readonly der: Uint8Array;
  readonly from: string;
  /** The entry of a manifest in which it stood, as a server is given it as a file; empty: the input. */
  readonly file: string;
  /** Where in that file it stood, from 1; null when it is no text, and has no order. */
  readonly line: number | null;
}

/** A certificate, read once by whoever found it. */
export interface BundleCertificate extends BundleItem {
  readonly certificate: Certificate;
}

/** A private key as plain PKCS#8, for `importPrivateKey`. It is held in memory only. */
export interface BundleKey {
  readonly pkcs8: Uint8Array;
  readonly algorithm: KeyAlgorithm;
  readonly from: string;
}

export type BundleProblemCode =
  | 'empty'
  | 'too_large'
  | 'too_many'
  | 'nothing_found'
  | 'pem'
  | 'malformed'
  | 'unexpected'
  | 'unsupported'
  | 'legacy_encryption'
  | 'password_needed'
  | 'wrong_password'
  | 'manifest';

/** A part that could not be read. The rest of the input is read all the same. */
export interface BundleProblem {
  readonly code: BundleProblemCode;
  /** Where in the input that part stands, as in {@link BundleItem}. */
  readonly from: string;
  /** From 1; null when the part has no lines. */
  readonly line: number | null;
  /** The byte at which the part stops making sense; null when it is not about one. */
  readonly offset: number | null;
  /** What it is and where it stops making sense. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Everything that was found in an input. Nothing is dropped without a problem that says so. */
export interface BundleContents {
  readonly certificates: readonly BundleCertificate[];
  readonly privateKeys: readonly BundleKey[];
  readonly crls: readonly BundleItem[];
  /** OCSPResponse (RFC 6960), DER. */
  readonly ocsp: readonly BundleItem[];
  /** Certificate requests (PKCS#10), recognised and not read further: no path depends on them. */
  readonly requests: readonly BundleItem[];
  readonly problems: readonly BundleProblem[];
}

/** Why a part cannot be read, thrown by its reader and kept as a problem by {@link Bundle}. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  readonly code: BundleProblemCode;
  readonly advice: string;
  readonly offset: number | null;

  constructor(
    code: BundleProblemCode,
    message: string,
    advice: string,
    offset: number | null = null,
  ) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.offset = offset;
  }
}
