import { toHex } from '../../bytes/hex.ts';
import { contextTag, DerError, readOuter, TAG, type DerReader } from '../der/reader.ts';
import { readInteger, readOctetBits, readOid, readSmallInteger, readTime } from '../der/values.ts';
import { readName, type DistinguishedName } from '../names/distinguishedName.ts';
import { OID } from '../der/oids.ts';
import { readAlgorithm, type AlgorithmIdentifier } from '../x509/publicKeyInfo.ts';
import { REVOCATION_REASONS } from './crl.ts';
import { readExtensionList, type ExtensionReaders } from './extensionList.ts';

/** Whom an answer is about (RFC 6960 §4.1.1): its issuer as two hashes, and its serial number. */
export interface CertId {
  readonly hashAlgorithm: AlgorithmIdentifier;
  /** Hexadecimal digits. */
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

export type OcspStatus =
  | { readonly kind: 'good' | 'unknown' }
  | { readonly kind: 'revoked'; readonly since: number; readonly reason: string | null };

export interface SingleResponse {
  readonly certId: CertId;
  readonly status: OcspStatus;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
}

/** A successful basic OCSP response (RFC 6960 §4.2.1). */
export interface OcspResponse {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** Who says so: a name, or the SHA-1 of a key in hexadecimal digits. */
  readonly responder: { readonly name: DistinguishedName } | { readonly keyHash: string };
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** DER of the certificates that came with it. */
  readonly certificates: readonly Uint8Array[];
}

const RESPONSE_STATUS = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  null,
  'sigRequired',
  'unauthorized',
];

const explicitTag = (number: number): number => contextTag(number, 'constructed');

/** Reads a DER OCSPResponse. @throws DerError also when it says that there is no answer */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  const outer = readOuter(der, 'OCSPResponse');
  const status = readSmallInteger(outer, 'responseStatus', TAG.enumerated);
  if (status !== 0) {
    const problem = `the responder answered ${RESPONSE_STATUS[status] ?? status}`;
    throw new DerError('bad_value', 0, problem, 'responseStatus');
  }
  const explicit = outer.enter('responseBytes', explicitTag(0));
  outer.finish('OCSPResponse');
  const bytes = explicit.enter('responseBytes');
  explicit.finish('responseBytes');
  if (readOid(bytes, 'responseType') !== OID.ocspBasic) {
    throw new DerError('bad_value', bytes.position, 'not a basic response', 'responseType');
  }
  const response = bytes.inside(bytes.read('response', TAG.octetString));
  bytes.finish('responseBytes');
  const basic = response.enter('BasicOCSPResponse');
  response.finish('response');
  return { der, ...readBasicResponse(basic) };
}

function readBasicResponse(basic: DerReader): Omit<OcspResponse, 'der'> {
  const element = basic.read('tbsResponseData', TAG.sequence);
  const signatureAlgorithm = readAlgorithm(basic, 'signatureAlgorithm');
  const signature = readOctetBits(basic, 'signature');
  const certificates: Uint8Array[] = [];
  const explicit = basic.optional('certs', explicitTag(0));
  basic.finish('BasicOCSPResponse');
  if (explicit) {
    const list = only(basic.inside(explicit), 'certs', (inside) => inside.enter('certs'));
    while (!list.done) certificates.push(list.whole(list.read('certs', TAG.sequence)));
  }
  const signed = { tbs: basic.whole(element), signatureAlgorithm, signature };
  return { ...readResponseData(basic.inside(element)), ...signed, certificates };
}

function readResponseData(data: DerReader) {
  const version = data.optional('version', explicitTag(0));
  if (version) throw new DerError('bad_value', version.start, 'a version other than 1', 'version');
  const responder = readResponder(data);
  const producedAt = readTime(data, 'producedAt');
  const list = data.enter('responses');
  const responses: SingleResponse[] = [];
  while (!list.done) responses.push(readSingleResponse(list.enter('SingleResponse')));
  const extensions = data.optional('responseExtensions', explicitTag(1));
  if (extensions) {
    const readers = { [OID.ocspNonce]: (value: DerReader) => void value.read('nonce') };
    readExtensions(data.inside(extensions), readers, 'responseExtensions');
  }
  data.finish('tbsResponseData');
  return { responder, producedAt, responses };
}

function readResponder(data: DerReader): OcspResponse['responder'] {
  const element = data.read('responderID');
  const inside = data.inside(element);
  if (element.tag === explicitTag(1)) {
    return { name: only(inside, 'byName', (name) => readName(name, 'byName')) };
  }
  if (element.tag !== explicitTag(2)) {
    throw new DerError('unexpected_tag', element.start, 'neither name nor key', 'responderID');
  }
  const key = only(inside, 'byKey', (hash) => hash.read('byKey', TAG.octetString));
  return { keyHash: toHex(inside.content(key)) };
}

function readSingleResponse(single: DerReader): SingleResponse {
  const certId = readCertId(single.enter('certID'));
  const status = readStatus(single);
  const thisUpdate = readTime(single, 'thisUpdate');
  const next = single.optional('nextUpdate', explicitTag(0));
  const nextUpdate = next
    ? only(single.inside(next), 'nextUpdate', (time) => readTime(time, 'nextUpdate'))
    : null;
  const extensions = single.optional('singleExtensions', explicitTag(1));
  if (extensions) {
    readExtensions(single.inside(extensions), {}, 'singleExtensions');
  }
  single.finish('SingleResponse');
  return { certId, status, thisUpdate, nextUpdate };
}

function readCertId(id: DerReader): CertId {
  const hashAlgorithm = readAlgorithm(id, 'hashAlgorithm');
  const octets = (field: string): string => toHex(id.content(id.read(field, TAG.octetString)));
  const issuerNameHash = octets('issuerNameHash');
  const issuerKeyHash = octets('issuerKeyHash');
  const serialNumber = toHex(readInteger(id, 'serialNumber'));
  id.finish('certID');
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber };
}

function readStatus(single: DerReader): OcspStatus {
  const element = single.read('certStatus');
  if (element.tag === contextTag(0, 'primitive')) return { kind: 'good' };
  if (element.tag === contextTag(2, 'primitive')) return { kind: 'unknown' };
  if (element.tag !== explicitTag(1)) {
    throw new DerError('unexpected_tag', element.start, 'not a status', 'certStatus');
  }
  const revoked = single.inside(element);
  const since = readTime(revoked, 'revocationTime');
  const explicit = revoked.optional('revocationReason', explicitTag(0));
  revoked.finish('certStatus');
  const code = explicit
    ? only(revoked.inside(explicit), 'revocationReason', (reason) =>
        readSmallInteger(reason, 'revocationReason', TAG.enumerated),
      )
    : -1;
  return { kind: 'revoked', since, reason: REVOCATION_REASONS[code] ?? null };
}

function readExtensions(inside: DerReader, readers: ExtensionReaders, field: string): void {
  readExtensionList(
    only(inside, field, (list) => list.enter(field)),
    readers,
    field,
  );
}

/** What `read` takes, which has to be all that is there. */
function only<T>(inside: DerReader, field: string, read: (inside: DerReader) => T): T {
  const value = read(inside);
  inside.finish(field);
  return value;
}
