/** A span between two dates as X.509 has them: both are whole seconds, and both belong to it. */
export interface Validity {
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** How a span stands to a moment. */
export type Standing = 'not yet' | 'holds' | 'ended';

const SECOND = 1000;

/**
 * Does it hold at a moment? The one answer for certificates (RFC 5280 §4.1.2.5: "inclusive"), and
 * by the same rule for CRLs (§5.1.2.4, §5.1.2.5) and OCSP responses (RFC 6960 §4.2.2.1), whose
 * dates are written in seconds too: the last second belongs to them until it is over.
 *
 * @param time in milliseconds since 1970; what is no time at all (NaN) is never within a span
 */
export function holdsAt(validity: Validity, time: number): Standing {
  if (time >= endOf(validity)) return 'ended';
  return time >= validity.notBefore ? 'holds' : 'not yet';
}

/** The first moment that no longer belongs to a span, in milliseconds since 1970. */
export function endOf({ notAfter }: Pick<Validity, 'notAfter'>): number {
  return notAfter + SECOND;
}
