import {
  contextTag,
  DerError,
  equalBytes,
  readOuter,
  TAG,
  toHex,
  type DerErrorCode,
  type DerReader,
} from './der.ts';
import {
  readBitString,
  readDefaultFalse,
  readInteger,
  readOctetBits,
  readOid,
  readSmallInteger,
  readTime,
} from './derValues.ts';
import { readName, type DistinguishedName } from './distinguishedName.ts';
import { decodeExtension, NEVER_CRITICAL, NO_EXTENSIONS, type Extensions } from './extensions.ts';
import { generalNameText } from './generalName.ts';
import { formatIp } from './ip.ts';
import { OID, oidName } from './oids.ts';
import {
  readAlgorithm,
  readPublicKeyInfo,
  type AlgorithmIdentifier,
  type PublicKeyInfo,
} from './publicKeyInfo.ts';

/** Bytes that are no certificate at all. Smaller faults are a certificate's `defects`. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: DerErrorCode;
  /** Where in the bytes it stops making sense. */
  readonly offset: number;
  readonly problem: string;
  readonly field: string;

  constructor({ code, offset, problem, field, message }: DerError) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.problem = problem;
    this.field = field;
  }
}

/** Something that RFC 5280 forbids in a certificate that can be read otherwise. */
export interface Defect {
  readonly field: string;
  /** The end of a sentence: `a serial number that is negative`. */
  readonly problem: string;
  readonly spec: string;
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The content of extnValue. */
  readonly value: Uint8Array;
}

/** An X.509 certificate, decoded (RFC 5280 §4.1). Byte arrays are views into `der`. */
export interface Certificate {
  readonly der: Uint8Array;
  /** tbsCertificate with its tag: what is signed. */
  readonly tbs: Uint8Array;
  readonly version: number;
  /** Hexadecimal digits of the content octets. */
  readonly serialNumber: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: PublicKeyInfo;
  /** As signed, inside tbsCertificate. */
  readonly innerSignatureAlgorithm: AlgorithmIdentifier;
  /** As it stands beside the signature. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly extensions: Extensions;
  /** Every extension as it stands there, also those that are not known. */
  readonly extensionList: readonly Extension[];
  readonly defects: readonly Defect[];
}

/**
 * Reads one DER certificate.
 *
 * @throws CertificateError when the bytes are no certificate; nothing else is thrown
 */
export function parseCertificate(der: Uint8Array): Certificate {
  try {
    return readCertificate(der);
  } catch (error) {
    throw error instanceof DerError ? new CertificateError(error) : error;
  }
}

function readCertificate(der: Uint8Array): Certificate {
  const outer = readOuter(der, 'Certificate');
  const element = outer.read('tbsCertificate', TAG.sequence);
  const signatureAlgorithm = readAlgorithm(outer, 'signatureAlgorithm');
  const signature = readOctetBits(outer, 'signatureValue');
  outer.finish('Certificate');

  const tbs = outer.inside(element);
  const version = readVersion(tbs);
  const serial = readInteger(tbs, 'serialNumber');
  const innerSignatureAlgorithm = readAlgorithm(tbs, 'signature');
  const issuer = readName(tbs, 'issuer');
  const validity = tbs.enter('validity');
  const notBefore = readTime(validity, 'notBefore');
  const notAfter = readTime(validity, 'notAfter');
  validity.finish('validity');
  const subject = readName(tbs, 'subject');
  const spki = readPublicKeyInfo(tbs, 'subjectPublicKeyInfo');
  const uniqueIds = readUniqueIds(tbs);
  const { list, extensions, defects } = readExtensions(tbs);
  tbs.finish('tbsCertificate');

  const certificate = {
    der,
    tbs: outer.whole(element),
    version,
    serialNumber: toHex(serial),
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    innerSignatureAlgorithm,
    signatureAlgorithm,
    signature,
    extensions,
    extensionList: list ?? [],
  };
  findDefects(certificate, { serial, uniqueIds, hasExtensions: list !== null }, defects);
  return { ...certificate, defects };
}

function readVersion(tbs: DerReader): number {
  const explicit = tbs.optional('version', contextTag(0, 'constructed'));
  if (!explicit) return 1;
  const inside = tbs.inside(explicit);
  const version = readSmallInteger(inside, 'version') + 1;
  inside.finish('version');
  if (version === 2 || version === 3) return version;
  throw new DerError('bad_value', explicit.start, 'not one of the versions 2 and 3', 'version');
}

function readUniqueIds(tbs: DerReader): boolean {
  let found = false;
  for (const [number, field] of [
    [1, 'issuerUniqueID'],
    [2, 'subjectUniqueID'],
  ] as const) {
    const tag = contextTag(number, 'primitive');
    if (tbs.peek() !== tag) continue;
    readBitString(tbs, field, tag);
    found = true;
  }
  return found;
}

