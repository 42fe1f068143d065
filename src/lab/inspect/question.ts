import type { Certificate } from '../../pki/x509/certificate.ts';
import type { PathVerdict } from '../../pki/path/check.ts';
import { parseIp } from '../../pki/names/ip.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import type { RevocationInputs } from '../../pki/path/request.ts';
import { validateParsedPath } from '../../pki/path/validate.ts';

/** Whose certificate it is supposed to be; the other side judges it. */
export type InspectPurpose = 'server' | 'client';

/** Everything that a judgement of brought certificates depends on, but the time. */
export interface InspectQuestion {
  readonly leaf: Certificate;
  /** What else was brought: presented with the leaf, in any order. */
  readonly others: readonly Certificate[];
  /** What the judge trusts: chosen by a person, never taken from a system. */
  readonly anchors: readonly Certificate[];
  readonly purpose: InspectPurpose;
  /** The name that the judge expects; null: it accepts any. */
  readonly name: ReferenceName | null;
  /** DER of the CRLs and OCSP responses that were brought. */
  readonly crls: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
  /** Refuse what no CRL or OCSP response vouches for. */
  readonly insistOnRevocation: boolean;
}

/**
 * Judges the leaf at a moment, as the party would that it is shown to.
 *
 * @param time milliseconds since 1970
 */
export function judgeAt(
  provider: Crypto,
  question: InspectQuestion,
  time: number,
): Promise<PathVerdict> {
  const { leaf, others, anchors, purpose, name } = question;
  return validateParsedPath(provider, {
    ...revocationInputs(question),
    leaf,
    intermediates: others,
    anchors,
    time,
    purpose,
    name,
  });
}

/**
 * What the judge knows of revocation. It asks only when there is somebody to ask: when CRLs or
 * responses were brought, or it is insisted on.
 */
export function revocationInputs(
  question: Pick<InspectQuestion, 'crls' | 'ocsp' | 'insistOnRevocation'>,
): RevocationInputs {
  const { crls, ocsp, insistOnRevocation } = question;
  if (!insistOnRevocation && crls.length === 0 && ocsp.length === 0) return {};
  const unknown = insistOnRevocation ? 'deny' : 'allow';
  return { crls, ocsp, revocation: { depth: 'chain', unknown } };
}

const ADDRESS =
  /^(?:[a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?)?(\[[^\]]+\]|[^/?#@:\s]+)(?::\d*)?(?:[/?#]|$)/i;

/**
 * What kind of name a person typed: `10.0.0.1` an address, `spiffe://…` a URI, else a host. Of where
 * a server is reached, `https://host:8443/path` or `host:8443`, that is the host: no certificate
 * carries the rest.
 *
 * @param leaf a URI is asked for as it stands where this one carries any of its scheme
 */
export function referenceFrom(text: string, leaf?: Certificate): ReferenceName | null {
  const value = text.trim();
  if (value === '') return null;
  if (isIdentity(value, leaf)) return { kind: 'uri', value };
  if (parseIp(value)) return { kind: 'ip', value };
  const host = ADDRESS.exec(value)?.[1]?.replace(/^\[|\]$/g, '');
  if (host !== undefined && host !== value)
    return { kind: parseIp(host) ? 'ip' : 'dns', value: host };
  if (value.includes('@')) return { kind: 'email', value };
  return { kind: 'dns', value };
}

/** Is it a URI by which somebody is named, and not the way to a server? */
function isIdentity(value: string, leaf: Certificate | undefined): boolean {
  const [scheme = '', ...rest] = value.toLowerCase().split('://');
  if (rest.length === 0) return false;
  const names = leaf?.extensions.subjectAltName ?? [];
  return (
    scheme === 'spiffe' ||
    names.some((name) => name.kind === 'uri' && name.value.toLowerCase().startsWith(`${scheme}:`))
  );
}

/** May it issue others? Certificates of version 1 do not say; a self-signed one may. */
export function isAuthority(certificate: Certificate): boolean {
  const { version, extensions } = certificate;
  return extensions.basicConstraints?.ca ?? (version === 1 && isSelfIssued(certificate));
}

export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return issuer.key === subject.key;
}

/**
 * Which certificate is likely meant: one that is no CA and issued no other, the first of them.
 *
 * @param certificates in the order in which they were brought
 */
export function likelyLeaf(certificates: readonly Certificate[]): Certificate | null {
  const issuers = new Set(
    certificates.filter((one) => !isSelfIssued(one)).map(({ issuer }) => issuer.key),
  );
  const issuedNone = certificates.filter(({ subject }) => !issuers.has(subject.key));
  return (
    issuedNone.find((one) => !isAuthority(one)) ??
    certificates.find((one) => !isAuthority(one)) ??
    issuedNone[0] ??
    certificates[0] ??
    null
  );
}
