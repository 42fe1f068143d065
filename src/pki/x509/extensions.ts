import { toHex } from '../../bytes/hex.ts';
import { contextTag, DerError, TAG, type DerReader } from '../der/reader.ts';
import {
  readDefaultFalse,
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
} from '../der/values.ts';
import { readGeneralName, type GeneralName } from '../names/generalName.ts';
import { readNameConstraints, type NameConstraints } from './nameConstraints.ts';
import { readDistributionPoints, type DistributionPoint } from './distributionPoint.ts';
import { OID, oidName } from '../der/oids.ts';
import {
  readPolicies,
  readPolicyConstraints,
  readPolicyMappings,
  type CertificatePolicies,
  type PolicyConstraints,
  type PolicyMapping,
} from './policies.ts';

/** Bits of keyUsage in order (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

export interface BasicConstraints {
  readonly ca: boolean;
  /** Null: no limit. */
  readonly pathLen: number | null;
}

export interface AuthorityKeyIdentifier {
  /** Hexadecimal digits. */
  readonly keyIdentifier: string | null;
  readonly issuer: readonly GeneralName[] | null;
  readonly serialNumber: string | null;
}

export interface AuthorityInfoAccess {
  readonly ocsp: readonly string[];
  readonly caIssuers: readonly string[];
}

/** The extensions that path validation knows, decoded; null when absent. */
export interface Extensions {
  readonly subjectAltName: readonly GeneralName[] | null;
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** Object identifiers. */
  readonly extendedKeyUsage: readonly string[] | null;
  readonly basicConstraints: BasicConstraints | null;
  readonly nameConstraints: NameConstraints | null;
  /** Hexadecimal digits. */
  readonly subjectKeyIdentifier: string | null;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | null;
  readonly certificatePolicies: CertificatePolicies | null;
  readonly policyMappings: readonly PolicyMapping[] | null;
  readonly policyConstraints: PolicyConstraints | null;
  readonly inhibitAnyPolicy: number | null;
  readonly crlDistributionPoints: readonly DistributionPoint[] | null;
  readonly authorityInfoAccess: AuthorityInfoAccess | null;
  /** TLS extension numbers; 5 (status_request) is "must-staple" (RFC 7633). */
  readonly tlsFeature: readonly number[] | null;
}

export const NO_EXTENSIONS: Extensions = {
  subjectAltName: null,
  keyUsage: null,
  extendedKeyUsage: null,
  basicConstraints: null,
  nameConstraints: null,
  subjectKeyIdentifier: null,
  authorityKeyIdentifier: null,
  certificatePolicies: null,
  policyMappings: null,
  policyConstraints: null,
  inhibitAnyPolicy: null,
  crlDistributionPoints: null,
  authorityInfoAccess: null,
  tlsFeature: null,
};

type Decoder = (reader: DerReader, field: string) => Partial<Extensions>;

/** How the content of extnValue is read, by object identifier. */
const DECODERS: Readonly<Record<string, Decoder>> = {
  [OID.subjectAltName]: (r, f) => ({ subjectAltName: readAlternativeNames(r, f) }),
  [OID.issuerAltName]: (r, f) => {
    // Nothing in it bears on a path (§4.2.1.7), but what is marked critical has to be readable.
    readAlternativeNames(r, f);
    return {};
  },
  [OID.keyUsage]: (r, f) => ({ keyUsage: readKeyUsage(r, f) }),
  [OID.extKeyUsage]: (r, f) => ({ extendedKeyUsage: readExtendedKeyUsage(r, f) }),
  [OID.basicConstraints]: (r, f) => ({ basicConstraints: readBasicConstraints(r, f) }),
  [OID.nameConstraints]: (r, f) => ({ nameConstraints: readNameConstraints(r, f) }),
  [OID.subjectKeyIdentifier]: (r, f) => ({ subjectKeyIdentifier: readKeyIdentifier(r, f) }),
  [OID.authorityKeyIdentifier]: (r, f) => ({
    authorityKeyIdentifier: readAuthorityKeyIdentifier(r, f),
  }),
  [OID.certificatePolicies]: (r, f) => ({ certificatePolicies: readPolicies(r, f) }),
  [OID.policyMappings]: (r, f) => ({ policyMappings: readPolicyMappings(r, f) }),
  [OID.policyConstraints]: (r, f) => ({ policyConstraints: readPolicyConstraints(r, f) }),
  [OID.inhibitAnyPolicy]: (r, f) => ({ inhibitAnyPolicy: readSmallInteger(r, f) }),
  [OID.cRLDistributionPoints]: (r, f) => ({ crlDistributionPoints: readDistributionPoints(r, f) }),
  [OID.authorityInfoAccess]: (r, f) => ({ authorityInfoAccess: readAuthorityInfoAccess(r, f) }),
  [OID.tlsFeature]: (r, f) => ({ tlsFeature: readTlsFeature(r, f) }),
};

