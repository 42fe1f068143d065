import type { Certificate } from '../../pki/x509/certificate.ts';
import { isAuthority } from './question.ts';

/** Where a certificate stood when it was brought. */
export interface FilePlace {
  /** What was brought at once: a file, a paste. */
  readonly bundle: string;
  /** The entry in it that a server is given as one file; empty: there are no entries. */
  readonly file: string;
  /** From 1; null: the order in that file says nothing (PKCS#12, DER). */
  readonly line: number | null;
}

export interface PlacedCertificate {
  readonly certificate: Certificate;
  /** All places, for the same certificate may stand in several files. */
  readonly places: readonly FilePlace[];
}

/** What whoever holds the certificate would send, were he given the file in which it stands. */
export interface Sending {
  /** What follows the certificate, in order. */
  readonly others: readonly Certificate[];
  /** What stands first in the file instead of it, so that a server takes that for its own. */
  readonly instead: Certificate | null;
  /** CAs that were brought with it, in another entry, and so are not sent. */
  readonly unsent: readonly Certificate[];
}

/**
 * Servers and clients take the first certificate of their file for their own and send the rest as it
 * stands (OpenSSL: SSL_CTX_use_certificate_chain_file, as nginx, Node, Go and curl do). What was
 * brought separately is added, as one would to that file; what another entry of the same Secret
 * holds is not, for no server looks there.
 *
 * @param isTrusted whether the other side has it already, so that nobody would add it
 */
export function sendingOf(
  leaf: PlacedCertificate,
  all: readonly PlacedCertificate[],
  isTrusted: (one: PlacedCertificate) => boolean,
): Sending {
  const files = leaf.places.map((place) => readFile(place, leaf, all));
  const bySize = [...files].sort((a, b) => b.others.length - a.others.length);
  const chosen = bySize.find(({ instead }) => instead === null) ?? bySize[0];
  const { others = [], instead = null, bundle = '' } = chosen ?? {};
  const outside = all.filter(
    (one) =>
      one !== leaf &&
      isAuthority(one.certificate) &&
      !isTrusted(one) &&
      !others.includes(one.certificate),
  );
  const cameAlong = (one: PlacedCertificate) =>
    one.places.every((place) => place.bundle === bundle);
  return {
    others: [...others, ...certificatesOf(outside.filter((one) => !cameAlong(one)))],
    instead,
    unsent: certificatesOf(outside.filter(cameAlong)),
  };
}

interface ReadFile {
  readonly bundle: string;
  readonly others: readonly Certificate[];
  readonly instead: Certificate | null;
}

function readFile(
  { bundle, file }: FilePlace,
  leaf: PlacedCertificate,
  all: readonly PlacedCertificate[],
): ReadFile {
  const inOrder = all
    .flatMap((one) =>
      one.places
        .filter((place) => place.bundle === bundle && place.file === file)
        .map(({ line }) => ({ one, line })),
    )
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ one, line }) => ({ one, line, certificate: one.certificate }));
  const holders = new Set(inOrder.map(({ one }) => one).filter(isHolder));
  const first = inOrder[0]?.one ?? leaf;
  const isOrdered = inOrder.every(({ line }) => line !== null);
  // Several holders are a collection, of which nobody makes one file, unless the leaf leads it.
  const isOneFile = isOrdered && (first === leaf || (holders.size === 1 && holders.has(leaf)));
  if (isOneFile && first !== leaf) {
    const rest = inOrder.filter(({ one }) => one !== leaf);
    return { bundle, others: certificatesOf(rest), instead: first.certificate };
  }
  const rest = isOneFile ? inOrder.slice(1) : inOrder.filter(({ one }) => isUseful(one, leaf));
  return { bundle, others: certificatesOf(rest), instead: null };
}

const isHolder = ({ certificate }: PlacedCertificate): boolean => !isAuthority(certificate);

const isUseful = (one: PlacedCertificate, leaf: PlacedCertificate): boolean =>
  one !== leaf && isAuthority(one.certificate);

function certificatesOf(all: readonly { readonly certificate: Certificate }[]): Certificate[] {
  return all.map(({ certificate }) => certificate);
}
