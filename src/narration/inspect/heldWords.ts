import { isAuthority, isSelfIssued } from '../../lab/inspect/question.ts';
import { displayName, type Certificate } from '../../pki/x509/certificate.ts';
import type { BundleKey } from '../../pki/bundle/contents.ts';
import { andMore } from '../page/commonWords.ts';
import { expiryWords } from '../page/certificateWords.ts';

/** The list of what was recognised. */
export const HELD = {
  name: 'What was recognised',
  crl: 'Revocation list (CRL)',
  ocsp: 'OCSP response',
  request: 'Certificate request',
  status: {
    crl: 'asked whether certificates are revoked',
    ocsp: 'asked as if it were stapled',
  },
  judged: 'This one is judged',
  judge: 'Judge this one',
  trust: 'Trust this',
  trustAll: 'trust all',
  trustNone: 'trust none',
  remove: 'Remove',
  more: 'List more',
} as const;

/** Before the choice to trust all of many CAs or none. */
export function authoritiesWords(n: number): string {
  return `${n} CAs:`;
}

/** A button in words that say what it is about: `Judge this one: orders`. */
export function aboutWords(button: string, title: string): string {
  return `${button}: ${title}`;
}

export function removeWords(title: string): string {
  return `${HELD.remove} ${title}`;
}

export function listedWords(shown: number, all: number): string {
  return `${shown} of ${all} are listed.`;
}

/** What a certificate is, and until when: `Root CA, ends in 3 days`. */
export function heldDetail(certificate: Certificate, time: number): string {
  const self = isSelfIssued(certificate);
  const kind = isAuthority(certificate)
    ? self
      ? 'Root CA'
      : 'CA'
    : self
      ? 'Self-signed'
      : 'Certificate';
  return `${kind}, ${expiryWords(certificate, time).words}`;
}

/** `Private key, P-256` */
export function keyTitle({ algorithm }: BundleKey): string {
  return `Private key, ${algorithm.name === 'ECDSA' ? algorithm.namedCurve : algorithm.name}`;
}

/** Which certificates a key belongs to. */
export const KEY_OWNER = {
  unusable: 'cannot be used here, so nobody knows what it fits',
  judged: 'matches the certificate that is judged',
  alone: 'no certificate came with it',
  none: 'belongs to none of these certificates',
  unsure: 'was not compared with all of these certificates',
} as const;

/** @param others how many more certificates it belongs to */
export function belongsWords(owner: Certificate, others: number): string {
  return `belongs to ${displayName(owner)}${others === 0 ? '' : ` ${andMore(others)}`}`;
}

/** Something that asks for its password. */
export const PASSWORD = { label: 'Password', open: 'Open' } as const;

export function lockedWords(source: string, isWrong: boolean): string {
  return isWrong
    ? `This password does not open ${source}.`
    : `A part of ${source} is protected by a password.`;
}

export function leaveClosed(source: string): string {
  return `Leave ${source} closed`;
}

/** A file that is too large to be read; a size is in bytes. */
export function tooLarge(file: string, most: number) {
  return {
    message: `${file} is larger than ${most / 1024 / 1024} MiB, which is the most that is read.`,
    advice: 'Bring only the part with the certificates.',
  };
}
