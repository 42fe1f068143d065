import type { Certificate } from '../x509/certificate.ts';
import { DerError } from '../der/reader.ts';
import { parseCrl, type Crl } from '../revocation/crl.ts';
import { crlStatus } from '../revocation/crlStatus.ts';
import { parseOcspResponse } from '../revocation/ocsp.ts';
import { ocspStatus } from '../revocation/ocspStatus.ts';
import type {
  CrlFault,
  RevocationSources,
  RevocationStatus,
  StatusQuestion,
} from '../revocation/status.ts';
import type { Finding, PathInHand, PathRule, PlannedCheck } from './plan.ts';
import type { PathRules, RevocationRule } from './request.ts';

const UNTOLD = 'no CRL and no OCSP response tells';
/** The TLS extension status_request, which a "must-staple" certificate asks for (RFC 7633 §4.2.3). */
const STATUS_REQUEST = 5;

/** Reads what a request brought along. */
export function readSources({ crls = [], ocsp = [] }: PathRules): RevocationSources {
  const unreadable: string[] = [];
  const readAll = <T>(
    what: string,
    list: readonly Uint8Array[],
    read: (der: Uint8Array) => T,
  ): T[] =>
    list.flatMap((der) => {
      try {
        return [read(der)];
      } catch (error) {
        if (!(error instanceof DerError)) throw error;
        unreadable.push(`${what} cannot be used: ${error.message}`);
        return [];
      }
    });
  return {
    crls: readAll('a CRL', crls, parseCrl),
    ocsp: readAll('an OCSP response', ocsp, parseOcspResponse),
    unreadable,
  };
}

/** The certificates whose revocation is asked for: none unless the request says so. */
export function revocationChecks({ certificates, anchored, rules }: PathInHand): PlannedCheck[] {
  if (!rules.revocation || !anchored) return [];
  const { revocation } = rules;
  const issuers = certificates.slice(1);
  const asked = revocation.depth === 'leaf' ? issuers.slice(0, 1) : issuers;
  return asked.map((issuer, index) => ({ rule: revocationOf(issuer, revocation), index }));
}

/** Of a certificate that `issuer` issued. */
function revocationOf(issuer: Certificate, rule: RevocationRule): PathRule {
  return {
    id: 'revocation',
    spec: 'RFC 5280 §6.3, RFC 6960 §3.2',
    quiet: false,
    expected: (certificate, index) => {
      if (!mustStaple(certificate, index, rule)) return 'not revoked';
      const good = 'an OCSP response that says good';
      return saysMustStaple(certificate) ? `${good}, as it must staple` : good;
    },
    find: (certificate, index, { certificates, rules, provider, book, sources }) => {
      const { time, options } = rules;
      const allowSha1 = options?.allowSha1 ?? false;
      // Never the certificate itself: it would vouch for its own key.
      const namesakes = certificates
        .slice(index + 2)
        .filter(({ subject }) => subject.key === issuer.subject.key);
      const question = { provider, certificate, issuer, namesakes, time, allowSha1, book };
      const must = mustStaple(certificate, index, rule);
      return findStatus(question, sources, must, rule.unknown);
    },
  };
}

function mustStaple(
  certificate: Certificate,
  index: number,
  { mustStaple: who = 'certified' }: RevocationRule,
): boolean {
  return who === 'certified' ? saysMustStaple(certificate) : who === 'leaf' && index === 0;
}

function saysMustStaple({ extensions }: Certificate): boolean {
  return extensions.tlsFeature?.includes(STATUS_REQUEST) ?? false;
}

async function findStatus(
  question: StatusQuestion,
  sources: RevocationSources,
  must: boolean,
  whenUnknown: RevocationRule['unknown'],
): Promise<Finding> {
  const stapled: RevocationStatus[] = [];
  for (const response of sources.ocsp) stapled.push(await ocspStatus(response, question));
  const listed: RevocationStatus[] = [];
  for (const crl of sources.crls) listed.push(await crlStatus(crl, question));

  const all = [...stapled, ...listed];
  const revoked = all.find(({ status }) => status === 'revoked');
  if (revoked) return { found: revoked.found, reason: 'revoked' };
  const good = (must ? stapled : all).find(({ status }) => status === 'good');
  if (good) return { found: good.found };
  const found =
    unknownText(must ? stapled : all, sources.unreadable) ?? (must ? 'no OCSP response' : UNTOLD);
  if (must) return { found, reason: 'revocation_unknown', isStapleMissing: true };
  if (whenUnknown === 'allow') {
    return { found: `not known, which is allowed: ${found}`, isUnknown: true };
  }
  const crlFault = likeliestFault(sources.crls, listed);
  return { found, reason: 'revocation_unknown', crlFault };
}

/**
 * What is wrong with the CRL that would have told: of several, OpenSSL looks at one that is of
 * today, else at the newest.
 *
 * @param listed what each CRL came to, in their order
 */
function likeliestFault(
  crls: readonly Crl[],
  listed: readonly RevocationStatus[],
): CrlFault | null {
  const faults = listed.flatMap((status, index) => {
    const fault = status.status === 'unknown' ? status.crlFault : null;
    // Only one of today is looked at closely enough for its signature to be told of.
    const rank = fault === 'bad_signature' ? Infinity : (crls[index]?.thisUpdate ?? -Infinity);
    return fault ? [{ fault, rank }] : [];
  });
  return faults.sort((a, b) => b.rank - a.rank)[0]?.fault ?? null;
}

function unknownText(
  all: readonly RevocationStatus[],
  unreadable: readonly string[],
): string | null {
  const reasons = [...new Set([...all.map(({ found }) => found), ...unreadable])];
  return reasons.slice(0, 3).join('; ') || null;
}
