import { equalBytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { contextTag, DerError, readOuter, TAG, type DerReader } from '../der/reader.ts';
import { readInteger, readOctetBits, readSmallInteger, readTime } from '../der/values.ts';
import {
  readIssuingDistributionPoint,
  type IssuingDistributionPoint,
} from '../x509/distributionPoint.ts';
import { readName, type DistinguishedName } from '../names/distinguishedName.ts';
import { OID } from '../der/oids.ts';
import { readAlgorithm, type AlgorithmIdentifier } from '../x509/publicKeyInfo.ts';
import { readExtensionList } from './extensionList.ts';

/** RFC 5280 §5.3.1, by number; 7 is not used. */
export const REVOCATION_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  null,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** One revoked certificate. */
export interface RevokedEntry {
  /** Milliseconds since 1970. */
  readonly revocationDate: number;
  /** Null: not told. */
  readonly reason: string | null;
}

/** A certificate revocation list (RFC 5280 §5.1). */
export interface Crl {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** By serial number in hexadecimal digits, as {@link Certificate.serialNumber} has it. */
  readonly revoked: ReadonlyMap<string, RevokedEntry>;
  readonly scope: IssuingDistributionPoint | null;
  /** Only what changed since another CRL. */
  readonly isDelta: boolean;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** Reads one DER CRL. @throws DerError also for critical extensions that are not understood */
export function parseCrl(der: Uint8Array): Crl {
  const outer = readOuter(der, 'CertificateList');
  const element = outer.read('tbsCertList', TAG.sequence);
  const signatureAlgorithm = readAlgorithm(outer, 'signatureAlgorithm');
  const signature = readOctetBits(outer, 'signatureValue');
  outer.finish('CertificateList');

  const tbs = outer.inside(element);
  const version = tbs.peek() === TAG.integer ? readSmallInteger(tbs, 'version') + 1 : 1;
  if (version > 2) throw new DerError('bad_value', element.start, 'not version 2', 'version');
  const inner = readAlgorithm(tbs, 'signature');
  if (!equalBytes(inner.der, signatureAlgorithm.der)) {
    throw new DerError(
      'bad_value',
      element.start,
      'not the algorithm that was signed',
      'signature',
    );
  }
  const issuer = readName(tbs, 'issuer');
  const thisUpdate = readTime(tbs, 'thisUpdate');
  const hasNext = tbs.peek() === TAG.utcTime || tbs.peek() === TAG.generalizedTime;
  const nextUpdate = hasNext ? readTime(tbs, 'nextUpdate') : null;
  const revoked = tbs.peek() === TAG.sequence ? readRevoked(tbs) : new Map<string, RevokedEntry>();
  const { scope, isDelta } = readCrlExtensions(tbs, version);
  tbs.finish('tbsCertList');
  const times = { thisUpdate, nextUpdate };
  const signed = { tbs: outer.whole(element), signatureAlgorithm, signature };
  return { der, ...signed, issuer, ...times, revoked, scope, isDelta };
}

function readRevoked(tbs: DerReader): Map<string, RevokedEntry> {
  const list = tbs.enter('revokedCertificates');
  const revoked = new Map<string, RevokedEntry>();
  while (!list.done) {
    const entry = list.enter('revokedCertificate');
    const serial = toHex(readInteger(entry, 'userCertificate'));
    const revocationDate = readTime(entry, 'revocationDate');
    const reason = entry.done ? null : readReason(entry.enter('crlEntryExtensions'));
    entry.finish('revokedCertificate');
    revoked.set(serial, { revocationDate, reason });
  }
  return revoked;
}

function readReason(extensions: DerReader): string | null {
  let reason: string | null = null;
  const readers = {
    [OID.reasonCode]: (value: DerReader) => {
      reason = REVOCATION_REASONS[readSmallInteger(value, 'reasonCode', TAG.enumerated)] ?? null;
    },
    [OID.invalidityDate]: (value: DerReader) => void readTime(value, 'invalidityDate'),
  };
  readExtensionList(extensions, readers, 'crlEntryExtensions');
  return reason;
}

function readCrlExtensions(tbs: DerReader, version: number) {
  let scope: IssuingDistributionPoint | null = null;
  let isDelta = false;
  const explicit = tbs.optional('crlExtensions', contextTag(0, 'constructed'));
  if (!explicit) return { scope, isDelta };
  if (version !== 2) {
    throw new DerError('bad_value', explicit.start, 'extensions in version 1', 'version');
  }
  const outer = tbs.inside(explicit);
  const list = outer.enter('crlExtensions');
  outer.finish('crlExtensions');
  const readers = {
    [OID.issuingDistributionPoint]: (value: DerReader) => {
      scope = readIssuingDistributionPoint(value, 'issuingDistributionPoint');
    },
    [OID.deltaCRLIndicator]: (value: DerReader) => {
      readInteger(value, 'deltaCRLIndicator');
      isDelta = true;
    },
    [OID.cRLNumber]: (value: DerReader, critical: boolean) => {
      readInteger(value, 'cRLNumber');
      if (critical) {
        const problem = 'marked critical, which it must not be';
        throw new DerError('bad_value', explicit.start, problem, 'cRLNumber');
      }
    },
  };
  readExtensionList(list, readers, 'crlExtensions');
  return { scope: scope as IssuingDistributionPoint | null, isDelta };
}
