import { toHex } from '../../bytes/hex.ts';
import { displayName, readableCertificate, type Certificate } from '../x509/certificate.ts';
import { OID, oidName } from '../der/oids.ts';
import { hasWeakHash, signatureMethod, signatureText } from '../x509/signatureAlgorithm.ts';
import { holdsAt } from '../x509/validity.ts';
import type { CertId, OcspResponse, SingleResponse } from './ocsp.ts';
import {
  revokedText,
  stalenessOf,
  unknown,
  type RevocationStatus,
  type StatusQuestion,
} from './status.ts';

/** How long an answer without nextUpdate is taken for fresh, in milliseconds: one day. */
const FRESH_WITHOUT_END = 24 * 3_600_000;

/** Certificates that came with an answer and are looked at for its signer. */
const MAX_RESPONDERS = 5;

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/**
 * What an OCSP response says of a certificate (RFC 6960 §3.2): it must be about it, signed by its
 * issuer or by somebody whom the issuer made an OCSP responder, and fresh.
 */
export async function ocspStatus(
  response: OcspResponse,
  question: StatusQuestion,
): Promise<RevocationStatus> {
  const single = await findResponse(response, question);
  if (!single) return unknown('the OCSP response is about another certificate');
  const { thisUpdate, status } = single;
  const nextUpdate = freshUntil(single);
  const stale = stalenessOf('the OCSP response', thisUpdate, nextUpdate, question.time);
  if (stale) return unknown(stale.found);
  const untrusted = await signerProblem(response, question);
  if (untrusted) return unknown(untrusted);
  if (status.kind === 'revoked') {
    return { status: 'revoked', found: revokedText(status.since, status.reason) };
  }
  if (status.kind === 'good') return { status: 'good', found: 'good, says the OCSP response' };
  return unknown('the OCSP responder does not know the certificate');
}

/** The last moment at which an answer counts, in milliseconds since 1970. */
export function freshUntil({ thisUpdate, nextUpdate }: SingleResponse): number {
  return nextUpdate ?? thisUpdate + FRESH_WITHOUT_END;
}

async function findResponse(
  { responses }: OcspResponse,
  question: StatusQuestion,
): Promise<SingleResponse | null> {
  const { serialNumber } = question.certificate;
  // Whoever sends thousands of answers for one serial number has the issuer hashed once all the same.
  const known = new Map<string, IssuerHashes>();
  for (const single of responses) {
    const { certId } = single;
    const hash = HASHES[certId.hashAlgorithm.oid];
    if (!hash || certId.serialNumber !== serialNumber) continue;
    const hashes = known.get(hash) ?? (await hashIssuer(hash, question));
    known.set(hash, hashes);
    if (isIssuedBy(certId, hashes)) return single;
  }
  return null;
}

type IssuerHashes = Pick<CertId, 'issuerNameHash' | 'issuerKeyHash'>;

async function hashIssuer(
  hash: string,
  { provider, issuer }: StatusQuestion,
): Promise<IssuerHashes> {
  const digest = async (bytes: Uint8Array): Promise<string> =>
    toHex(new Uint8Array(await provider.subtle.digest(hash, new Uint8Array(bytes))));
  return {
    // The subject as the issuer has it: what the certificate repeats may differ in its encoding.
    issuerNameHash: await digest(issuer.subject.der),
    issuerKeyHash: await digest(issuer.spki.keyBits),
  };
}

function isIssuedBy(certId: CertId, { issuerNameHash, issuerKeyHash }: IssuerHashes): boolean {
  return certId.issuerNameHash === issuerNameHash && certId.issuerKeyHash === issuerKeyHash;
}

/** Why nothing that this response says is to be believed; null when it is. */
async function signerProblem(
  response: OcspResponse,
  question: StatusQuestion,
): Promise<string | null> {
  const { issuer, book, allowSha1 } = question;
  const method = signatureMethod(response.signatureAlgorithm);
  if (!method || hasWeakHash(method, allowSha1)) {
    const what = signatureText(response.signatureAlgorithm);
    return `the OCSP response is signed with ${what}, which is too weak`;
  }
  if ((await book.verify(response, issuer.spki)) === 'valid') return null;
  let problem = `the OCSP response is not signed by ${displayName(issuer)} or a responder of it`;
  for (const der of response.certificates.slice(0, MAX_RESPONDERS)) {
    const responder = readableCertificate(der);
    if (!responder || (await book.verify(response, responder.spki)) !== 'valid') continue;
    const refused = await responderProblem(responder, question);
    if (!refused) return null;
    problem = refused;
  }
  return problem;
}

/** RFC 6960 §4.2.2.2: a delegated responder is named by the issuer itself, for this purpose. */
async function responderProblem(
  responder: Certificate,
  { issuer, time, book, allowSha1 }: StatusQuestion,
): Promise<string | null> {
  const name = displayName(responder);
  const { extendedKeyUsage, keyUsage } = responder.extensions;
  if (!extendedKeyUsage?.includes(OID.ocspSigning)) {
    return `${name} signed the OCSP response and has no ${oidName(OID.ocspSigning)}`;
  }
  if (keyUsage && !keyUsage.has('digitalSignature')) {
    return `${name} signed the OCSP response and may not sign`;
  }
  if (responder.defects.length > 0) return `the certificate of ${name} is malformed`;
  const method = signatureMethod(responder.signatureAlgorithm);
  const isIssued =
    responder.issuer.key === issuer.subject.key &&
    method !== null &&
    !hasWeakHash(method, allowSha1) &&
    (await book.verify(responder, issuer.spki)) === 'valid';
  if (!isIssued)
    return `${name} signed the OCSP response and was not issued by ${displayName(issuer)}`;
  return holdsAt(responder, time) === 'holds'
    ? null
    : `the certificate of ${name} is not valid now`;
}