function readExtensions(tbs: DerReader) {
  const defects: Defect[] = [];
  let extensions: Extensions = NO_EXTENSIONS;
  const explicit = tbs.optional('extensions', contextTag(3, 'constructed'));
  if (!explicit) return { list: null, extensions, defects };
  const outer = tbs.inside(explicit);
  const sequence = outer.enter('extensions');
  outer.finish('extensions');
  const list: Extension[] = [];
  const seen = new Set<string>();
  do {
    const extension = sequence.enter('Extension');
    const oid = readOid(extension, 'extnID');
    const critical = readDefaultFalse(extension, 'critical');
    const value = extension.read('extnValue', TAG.octetString);
    extension.finish('Extension');
    list.push({ oid, critical, value: extension.content(value) });
    if (seen.has(oid)) {
      defects.push({
        field: oidName(oid),
        problem: 'an extension that stands twice',
        spec: 'RFC 5280 §4.2',
      });
      continue;
    }
    seen.add(oid);
    if (critical && NEVER_CRITICAL.has(oid)) {
      defects.push({
        field: oidName(oid),
        problem: 'marked critical, which it must not be',
        spec: 'RFC 5280 §4.2',
      });
    }
    try {
      const decoded = decodeExtension(oid, extension.inside(value));
      if (decoded) extensions = { ...extensions, ...decoded };
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      const { field, problem, offset } = error;
      defects.push({ field, problem: `${problem} at byte ${offset}`, spec: 'RFC 5280 §4.2' });
    }
  } while (!sequence.done);
  return { list, extensions, defects };
}

interface Raw {
  readonly serial: Uint8Array;
  readonly uniqueIds: boolean;
  readonly hasExtensions: boolean;
}

/** What a certificate says about itself that cannot be right, whoever issued it. */
function findDefects(
  certificate: Omit<Certificate, 'defects'>,
  { serial, uniqueIds, hasExtensions }: Raw,
  defects: Defect[],
): void {
  const defect = (field: string, problem: string, section: string): void => {
    defects.push({ field, problem, spec: `RFC 5280 §${section}` });
  };
  const { version, issuer } = certificate;
  if (!equalBytes(certificate.innerSignatureAlgorithm.der, certificate.signatureAlgorithm.der)) {
    defect('signatureAlgorithm', 'not the algorithm that was signed', '4.1.1.2');
  }
  if ((serial[0] ?? 0) >= 0x80) defect('serialNumber', 'a number that is negative', '4.1.2.2');
  if (serial.length > 20) defect('serialNumber', 'a number of more than 20 octets', '4.1.2.2');
  if (serial.length === 1 && serial[0] === 0) defect('serialNumber', 'zero', '4.1.2.2');
  if (issuer.rdnKeys.length === 0) defect('issuer', 'an empty name', '4.1.2.4');
  const { subject, extensions, extensionList } = certificate;
  if (subject.rdnKeys.length === 0) {
    const isCritical = extensionList.some(
      ({ oid, critical }) => oid === OID.subjectAltName && critical,
    );
    if (extensions.basicConstraints?.ca) defect('subject', 'an empty name of a CA', '4.1.2.6');
    else if (extensions.subjectAltName && !isCritical) {
      defect('subjectAltName', 'not critical, though the subject is empty', '4.2.1.6');
    }
  }
  if (hasExtensions && version !== 3) {
    defect('version', `extensions in a certificate of version ${version}`, '4.1.2.1');
  }
  if (uniqueIds && version === 1) {
    defect('version', 'unique identifiers in a certificate of version 1', '4.1.2.8');
  }
}

/** What to call a certificate: its common name, else its first name of another kind. */
export function displayName(certificate: Certificate): string {
  const { subject, extensions, serialNumber } = certificate;
  const commonName = subject.attributes.find(({ type }) => type === OID.commonName);
  if (commonName) return commonName.value;
  const [first] = extensions.subjectAltName ?? [];
  if (first) return 'value' in first ? first.value : generalNameText(first);
  return subject.text || `certificate ${serialNumber}`;
}

/** Who a certificate says its holder is: a URI (SPIFFE), else a DNS name, else an IP address. */
export function subjectIdentity(certificate: Certificate): string | null {
  const names = certificate.extensions.subjectAltName ?? [];
  for (const kind of ['uri', 'dns'] as const) {
    const found = names.find((name) => name.kind === kind);
    if (found && 'value' in found) return found.value;
  }
  const ip = names.find((name) => name.kind === 'ip');
  return ip ? formatIp(ip.bytes) : null;
}
