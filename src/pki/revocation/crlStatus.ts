import { displayName, type Certificate } from '../x509/certificate.ts';
import type { DistributionPoint, IssuingDistributionPoint } from '../x509/distributionPoint.ts';
import { generalNameText, type GeneralName } from '../names/generalName.ts';
import { hasWeakHash, signatureMethod, signatureText } from '../x509/signatureAlgorithm.ts';
import type { Crl } from './crl.ts';
import {
  faultyCrl,
  revokedText,
  stalenessOf,
  unknown,
  type RevocationStatus,
  type StatusQuestion,
  type UnknownStatus,
} from './status.ts';

/**
 * What a CRL says of a certificate (RFC 5280 §6.3.3). The issuer of the certificate itself must have
 * signed it, with a key that stands on the same path. Indirect CRLs are refused; a delta CRL or one
 * for some reasons can only tell that a certificate is revoked.
 */
export async function crlStatus(crl: Crl, question: StatusQuestion): Promise<RevocationStatus> {
  const { certificate, issuer, time } = question;
  if (crl.issuer.key !== certificate.issuer.key) {
    return unknown(`the CRL of ${crl.issuer.text} is not that of ${displayName(issuer)}`);
  }
  const outOfScope = scopeProblem(crl, certificate);
  if (outOfScope) return unknown(outOfScope);
  const what = `the CRL of ${displayName(issuer)}`;
  if (crl.nextUpdate === null) return unknown(`${what} does not say until when it holds`);
  const stale = stalenessOf(what, crl.thisUpdate, crl.nextUpdate, time);
  const untrusted = await signatureProblem(crl, question);
  // Of one that is both, OpenSSL tells the date.
  if (untrusted) return stale ? faultyCrl(stale.found, stale.fault) : untrusted;
  const entry = crl.revoked.get(certificate.serialNumber);
  // What was revoked stays revoked, even if the CRL had to be renewed since; a hold may be lifted.
  const isLasting = entry?.reason !== 'certificateHold' && stale?.fault === 'expired';
  if (entry && entry.reason !== 'removeFromCRL' && (!stale || isLasting)) {
    return { status: 'revoked', found: revokedText(entry.revocationDate, entry.reason) };
  }
  if (stale) return faultyCrl(stale.found, stale.fault);
  if (crl.isDelta) return unknown(`${what} is a delta CRL, which alone tells too little`);
  if (crl.scope?.someReasons) return unknown(`${what} covers some reasons of revocation only`);
  return { status: 'good', found: `not on ${what}` };
}

/** Why nothing on a CRL is to be believed; null when its issuer signed it, with any key of the path. */
async function signatureProblem(crl: Crl, question: StatusQuestion): Promise<UnknownStatus | null> {
  const method = signatureMethod(crl.signatureAlgorithm);
  if (!method || hasWeakHash(method, question.allowSha1)) {
    const what = signatureText(crl.signatureAlgorithm);
    return unknown(`the CRL is signed with ${what}, which is too weak`);
  }
  let first: UnknownStatus | null = null;
  for (const signer of [question.issuer, ...question.namesakes]) {
    const problem = await signerProblem(crl, signer, question);
    if (!problem) return null;
    first ??= problem;
  }
  return first;
}

async function signerProblem(
  crl: Crl,
  signer: Certificate,
  { book }: StatusQuestion,
): Promise<UnknownStatus | null> {
  const { keyUsage } = signer.extensions;
  const name = displayName(signer);
  if (keyUsage && !keyUsage.has('cRLSign')) {
    return unknown(`${name} may not sign CRLs: no cRLSign`);
  }
  const verdict = await book.verify(crl, signer.spki);
  if (verdict === 'over_limit') return unknown('too many signatures had to be verified');
  if (verdict === 'valid') return null;
  return faultyCrl(`the signature of the CRL does not fit the key of ${name}`, 'bad_signature');
}

/** Why a CRL does not speak of a certificate at all; null when it does (§6.3.3 (b)). */
function scopeProblem({ scope }: Crl, certificate: Certificate): string | null {
  if (scope?.indirect) return 'the CRL is an indirect one, which is not supported';
  if (scope?.onlyAttributeCerts) return 'the CRL is for attribute certificates only';
  const { basicConstraints, crlDistributionPoints } = certificate.extensions;
  const isAuthority = basicConstraints?.ca ?? false;
  if (scope?.onlyUserCerts && isAuthority) return 'the CRL is not for CA certificates';
  if (scope?.onlyCaCerts && !isAuthority) return 'the CRL is for CA certificates only';
  if (scope?.relativeName) return 'the CRL names its place relative to its issuer';
  if (!crlDistributionPoints) return ownPlaceProblem(scope, certificate);
  const usable = crlDistributionPoints.filter(
    ({ someReasons, crlIssuer }) => !someReasons && !crlIssuer,
  );
  if (usable.length === 0) {
    return 'the certificate says that others sign its CRLs, or for some reasons only';
  }
  const fits = usable.some((point) => isSamePlace(point, scope));
  return fits ? null : 'the CRL is of another distribution point than those of the certificate';
}

/** A certificate that names no place: a CRL of its issuer for everything, or for that name. */
function ownPlaceProblem(
  scope: IssuingDistributionPoint | null,
  { issuer }: Certificate,
): string | null {
  if (!scope?.names) return null;
  const hasName = scope.names.some((name) => comparable(name) === issuer.key);
  return hasName || scope.names.every(({ kind }) => kind === 'uri')
    ? null
    : 'the CRL is of a distribution point that the certificate does not name';
}

function isSamePlace(
  { names }: DistributionPoint,
  scope: IssuingDistributionPoint | null,
): boolean {
  if (!scope?.names) return true;
  const wanted = scope.names.map(comparable);
  return (names ?? []).some((name) => wanted.includes(comparable(name)));
}

/** The same text for the same name. */
function comparable(name: GeneralName): string {
  return name.kind === 'directory' ? name.name.key : generalNameText(name);
}
