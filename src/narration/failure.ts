import { equalBytes } from '../bytes/bytes.ts';
import { readableCertificate, type Certificate } from '../pki/x509/certificate.ts';
import type { Check } from '../pki/path/check.ts';
import { OID } from '../pki/der/oids.ts';

/** Whose chain it was: what the client shows is judged by the server, and the reverse. */
export type Side = 'client' | 'server';

/** Which certificate of the path failed; `unknown` when the judgement does not tell. */
export type Position = 'leaf' | 'intermediate' | 'anchor' | 'unknown';

/** A failed path check, with all that decides who can do something about it. */
export interface Failure {
  readonly cause: Check;
  readonly side: Side;
  readonly judge: Side;
  readonly position: Position;
  /** The certificate that the check speaks of; null when it is not known, or cannot be read. */
  readonly certificate: Certificate | null;
  /** The judge’s trust anchors that can be read. */
  readonly anchors: readonly Certificate[];
  /** What the judge’s clock said, in milliseconds since 1970. */
  readonly now: number;
}

/** What a judgement was made with. */
export interface Circumstances {
  readonly side: Side;
  /** DER of the path that the check speaks of, leaf first. */
  readonly path: readonly Uint8Array[];
  /** The judge’s trust anchors that can be read. */
  readonly anchors: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whose certificate it was that failed.
 *
 * @param cause the first fatal check of a path
 */
export function failureOf(cause: Check, { side, path, anchors, now }: Circumstances): Failure {
  const at = isOfWholePath(cause) ? null : cause.index;
  const der = at === null ? undefined : path[at];
  return {
    cause,
    side,
    judge: side === 'server' ? 'client' : 'server',
    position: positionOf(at, der, anchors),
    certificate: der ? readableCertificate(der) : null,
    anchors,
    now,
  };
}

/** Checks of a path as a whole are told of its leaf, which need not be at fault. */
function isOfWholePath({ reason }: Check): boolean {
  return reason === 'policy' || reason === 'depth' || reason === 'limit';
}

function positionOf(
  index: number | null,
  der: Uint8Array | undefined,
  anchors: readonly Certificate[],
): Position {
  if (index === null || !der) return 'unknown';
  // What the peer shows of itself is its own affair, also where the judge trusts just that.
  if (index === 0) return 'leaf';
  return anchors.some((anchor) => equalBytes(anchor.der, der)) ? 'anchor' : 'intermediate';
}

/** `the server’s operator`: whoever runs the party whose chain it was. */
export function operator({ side }: Failure): string {
  return `the ${side}’s operator`;
}

/** Whoever says whom the judge trusts. */
export function keeper({ judge }: Failure): string {
  return `whoever keeps the ${judge}’s trust store`;
}

/** Whoever issued the certificate that failed: its operator where it signed itself. */
export function issuer(failure: Failure): string {
  const { certificate, position, cause } = failure;
  if (!certificate) return 'the CA that issued it';
  if (!isSelfSigned(certificate)) return `the CA that issued it (${issuerName(certificate)})`;
  return position === 'leaf' ? operator(failure) : `whoever runs ${cause.subject}`;
}

/** What the issuer of a certificate is called in it. */
export function issuerName({ issuer: { attributes, text } }: Certificate): string {
  return attributes.find(({ type }) => type === OID.commonName)?.value ?? text;
}

export function isSelfSigned({ issuer, subject }: Certificate): boolean {
  return issuer.key === subject.key;
}

/** Is what was shown as a peer’s own certificate a CA’s, which names no peer at all? */
export function isAuthorityAsLeaf({ position, certificate }: Failure): boolean {
  if (position !== 'leaf' || !certificate) return false;
  const { basicConstraints, subjectAltName } = certificate.extensions;
  return (basicConstraints?.ca ?? false) && subjectAltName === null;
}

/** Is the leaf trusted as it is, without a CA? */
export function isPinned({ certificate, anchors, position }: Failure): boolean {
  return (
    position === 'leaf' &&
    certificate !== null &&
    anchors.some(({ der }) => equalBytes(der, certificate.der))
  );
}

/** Does the judge trust a CA of the name that is missing, with another key? */
export function hasNamesake({ certificate, anchors }: Failure): boolean {
  return (
    certificate !== null &&
    !isSelfSigned(certificate) &&
    anchors.some(({ subject }) => subject.key === certificate.issuer.key)
  );
}
