import type { CrlFault } from '../revocation/status.ts';

/**
 * What a check says. `unknown`: nothing told, and that is allowed, so it neither passed nor failed.
 * `not-reached`: an earlier check was fatal. `not-applicable`: nothing to check.
 */
export type CheckVerdict = 'pass' | 'fail' | 'unknown' | 'not-reached' | 'not-applicable';

/** Why a path is refused; the codes of the path suite, so that every stack can be compared. */
export type PathReason =
  | 'expired'
  | 'not_yet_valid'
  | 'unknown_issuer'
  | 'bad_signature'
  | 'not_ca'
  | 'path_len'
  | 'depth'
  | 'name_constraints'
  | 'eku'
  | 'key_usage'
  | 'unknown_critical_extension'
  | 'name_mismatch'
  | 'weak_key'
  | 'weak_signature'
  | 'revoked'
  | 'revocation_unknown'
  | 'policy'
  | 'malformed'
  | 'limit';

/** Which rule a path check applies. */
export type PathCheckId =
  | 'encoding'
  | 'signature'
  | 'validity'
  | 'ca'
  | 'path_length'
  | 'key_usage'
  | 'eku'
  | 'name_constraints'
  | 'critical_extensions'
  | 'algorithm_strength'
  | 'policy'
  | 'revocation'
  | 'name'
  | 'trust_anchor';

/** Which rule a handshake applies beside the path: what only the protocol can check. */
export type HandshakeCheckId =
  'certificate_presented' | 'possession' | 'finished' | 'record_integrity';

/**
 * One check, as a person can follow it: what was checked on which certificate, what was expected,
 * what was found, and where that rule is written.
 */
export interface Check {
  readonly id: PathCheckId | HandshakeCheckId;
  readonly verdict: CheckVerdict;
  /** Which certificate of the path: 0 is the leaf; null when the check is not about one. */
  readonly index: number | null;
  /** The certificate (or thing) checked, in words: `orders`, `Lab Intermediate CA`. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  /** `RFC 5280 §6.1.3`. */
  readonly spec: string;
  /** Set when the verdict is `fail` and the check is one of the path. */
  readonly reason?: PathReason;
  /** Set when the reason is `revocation_unknown` because of a CRL; the alert depends on it. */
  readonly crlFault?: CrlFault;
  /** Set when it is that because no OCSP response said good, and one had to; so does the alert. */
  readonly isStapleMissing?: boolean;
}

/** One path that was tried, from the leaf to where it ended. */
export interface PathAttempt {
  /** DER of each certificate, leaf first; the trust anchor last when one was reached. */
  readonly certificates: readonly Uint8Array[];
  readonly accepted: boolean;
  readonly checks: readonly Check[];
  /** The first fatal check of this path; null when the path was accepted. */
  readonly cause: Check | null;
}

/** What a path check answers: never a boolean, always the whole list. */
export interface PathVerdict {
  readonly accepted: boolean;
  /** The checks of the path that was taken, or of the best path given up. */
  readonly checks: readonly Check[];
  /** The first fatal check; null when accepted. */
  readonly cause: Check | null;
  /** `cause.reason`, or null when accepted. */
  readonly reason: PathReason | null;
  /** Certificates of the path that `checks` speaks of, leaf first, anchor last (DER). */
  readonly path: readonly Uint8Array[];
  /** Every path tried, in order; the last one is the one taken when accepted. */
  readonly attempts: readonly PathAttempt[];
  /** How many signatures were verified: the work that a hostile bag of certificates can cause is bounded. */
  readonly signatureChecks: number;
}
