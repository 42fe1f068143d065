import {
  type Der,
  derBoolean,
  derImplicit,
  derInteger,
  derNamedBits,
  derOctetString,
  derOid,
  derSequence,
} from '../der/writer.ts';
import { KEY_USAGES, type KeyUsage } from '../x509/extensions.ts';
import { parseIp } from '../names/ip.ts';
import { OID } from '../der/oids.ts';

/** One extension as it goes into a certificate, a CRL or an OCSP response (RFC 5280 §4.1.2.9). */
export interface RawExtension {
  /** In dots. */
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** Names of one kind each, as in a subjectAltName or a name constraint. */
export interface NamesByKind {
  readonly dns?: readonly string[];
  readonly uri?: readonly string[];
  readonly email?: readonly string[];
  /** `10.0.0.1`, `2001:db8::1`; in a name constraint with a prefix: `10.0.0.0/8`. */
  readonly ip?: readonly string[];
}

/** The purposes of RFC 5280 §4.2.1.12 that matter here. */
export type ExtendedKeyUsage = keyof typeof PURPOSES;

const PURPOSES = {
  serverAuth: OID.serverAuth,
  clientAuth: OID.clientAuth,
  ocspSigning: OID.ocspSigning,
  any: OID.anyExtendedKeyUsage,
} as const;

/** An Extension as DER; `critical` is left out when false, its default. */
export function derExtension({ oid, critical, value }: RawExtension): Der {
  const flag = critical ? [derBoolean(true)] : [];
  return derSequence(derOid(oid), ...flag, derOctetString(value));
}

/** RFC 5280 §4.2.1.9, critical. @param pathLength null: no limit */
export function basicConstraints(ca: boolean, pathLength: number | null): RawExtension {
  const flag = ca ? [derBoolean(true)] : [];
  const limit = pathLength === null ? [] : [derInteger(pathLength)];
  return { oid: OID.basicConstraints, critical: true, value: derSequence(...flag, ...limit) };
}

/** RFC 5280 §4.2.1.3, critical. */
export function keyUsage(usages: readonly KeyUsage[]): RawExtension {
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage));
  return { oid: OID.keyUsage, critical: true, value: derNamedBits(bits) };
}

/** RFC 5280 §4.2.1.12. */
export function extendedKeyUsage(usages: readonly ExtendedKeyUsage[]): RawExtension {
  const value = derSequence(...usages.map((usage) => derOid(PURPOSES[usage])));
  return { oid: OID.extKeyUsage, critical: false, value };
}

/** RFC 5280 §4.2.1.2. @param keyIdentifier SHA-1 of the public key's bits, or anything else */
export function subjectKeyIdentifier(keyIdentifier: Uint8Array): RawExtension {
  const value = derOctetString(keyIdentifier);
  return { oid: OID.subjectKeyIdentifier, critical: false, value };
}

/** RFC 5280 §4.2.1.1, by key identifier. */
export function authorityKeyIdentifier(keyIdentifier: Uint8Array): RawExtension {
  const value = derSequence(derImplicit(0, keyIdentifier));
  return { oid: OID.authorityKeyIdentifier, critical: false, value };
}

/**
 * RFC 5280 §4.2.1.6.
 *
 * @param critical when the certificate has no other name
 * @throws RangeError for an IP address that is none
 */
export function subjectAltName(names: NamesByKind, critical: boolean): RawExtension {
  const value = derSequence(...generalNames(names, addressOf));
  return { oid: OID.subjectAltName, critical, value };
}

/** GeneralNames (RFC 5280 §4.2.1.6) in the order of their tags. @param ipBytes what an IP becomes */
export function generalNames(names: NamesByKind, ipBytes: (text: string) => Uint8Array): Der[] {
  const text = (tag: number, values: readonly string[] = []) =>
    values.map((value) => derImplicit(tag, new TextEncoder().encode(value)));
  return [
    ...text(1, names.email),
    ...text(2, names.dns),
    ...text(6, names.uri),
    ...(names.ip ?? []).map((ip) => derImplicit(7, ipBytes(ip))),
  ];
}

/** The 4 or 16 bytes of an address. @throws RangeError */
export function addressOf(text: string): Uint8Array {
  const bytes = parseIp(text);
  if (!bytes) throw new RangeError(`“${text}” is no IP address.`);
  return bytes;
}
