import type { Answer } from '../../pki/second/answers.ts';
import type { RequestRow } from '../../pki/second/request.ts';
import { answerWords, FIELD_TITLES } from '../page/secondReaderWords.ts';

/** What stands around a certificate request (PKCS#10). */
export const REQUEST = {
  detail: 'It asks a CA for a certificate. A request is none itself: a CA has to sign one first.',
  asked: 'What is asked for',
  fetching: 'Fetching its reader, @peculiar/x509 …',
  missing: 'Its reader could not be fetched, so nobody has looked into it.',
  again: 'Try again',
  ownKey: 'The private key for it is here as well.',
  file: 'request.pem',
} as const;

/** What stands around the making of one. */
export const MAKE_REQUEST = {
  open: 'Make a certificate request',
  commonName: 'Common name',
  names: 'Names, with commas between',
  namesHint: 'DNS names, IP addresses and URIs. Clients look at these, and not at the common name.',
  make: 'Make it',
  making: 'Making …',
  source: 'made here',
} as const;

/** One fact of a request: what it is called, and what it says. */
export function requestFact({ field, answer }: RequestRow): { title: string; text: string } {
  const title = FIELD_TITLES[field];
  return { title, text: field === 'signature' ? signatureWords(answer) : answerWords(answer) };
}

function signatureWords(answer: Answer): string {
  switch (answer.kind) {
    case 'verified':
      return 'verified with the key in it: whoever made it holds the private key';
    case 'notVerified':
      return 'does not verify with the key in it: no CA should take it';
    default:
      return answerWords(answer);
  }
}

/** A name that no certificate can carry like this. */
export function noNameWords(text: string): string {
  return `${text} is no DNS name, IP address or URI.`;
}

/** The making failed. */
export function notMadeWords(error: unknown): string {
  return `It could not be made: ${error instanceof Error ? error.message : String(error)}`;
}
