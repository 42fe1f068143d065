import { toHex } from '../../bytes/hex.ts';
import { findDefects, type Defect } from './defects.ts';
import {
  contextTag,
  DerError,
  readOuter,
  TAG,
  type DerErrorCode,
  type DerReader,
} from '../der/reader.ts';
import {
  readBitString,
  readDefaultFalse,
  readInteger,
  readSignature,
  readOid,
  readSmallInteger,
  readTime,
} from '../der/values.ts';
import { readName, type DistinguishedName } from '../names/distinguishedName.ts';
import { decodeExtension, NEVER_CRITICAL, NO_EXTENSIONS, type Extensions } from './extensions.ts';
import { generalNameText } from '../names/generalName.ts';
import { formatIp } from '../names/ip.ts';
import { OID, oidName } from '../der/oids.ts';
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

/** One DER certificate; null when the bytes are none. */
export function readableCertificate(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof CertificateError) return null;
    throw error;
  }
}

/** Those of some DER certificates that can be read, in their order. */
export function readableCertificates(ders: readonly Uint8Array[]): Certificate[] {
  return ders.flatMap((der) => readableCertificate(der) ?? []);
}

function readCertificate(der: Uint8Array): Certificate {
  const outer = readOuter(der, 'Certificate');
  const element = outer.read('tbsCertificate', TAG.sequence);
  const signatureAlgorithm = readAlgorithm(outer, 'signatureAlgorithm');
  const signature = readSignature(outer, 'signatureValue');
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
  const extensions: Extensions = { ...NO_EXTENSIONS };
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
      Object.assign(extensions, decodeExtension(oid, extension.inside(value)));
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      const { field, problem, offset } = error;
      defects.push({ field, problem: `${problem} at byte ${offset}`, spec: 'RFC 5280 §4.2' });
    }
  } while (!sequence.done);
  return { list, extensions, defects };
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
  const uris = names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []));
  // X509-SVID §2: with a second URI beside it, a SPIFFE ID names nobody.
  const isAmbiguous = uris.length > 1 && uris.some((uri) => uri.startsWith('spiffe:'));
  const [uri] = isAmbiguous ? [] : uris;
  if (uri !== undefined) return uri;
  const [dns] = names.flatMap((name) => (name.kind === 'dns' ? [name.value] : []));
  if (dns !== undefined) return dns;
  const ip = names.find((name) => name.kind === 'ip');
  return ip ? formatIp(ip.bytes) : null;
}
