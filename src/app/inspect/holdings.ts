import { toHex } from '../../bytes/hex.ts';
import { isAuthority, isSelfIssued, likelyLeaf } from '../../lab/inspect/question.ts';
import type { FilePlace } from '../../lab/inspect/file.ts';
import { HELD, keyTitle } from '../../narration/inspect/heldWords.ts';
import {
  WHOLE_INPUT,
  type BundleContents,
  type BundleKey,
  type BundleProblem,
} from '../../pki/bundle/contents.ts';
import { displayName, type Certificate } from '../../pki/x509/certificate.ts';

/** Where something came from: the name of a file, or the text that was pasted. */
interface Origin {
  /** The same bytes have the same id; it is for this page's memory only. */
  readonly id: string;
  /** `chain.pem, line 12`. */
  readonly from: string;
}

export interface HeldCertificate extends Origin {
  readonly kind: 'certificate';
  readonly certificate: Certificate;
  /** Everywhere that it stood. */
  readonly places: readonly FilePlace[];
}

export interface HeldKey extends Origin {
  readonly kind: 'key';
  readonly key: BundleKey;
}

export interface HeldOther extends Origin {
  readonly kind: 'crl' | 'ocsp' | 'request';
  readonly der: Uint8Array;
}

/** Something that was brought and understood. */
export type Held = HeldCertificate | HeldKey | HeldOther;

/** A part that was not understood, and in what it stood. */
export interface HeldProblem {
  readonly source: string;
  /** What it is about; null when nothing of it could be read, so that there is nothing to doubt. */
  readonly input: Uint8Array | string | null;
  readonly problem: BundleProblem;
}

export function isCertificate(held: Held): held is HeldCertificate {
  return held.kind === 'certificate';
}

/**
 * What was read, joined to what is there already; the same thing twice is one thing.
 *
 * @param source what to call it
 * @param bundle what tells it from everything else that was brought
 */
export function addContents(
  held: readonly Held[],
  contents: BundleContents,
  source: string,
  bundle: string,
): readonly Held[] {
  const found: Held[] = [
    ...contents.certificates.map(({ certificate, from, file, line }): Held => ({
      kind: 'certificate',
      id: toHex(certificate.der),
      certificate,
      places: [{ bundle, file, line }],
      from: placeIn(source, from),
    })),
    ...contents.privateKeys.map((key): Held => ({
      kind: 'key',
      id: toHex(key.pkcs8),
      key,
      from: placeIn(source, key.from),
    })),
    ...contents.crls.map(({ der, from }): Held => ({
      kind: 'crl',
      id: toHex(der),
      der,
      from: placeIn(source, from),
    })),
    ...contents.ocsp.map(({ der, from }): Held => ({
      kind: 'ocsp',
      id: toHex(der),
      der,
      from: placeIn(source, from),
    })),
    ...contents.requests.map(({ der, from }): Held => ({
      kind: 'request',
      id: toHex(der),
      der,
      from: placeIn(source, from),
    })),
  ];
  const joined = new Map(held.map((one) => [one.id, one]));
  for (const one of found) {
    const known = joined.get(one.id);
    joined.set(one.id, known ? inBothPlaces(known, one) : one);
  }
  return [...joined.values()];
}

function inBothPlaces(known: Held, again: Held): Held {
  if (!isCertificate(known) || !isCertificate(again)) return known;
  return { ...known, places: [...known.places, ...again.places] };
}

/** Where a part stands in what it was read from: `chain.pem, line 12`. */
export function placeIn(source: string, from: string): string {
  return from === '' || from === WHOLE_INPUT ? source : `${source}, ${from}`;
}

/** Which certificate is judged: the one that was chosen, one that a key fits, or the likeliest. */
export function leafOf(
  held: readonly Held[],
  chosen: string | null,
  owner: string | null,
): HeldCertificate | null {
  const certificates = held.filter(isCertificate);
  const likely = likelyLeaf(certificates.map(({ certificate }) => certificate));
  return (
    certificates.find(({ id }) => id === chosen) ??
    certificates.find(({ id }) => id === owner) ??
    certificates.find(({ certificate }) => certificate === likely) ??
    null
  );
}

/** May a person want to trust this one? A CA, or whoever vouches for itself. */
export function canBeTrusted({ certificate }: HeldCertificate): boolean {
  return isAuthority(certificate) || isSelfIssued(certificate);
}

/**
 * The ids that are ticked once the list has changed. A root that is brought beside a leaf is ticked
 * at first: somebody brought it to be trusted. A leaf that vouches for itself is not; nor is a root
 * that was brought alone, and so was judged itself, until the leaf comes that is judged instead.
 *
 * @param leaf the certificate that is judged now
 * @param leafBefore the one that was judged until now
 */
export function trustedAfter(
  held: readonly Held[],
  before: readonly Held[],
  trusted: readonly string[],
  leaf: HeldCertificate | null,
  leafBefore: HeldCertificate | null,
): readonly string[] {
  const known = new Set(before.filter((one) => one !== leafBefore).map(({ id }) => id));
  return held
    .filter(isCertificate)
    .filter((one) => {
      if (known.has(one.id) || trusted.includes(one.id)) return trusted.includes(one.id);
      const { certificate } = one;
      return one !== leaf && isSelfIssued(certificate) && isAuthority(certificate);
    })
    .map(({ id }) => id);
}

/** What to call something in the list. */
export function heldTitle(held: Held): string {
  switch (held.kind) {
    case 'certificate':
      return displayName(held.certificate);
    case 'key':
      return keyTitle(held.key);
    case 'crl':
      return HELD.crl;
    case 'ocsp':
      return HELD.ocsp;
    case 'request':
      return HELD.request;
  }
}
