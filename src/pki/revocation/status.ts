import type { Certificate } from '../x509/certificate.ts';
import { timeText } from '../der/timeText.ts';
import type { SignatureBook } from '../keys/signatureBook.ts';
import { holdsAt } from '../x509/validity.ts';
import type { Crl } from './crl.ts';
import type { OcspResponse } from './ocsp.ts';

/** Why a CRL that is about a certificate does not count, beside `revocation_unknown`. */
export type CrlFault = 'expired' | 'not_yet_valid' | 'bad_signature';

/** What one source tells of one certificate. */
export type RevocationStatus =
  | { readonly status: 'good'; readonly found: string }
  | { readonly status: 'revoked'; readonly found: string }
  /** It tells nothing that can be believed; `found` says why. */
  | UnknownStatus;

export interface UnknownStatus {
  readonly status: 'unknown';
  readonly found: string;
  /** When it is a CRL about this certificate that would have told. */
  readonly crlFault: CrlFault | null;
}

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

export function unknown(found: string): UnknownStatus {
  return { status: 'unknown', found, crlFault: null };
}

/** The same of a CRL that is about the certificate and does not count. */
export function faultyCrl(found: string, crlFault: CrlFault): UnknownStatus {
  return { status: 'unknown', found, crlFault };
}

/** In words: since when and why a certificate is revoked. */
export function revokedText(since: number, reason: string | null): string {
  return `revoked since ${timeText(since)}${reason ? `, ${reason}` : ''}`;
}

/** What something that is not fresh is; null when it is. */
export interface Staleness {
  readonly fault: 'expired' | 'not_yet_valid';
  /** In words. */
  readonly found: string;
}

/** Why something is not fresh; null when it is. */
export function stalenessOf(
  what: string,
  thisUpdate: number,
  nextUpdate: number,
  time: number,
): Staleness | null {
  switch (holdsAt({ notBefore: thisUpdate, notAfter: nextUpdate }, time)) {
    case 'holds':
      return null;
    case 'ended':
      return { fault: 'expired', found: `${what} had to be renewed by ${timeText(nextUpdate)}` };
    case 'not yet':
      return {
        fault: 'not_yet_valid',
        found: `${what} is of ${timeText(thisUpdate)}, which is yet to come`,
      };
  }
}
