import { OID } from '../der/oids.ts';

/** What two readers are asked about a certificate, in the order in which it is told. */
export const FIELDS = [
  'subject',
  'issuer',
  'serialNumber',
  'notBefore',
  'notAfter',
  'subjectAltName',
  'keyUsage',
  'extendedKeyUsage',
  'basicConstraints',
  'publicKey',
  'signatureAlgorithm',
  'signature',
] as const;
export type Field = (typeof FIELDS)[number];

/** The extensions among them, by their identifiers. */
export const EXTENSIONS = {
  subjectAltName: OID.subjectAltName,
  keyUsage: OID.keyUsage,
  extendedKeyUsage: OID.extKeyUsage,
  basicConstraints: OID.basicConstraints,
} as const satisfies Partial<Record<Field, string>>;

/** What a reader says of one field. */
export type Answer =
  | { readonly kind: 'value'; readonly text: string }
  /** It does not stand there. */
  | { readonly kind: 'absent' }
  /** It cannot be read; what the reader says of that. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Nobody asked: the key that it takes is not there. */
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'verified'; readonly key: KeyNumber }
  | { readonly kind: 'notVerified' };

/** Which of the keys of that name: several CAs may have the same. */
export interface KeyNumber {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** All that one reader says. */
export type Reading = Readonly<Record<Field, Answer>>;

export const ABSENT: Answer = { kind: 'absent' };
export const NOT_ASKED: Answer = { kind: 'notAsked' };

export function value(text: string): Answer {
  return { kind: 'value', text };
}

/** The text of an extension, in the words of RFC 5280 §4.2. */
export function extensionValue(critical: boolean, text: string): Answer {
  return value(critical ? `critical, ${text}` : text);
}

/** `cA TRUE, pathLenConstraint 0` */
export function basicConstraintsText(ca: boolean, pathLength: number | null): string {
  const limit = pathLength === null ? '' : `, pathLenConstraint ${pathLength}`;
  return `cA ${ca ? 'TRUE' : 'FALSE'}${limit}`;
}

/** A moment to the second, as both readers' answers have it: `2026-11-28T06:00:00Z`. */
export function timeValue(time: number): Answer {
  return value(new Date(time).toISOString().replace('.000Z', 'Z'));
}

/** What a reader makes of something; what it throws is its answer too. */
export function answered(read: () => Answer): Answer {
  try {
    return read();
  } catch (error) {
    return failure(error);
  }
}

export function failure(error: unknown): Answer {
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}
