import { joinBytes } from '../../bytes/bytes.ts';
import {
  type Der,
  derBitString,
  derEnumerated,
  derExplicit,
  derInteger,
  derIntegerFromHex,
  derSequence,
  derTime,
} from '../der/writer.ts';
import { authorityKeyIdentifier, derExtension, type RawExtension } from './extensions.ts';
import { issuerFacts, type CertifiedIssuer } from './issuer.ts';
import { signatureAlgorithmFor, signatureIdentifier, signDer } from './signature.ts';
import type { SignatureAlgorithm } from '../keys/keys.ts';
import { OID } from '../der/oids.ts';

/** Why a certificate was revoked (RFC 5280 §5.3.1). */
export type RevocationReason = keyof typeof REVOCATION_REASONS;

export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
} as const;

export interface RevokedCertificate {
  /** Hexadecimal digits, as `Certificate.serialNumber` has them. */
  readonly serialNumber: string;
  /** Milliseconds since 1970. */
  readonly revokedAt: number;
  readonly reason?: RevocationReason;
}

/** What a certificate revocation list is to say. Times are milliseconds since 1970. */
export interface CrlRequest {
  readonly issuer: CertifiedIssuer;
  readonly thisUpdate: number;
  /** null leaves it out, which RFC 5280 §5.1.2.5 forbids. */
  readonly nextUpdate: number | null;
  readonly revoked: readonly RevokedCertificate[];
  /** 1 when left out. */
  readonly crlNumber?: number;
  readonly signatureAlgorithm?: SignatureAlgorithm;
  /** Further CRL extensions, e.g. an issuingDistributionPoint. */
  readonly extensions?: readonly RawExtension[];
}

/**
 * Issues a complete CRL, version 2 (RFC 5280 §5).
 *
 * @param provider WebCrypto
 * @returns the CertificateList, DER; as PEM its label is `X509 CRL`
 * @throws KeyError when the key cannot sign with the algorithm that is asked for
 * @throws CertificateError when the issuer's certificate is none
 */
export async function issueCrl(provider: Crypto, request: CrlRequest): Promise<Der> {
  const { issuer, revoked, nextUpdate, crlNumber = 1, extensions = [] } = request;
  const algorithm = request.signatureAlgorithm ?? signatureAlgorithmFor(issuer.privateKey);
  const identifier = signatureIdentifier(algorithm);
  const { name, keyIdentifier } = issuerFacts(issuer.certificate);
  const list = [
    ...(keyIdentifier ? [authorityKeyIdentifier(keyIdentifier)] : []),
    { oid: OID.cRLNumber, critical: false, value: derInteger(crlNumber) },
    ...extensions,
  ];
  const tbsCertList = derSequence(
    derInteger(1), // v2
    identifier,
    name,
    derTime(request.thisUpdate),
    ...(nextUpdate === null ? [] : [derTime(nextUpdate)]),
    // An empty list has to be absent (RFC 5280 §5.1.2.6).
    ...(revoked.length === 0 ? [] : [derSequence(joinBytes(revoked.map(derRevoked)))]),
    derExplicit(0, derSequence(...list.map(derExtension))),
  );
  const signature = await signDer(provider, issuer.privateKey, algorithm, tbsCertList);
  return derSequence(tbsCertList, identifier, derBitString(signature));
}

function derRevoked({ serialNumber, revokedAt, reason }: RevokedCertificate): Der {
  const entry = [derIntegerFromHex(serialNumber), derTime(revokedAt)];
  if (!reason) return derSequence(...entry);
  const value = derEnumerated(REVOCATION_REASONS[reason]);
  const extension = derExtension({ oid: OID.reasonCode, critical: false, value });
  return derSequence(...entry, derSequence(extension));
}
