import { equalBytes } from '../../bytes/bytes.ts';
import { latin1 } from '../../bytes/text.ts';
import type { Certificate } from '../x509/certificate.ts';
import { holdsAt } from '../x509/validity.ts';
import type { SignatureBook } from '../keys/signatureBook.ts';

/** Certificates of one path, leaf and anchor included, beyond which no path is followed. */
export const MAX_PATH_CERTIFICATES = 32;

/** Times that a path is made one certificate longer in one search. */
export const MAX_BUILD_STEPS = 2_000;

/** A way from the leaf: to an anchor, or to where nothing leads on. Leaf first. */
export interface CandidatePath {
  readonly certificates: readonly Certificate[];
  readonly anchored: boolean;
  /** Of one without an anchor: there is one of the name that is missing, but it did not sign. */
  readonly lookalike?: boolean;
}

/** What paths are built from, and what is known of signatures on the way. */
export interface Search {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly book: SignatureBook;
}

/** Set when the search was given up before everything was tried. */
export interface SearchLimits {
  steps: number;
  exceeded: boolean;
}

interface IndexedSearch extends Search {
  readonly byName: ReadonlyMap<string, readonly Issuer[]>;
}

interface Issuer {
  readonly certificate: Certificate;
  /** Name and key: whose certificate it is, whoever issued it. */
  readonly holder: string;
  readonly trusted: boolean;
}

/**
 * Every path from the leaf, the likeliest first (RFC 4158 §3). Issuers are found by name; key
 * identifiers and dates only say which to try first, as both are hints and not proof. Whoever asks
 * for the next path has judged the one before, so an issuer whose signature was found not to fit
 * is not tried twice.
 */
export async function* candidatePaths(
  search: Search,
  limits: SearchLimits,
): AsyncGenerator<CandidatePath> {
  const { leaf, anchors } = search;
  const index = { ...search, byName: indexByName(search) };
  const isTrusted = anchors.some(({ der }) => equalBytes(der, leaf.der));
  if (isTrusted) yield { certificates: [leaf], anchored: true };
  else yield* extend([leaf], new Set([holderOf(leaf)]), index, limits);
}

async function* extend(
  path: readonly Certificate[],
  holders: ReadonlySet<string>,
  search: IndexedSearch,
  limits: SearchLimits,
): AsyncGenerator<CandidatePath> {
  const last = path.at(-1) ?? search.leaf;
  let extended = false;
  let lookalike = false;
  const isLong = path.length >= MAX_PATH_CERTIFICATES;
  const issuers = isLong ? [] : issuersOf(last, holders, search);
  if (isLong) limits.exceeded = true;
  for (const { certificate, holder, trusted } of issuers) {
    if (search.book.isMisfit(last, certificate)) continue;
    if (++limits.steps > MAX_BUILD_STEPS || search.book.exhausted) {
      limits.exceeded = true;
      return;
    }
    // An anchor with another key identifier may still be the one: its signature tells.
    if (trusted && namesOtherKey(last, certificate)) {
      if ((await search.book.verifyIssued(last, certificate)) !== 'valid') {
        lookalike = true;
        continue;
      }
    }
    extended = true;
    const longer = [...path, certificate];
    if (trusted) yield { certificates: longer, anchored: true };
    else yield* extend(longer, new Set([...holders, holder]), search, limits);
  }
  if (!extended) yield { certificates: path, anchored: false, lookalike };
}

/** Everything that could be an issuer, by its name; what is trusted first, and each only once. */
function indexByName({ anchors, intermediates }: Search): Map<string, Issuer[]> {
  const byName = new Map<string, Issuer[]>();
  // By their bytes: to compare each with each would take a minute for some thousands of one name.
  const seen = new Set<string>();
  const add = (certificate: Certificate, trusted: boolean): void => {
    const known = byName.get(certificate.subject.key) ?? [];
    byName.set(certificate.subject.key, known);
    const bytes = latin1(certificate.der);
    if (seen.has(bytes)) return;
    seen.add(bytes);
    known.push({ certificate, holder: holderOf(certificate), trusted });
  };
  for (const anchor of anchors) add(anchor, true);
  for (const one of intermediates) add(one, false);
  return byName;
}

function issuersOf(
  subject: Certificate,
  holders: ReadonlySet<string>,
  search: IndexedSearch,
): Issuer[] {
  // A CA never stands twice on a path: a second time it adds nothing but length.
  const isNew = ({ holder }: Issuer): boolean => !holders.has(holder);
  const issuers = (search.byName.get(subject.issuer.key) ?? []).filter(isNew);
  return issuers
    .map((issuer) => ({ issuer, rank: unlikeliness(subject, issuer, search.time) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ issuer }) => issuer);
}

function holderOf({ subject, spki }: Certificate): string {
  return `${latin1(spki.der)} ${subject.key}`;
}

/** The higher, the later it is tried: each doubt weighs more than all that are named after it. */
function unlikeliness(
  subject: Certificate,
  { certificate, trusted }: Issuer,
  time: number,
): number {
  const wanted = subject.extensions.authorityKeyIdentifier?.keyIdentifier ?? null;
  const sameKey = wanted !== null && wanted === certificate.extensions.subjectKeyIdentifier;
  const doubts = [
    namesOtherKey(subject, certificate),
    holdsAt(certificate, time) !== 'holds',
    !certificate.extensions.basicConstraints?.ca,
    !sameKey,
    !trusted,
  ];
  return Number(doubts.map(Number).join(''));
}

/** Does a certificate name another key than this issuer's (RFC 5280 §4.2.1.1)? */
function namesOtherKey(subject: Certificate, issuer: Certificate): boolean {
  const wanted = subject.extensions.authorityKeyIdentifier?.keyIdentifier ?? null;
  const own = issuer.extensions.subjectKeyIdentifier;
  return wanted !== null && own !== null && wanted !== own;
}
