import type { Certificate } from '../certificate.ts';
import { timeText } from '../describeDer.ts';
import type { SignatureBook } from '../path/signatureBook.ts';
import { holdsAt } from '../validity.ts';
import type { Crl } from './crl.ts';
import type { OcspResponse } from './ocsp.ts';

/** What one source tells of one certificate. */
export type RevocationStatus =
  | { readonly status: 'good'; readonly found: string }
  | { readonly status: 'revoked'; readonly found: string }
  /** It tells nothing that can be believed; `found` says why. */
  | { readonly status: 'unknown'; readonly found: string };

/** Whose status is asked, and what the answer is judged by. */
export interface StatusQuestion {
  readonly provider: Crypto;
  readonly certificate: Certificate;
  /** Who issued it: the next certificate of the path. */
  readonly issuer: Certificate;
  /** Certificates of the same path with the issuer's name: it may have signed with an older key. */
  readonly namesakes: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly allowSha1: boolean;
  readonly book: SignatureBook;
}

/** Everything at hand that tells of revocation, read once. */
export interface RevocationSources {
  readonly crls: readonly Crl[];
  readonly ocsp: readonly OcspResponse[];
  /** Why others could not be read, in words. */
  readonly unreadable: readonly string[];
}

export function unknown(found: string): RevocationStatus {
  return { status: 'unknown', found };
}

/** In words: since when and why a certificate is revoked. */
export function revokedText(since: number, reason: string | null): string {
  return `revoked since ${timeText(since)}${reason ? `, ${reason}` : ''}`;
}

/** Why something is not fresh; null when it is. A source that never ends is never fresh. */
export function stalenessOf(
  what: string,
  thisUpdate: number,
  nextUpdate: number,
  time: number,
): string | null {
  switch (holdsAt({ notBefore: thisUpdate, notAfter: nextUpdate }, time)) {
    case 'holds':
      return null;
    case 'ended':
      return `${what} had to be renewed by ${timeText(nextUpdate)}`;
    case 'not yet':
      return `${what} is of ${timeText(thisUpdate)}, which is yet to come`;
  }
}
