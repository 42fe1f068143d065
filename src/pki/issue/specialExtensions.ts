import {
  derElement,
  derIa5String,
  derImplicit,
  derInteger,
  derNull,
  derOid,
  derSequence,
} from '../der/writer.ts';
import { addressOf, generalNames, type NamesByKind, type RawExtension } from './extensions.ts';
import { OID } from '../der/oids.ts';

/**
 * Which names the certificates below a CA may and may not have (RFC 5280 §4.2.1.10), critical.
 *
 * @param permitted subtrees, as the RFC writes them: DNS `example.com`, URI host `.example.com`
 * @param excluded subtrees that are refused even if they are permitted
 * @throws RangeError for an IP range that is none
 */
export function nameConstraints(permitted: NamesByKind, excluded: NamesByKind = {}): RawExtension {
  const subtrees = (tag: number, names: NamesByKind) => {
    const bases = generalNames(names, rangeOf);
    return bases.length === 0 ? [] : [derElement(tag, ...bases.map((base) => derSequence(base)))];
  };
  const value = derSequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded));
  return { oid: OID.nameConstraints, critical: true, value };
}

/** An address and its mask, which is how a constraint has them. */
function rangeOf(range: string): Uint8Array {
  const [text = '', prefix] = range.split('/');
  const address = addressOf(text);
  const bits = prefix === undefined ? address.length * 8 : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > address.length * 8) {
    throw new RangeError(`“${range}” is no range of IP addresses.`);
  }
  const mask = address.map((_, i) => (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff);
  return Uint8Array.from([...address, ...mask]);
}

const urlName = (url: string) => derImplicit(6, new TextEncoder().encode(url));

/** Where the CA publishes its CRL (RFC 5280 §4.2.1.13). */
export function crlDistributionPoints(urls: readonly string[]): RawExtension {
  const points = urls.map((url) => derSequence(derElement(0xa0, derElement(0xa0, urlName(url)))));
  return { oid: OID.cRLDistributionPoints, critical: false, value: derSequence(...points) };
}

/** Where to ask for OCSP and where the issuer's certificate lies (RFC 5280 §4.2.2.1). */
export function authorityInfoAccess(access: {
  readonly ocsp?: string;
  readonly caIssuers?: string;
}): RawExtension {
  const description = (oid: string, url: string | undefined) =>
    url === undefined ? [] : [derSequence(derOid(oid), urlName(url))];
  const value = derSequence(
    ...description(OID.ocsp, access.ocsp),
    ...description(OID.caIssuers, access.caIssuers),
  );
  return { oid: OID.authorityInfoAccess, critical: false, value };
}

/** “Accept me only with a stapled OCSP response” (RFC 7633): status_request is TLS extension 5. */
export function mustStaple(): RawExtension {
  return { oid: OID.tlsFeature, critical: false, value: derSequence(derInteger(5)) };
}

/** Under which policies a certificate was issued (RFC 5280 §4.2.1.4). @param oids in dots */
export function certificatePolicies(oids: readonly string[]): RawExtension {
  const value = derSequence(...oids.map((oid) => derSequence(derOid(oid))));
  return { oid: OID.certificatePolicies, critical: false, value };
}

/** An OCSP responder's certificate that nobody needs to check by OCSP (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): RawExtension {
  return { oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: derNull() };
}

/** An extension that nobody knows, marked critical: every checker has to refuse (RFC 5280 §4.2). */
export function unknownCriticalExtension(): RawExtension {
  // 1.3.6.1.4.1.32473 is the enterprise number for examples (RFC 5612).
  const value = derIa5String('nobody knows this');
  return { oid: '1.3.6.1.4.1.32473.1.1', critical: true, value };
}
