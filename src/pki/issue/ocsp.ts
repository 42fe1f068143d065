import { equalBytes } from '../../bytes/bytes.ts';
import { parseCertificate } from '../x509/certificate.ts';
import {
  type Der,
  derBitString,
  derElement,
  derEnumerated,
  derExplicit,
  derGeneralizedTime,
  derImplicit,
  derIntegerFromHex,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '../der/writer.ts';
import { derExtension } from './extensions.ts';
import type { CertifiedIssuer } from './issuer.ts';
import { REVOCATION_REASONS, type RevocationReason } from './crl.ts';
import { signatureAlgorithmFor, signatureIdentifier, signDer } from './signature.ts';
import type { SignatureAlgorithm } from '../keys/keys.ts';
import { OID } from '../der/oids.ts';

/** What a responder knows of one certificate (RFC 6960 §2.2). Times are milliseconds since 1970. */
export type OcspStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly at: number; readonly reason?: RevocationReason };

/** What an OCSP response is to say about one certificate. Times are milliseconds since 1970. */
export interface OcspRequest {
  /** DER of the certificate asked about, and of the CA that issued it. */
  readonly certificate: Uint8Array;
  readonly issuerCertificate: Uint8Array;
  /** The CA itself, or a delegate; a delegate's certificate is sent along. */
  readonly responder: CertifiedIssuer;
  readonly status: OcspStatus;
  readonly producedAt: number;
  readonly thisUpdate: number;
  /** null: newer information is always there (RFC 6960 §4.2.2.1). */
  readonly nextUpdate: number | null;
  /** Sent back so that an answer cannot be replayed (RFC 8954). */
  readonly nonce?: Uint8Array;
  readonly signatureAlgorithm?: SignatureAlgorithm;
}

const SHA1 = derSequence(derOid('1.3.14.3.2.26'), derNull());

/**
 * Issues a successful, basic OCSP response about one certificate (RFC 6960 §4.2.1), as a server
 * staples it.
 *
 * @param provider WebCrypto
 * @returns the OCSPResponse, DER
 * @throws KeyError when the responder's key cannot sign with the algorithm that is asked for
 * @throws CertificateError when one of the certificates is none
 */
export async function issueOcspResponse(provider: Crypto, request: OcspRequest): Promise<Der> {
  const { responder, nonce } = request;
  const algorithm = request.signatureAlgorithm ?? signatureAlgorithmFor(responder.privateKey);
  const extensions = nonce
    ? [{ oid: OID.ocspNonce, critical: false, value: derOctetString(nonce) }]
    : [];
  const tbsResponseData = derSequence(
    derExplicit(1, parseCertificate(responder.certificate).subject.der),
    derGeneralizedTime(request.producedAt),
    derSequence(await singleResponse(provider, request)),
    ...extensions.map((extension) => derExplicit(1, derSequence(derExtension(extension)))),
  );
  const signature = await signDer(provider, responder.privateKey, algorithm, tbsResponseData);
  const isDelegate = !equalBytes(responder.certificate, request.issuerCertificate);
  const basicResponse = derSequence(
    tbsResponseData,
    signatureIdentifier(algorithm),
    derBitString(signature),
    ...(isDelegate ? [derExplicit(0, derSequence(responder.certificate))] : []),
  );
  const responseBytes = derSequence(derOid(OID.ocspBasic), derOctetString(basicResponse));
  return derSequence(derEnumerated(0), derExplicit(0, responseBytes));
}

/** `tryLater`, `unauthorized`…: a response that carries nothing but why (RFC 6960 §2.3). */
export function ocspErrorResponse(
  status: 'malformedRequest' | 'internalError' | 'tryLater' | 'sigRequired' | 'unauthorized',
): Der {
  const codes = {
    malformedRequest: 1,
    internalError: 2,
    tryLater: 3,
    sigRequired: 5,
    unauthorized: 6,
  };
  return derSequence(derEnumerated(codes[status]));
}

async function singleResponse(provider: Crypto, request: OcspRequest): Promise<Der> {
  const { nextUpdate } = request;
  return derSequence(
    await certId(provider, request.certificate, request.issuerCertificate),
    certStatus(request.status),
    derGeneralizedTime(request.thisUpdate),
    ...(nextUpdate === null ? [] : [derExplicit(0, derGeneralizedTime(nextUpdate))]),
  );
}

/** CertID with SHA-1, which every client asks with; no secret hangs on it (RFC 6960 §4.1.1). */
async function certId(
  provider: Crypto,
  certificate: Uint8Array,
  issuerCertificate: Uint8Array,
): Promise<Der> {
  const issuer = parseCertificate(issuerCertificate);
  const digest = async (bytes: Uint8Array) =>
    derOctetString(new Uint8Array(await provider.subtle.digest('SHA-1', new Uint8Array(bytes))));
  return derSequence(
    SHA1,
    await digest(issuer.subject.der),
    await digest(issuer.spki.keyBits),
    derIntegerFromHex(parseCertificate(certificate).serialNumber),
  );
}

function certStatus(status: OcspStatus): Der {
  switch (status.kind) {
    case 'good':
      return derImplicit(0, new Uint8Array());
    case 'unknown':
      return derImplicit(2, new Uint8Array());
    case 'revoked': {
      const { at, reason } = status;
      const why = reason ? [derExplicit(0, derEnumerated(REVOCATION_REASONS[reason]))] : [];
      return derElement(0xa1, derGeneralizedTime(at), ...why);
    }
  }
}