/** Extensions that RFC 5280 forbids to mark critical (§4.2.1.1, §4.2.1.2, §4.2.2.1). */
export const NEVER_CRITICAL: ReadonlySet<string> = new Set([
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.authorityInfoAccess,
]);

/**
 * Decodes the content of an extension.
 *
 * @param oid extnID
 * @param reader of the content of extnValue
 * @returns null when nothing here knows this extension
 * @throws DerError
 */
export function decodeExtension(oid: string, reader: DerReader): Partial<Extensions> | null {
  const decode = DECODERS[oid];
  if (!decode) return null;
  const field = oidName(oid);
  const decoded = decode(reader, field);
  reader.finish(field);
  return decoded;
}

/** Is a critical extension with this identifier understood? */
export function isKnownExtension(oid: string): boolean {
  return oid in DECODERS;
}

function readSequenceOf<T>(
  reader: DerReader,
  field: string,
  item: (reader: DerReader, field: string) => T,
): readonly T[] {
  const list = reader.enter(field);
  const items: T[] = [];
  do items.push(item(list, field));
  while (!list.done);
  return items;
}

/** SIZE (1..MAX). */
export function readGeneralNames(reader: DerReader, field: string): readonly GeneralName[] {
  return readSequenceOf(reader, field, readGeneralName);
}

/** GeneralNames in which an address is that of one host (§4.2.1.6), not a range. */
function readAlternativeNames(reader: DerReader, field: string): readonly GeneralName[] {
  const at = reader.position;
  const names = readGeneralNames(reader, field);
  for (const name of names) {
    if (name.kind !== 'ip' || name.bytes.length === 4 || name.bytes.length === 16) continue;
    throw new DerError('bad_value', at, 'an IP address of neither 4 nor 16 octets', field);
  }
  return names;
}

function readKeyUsage(reader: DerReader, field: string): ReadonlySet<KeyUsage> {
  const at = reader.position;
  const bits = readNamedBits(reader, field);
  if (bits.length === 0) throw new DerError('bad_value', at, 'no bit is set', field);
  return new Set(bits.flatMap((bit) => KEY_USAGES[bit] ?? []));
}

function readExtendedKeyUsage(reader: DerReader, field: string): readonly string[] {
  return readSequenceOf(reader, field, readOid);
}

function readBasicConstraints(reader: DerReader, field: string): BasicConstraints {
  const constraints = reader.enter(field);
  const ca = readDefaultFalse(constraints, `${field}.cA`);
  const limited = constraints.peek() === TAG.integer;
  const pathLen = limited ? readSmallInteger(constraints, `${field}.pathLenConstraint`) : null;
  constraints.finish(field);
  return { ca, pathLen };
}

function readKeyIdentifier(reader: DerReader, field: string): string {
  return toHex(reader.content(reader.read(field, TAG.octetString)));
}

function readAuthorityKeyIdentifier(reader: DerReader, field: string): AuthorityKeyIdentifier {
  const identifier = reader.enter(field);
  const key = identifier.optional(`${field}.keyIdentifier`, contextTag(0, 'primitive'));
  const names = identifier.optional(`${field}.authorityCertIssuer`, contextTag(1, 'constructed'));
  const numbered = identifier.peek() === contextTag(2, 'primitive');
  const result = {
    keyIdentifier: key && toHex(identifier.content(key)),
    issuer: names && readIssuerNames(identifier.inside(names), `${field}.authorityCertIssuer`),
    serialNumber: numbered
      ? toHex(readInteger(identifier, `${field}.serialNumber`, contextTag(2, 'primitive')))
      : null,
  };
  identifier.finish(field);
  return result;
}

function readIssuerNames(reader: DerReader, field: string): readonly GeneralName[] {
  const names: GeneralName[] = [];
  do names.push(readGeneralName(reader, field));
  while (!reader.done);
  return names;
}

function readAuthorityInfoAccess(reader: DerReader, field: string): AuthorityInfoAccess {
  const access: { ocsp: string[]; caIssuers: string[] } = { ocsp: [], caIssuers: [] };
  readSequenceOf(reader, field, (list) => {
    const description = list.enter(`${field}.AccessDescription`);
    const method = readOid(description, `${field}.accessMethod`);
    const location = readGeneralName(description, `${field}.accessLocation`);
    description.finish(`${field}.AccessDescription`);
    if (location.kind !== 'uri') return;
    if (method === OID.ocsp) access.ocsp.push(location.value);
    if (method === OID.caIssuers) access.caIssuers.push(location.value);
  });
  return access;
}

function readTlsFeature(reader: DerReader, field: string): readonly number[] {
  return readSequenceOf(reader, field, (list) => readSmallInteger(list, field));
}
