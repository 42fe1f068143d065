import type { Certificate } from '../x509/certificate.ts';
import type { ReferenceName } from '../names/names.ts';

/** What the leaf is to be used for. */
export type Purpose = 'server' | 'client' | 'any';

/** Where the judge is stricter or laxer than usual. */
export interface PathOptions {
  /** Smallest RSA modulus, in bits; 2048 when left out. */
  readonly minRsaBits?: number;
  /** Also accept signatures with SHA-1; not when left out. */
  readonly allowSha1?: boolean;
}

/** The inputs (c) to (g) of RFC 5280 §6.1.1. */
export interface PolicyInputs {
  /** Object identifiers; any policy when left out. */
  readonly initialPolicySet?: readonly string[];
  readonly explicit?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
}

/** Of whom the judge asks whether he was revoked, and what it makes of no answer. */
export interface RevocationRule {
  /** The leaf only, or every certificate but the anchor. */
  readonly depth: 'leaf' | 'chain';
  /** What to do when nothing tells whether a certificate was revoked: hard fail or soft fail. */
  readonly unknown: 'deny' | 'allow';
  /**
   * Who has to have an OCSP response that says good: certificates that say so themselves (RFC 7633),
   * as when this is left out; the leaf, whatever it says; or nobody.
   */
  readonly mustStaple?: 'certified' | 'leaf' | 'nobody';
}

/** What does not depend on how the certificates were handed in. */
export interface PathRules {
  /** The moment to judge at, in milliseconds since 1970. */
  readonly time: number;
  readonly purpose: Purpose;
  /** What the leaf must be called; null: not checked. */
  readonly name: ReferenceName | null;
  /** Intermediate CAs that may stand between leaf and anchor; left out: no limit of its own. */
  readonly maxIntermediates?: number;
  readonly options?: PathOptions;
  readonly policy?: PolicyInputs;
  /** Revocation is checked only when this is given. */
  readonly revocation?: RevocationRule;
  /** CRLs, DER. */
  readonly crls?: readonly Uint8Array[];
  /** OCSP responses, DER: also those that the peer stapled. */
  readonly ocsp?: readonly Uint8Array[];
}

/** What a judge knows of revocation, and how much it insists on knowing. */
export type RevocationInputs = Pick<PathRules, 'revocation' | 'crls' | 'ocsp'>;

/** Certificates as they came, and what to judge them by. */
export interface PathRequest extends PathRules {
  /** DER: the leaf first, the rest in any order and not necessarily of use. */
  readonly chain: readonly Uint8Array[];
  /** DER: trusted, whether they are self-signed or not. */
  readonly anchors: readonly Uint8Array[];
}

/** The same with certificates that were parsed before. */
export interface ParsedPathRequest extends PathRules {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
}
