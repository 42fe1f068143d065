import {
  CertificateError,
  displayName,
  parseCertificate,
  type Certificate,
} from '../x509/certificate.ts';
import type { Check, PathAttempt, PathCheckId, PathVerdict } from './check.ts';
import { candidatePaths, type CandidatePath, type SearchLimits } from './build.ts';
import { NAME_CONSTRAINTS } from './nameConstraints.ts';
import { makeChecks, type PathInHand, type PlannedCheck } from './plan.ts';
import { POLICY, policyMatters } from './policy.ts';
import type { ParsedPathRequest, PathRequest } from './request.ts';
import type { RevocationSources } from '../revocation/status.ts';
import { depthRule, roleChecks } from './roleRules.ts';
import { SignatureBook } from '../keys/signatureBook.ts';
import { KEY_STRENGTH, strengthChecks } from './strengthRules.ts';
import { ENCODING, nameRule, SIGNATURE, TRUST_ANCHOR, VALIDITY } from './trustRules.ts';

/** Paths given up that are told of; the search itself may try more. */
export const MAX_ATTEMPTS_TOLD = 16;

/**
 * Is there a path from the leaf to a trust anchor on which everything holds (RFC 5280 §6)? The
 * checks stand in the order in which OpenSSL makes them, so that of several faults the same is told.
 *
 * @param provider WebCrypto of the browser, of Node or another
 * @param request certificates as they came, and what to judge them by
 * @returns the whole list of checks; nothing is thrown for any bytes
 */
export async function validatePath(provider: Crypto, request: PathRequest): Promise<PathVerdict> {
  const [first = new Uint8Array(), ...others] = request.chain;
  const leaf = read(first);
  if (leaf instanceof CertificateError) {
    return unreadableVerdict(leaf, { index: 0, subject: 'the certificate' }, [first]);
  }
  const presented = others.map(read);
  const trusted = request.anchors.map(read);
  const verdict = await validateParsedPath(provider, {
    ...request,
    leaf,
    intermediates: presented.filter(isReadable),
    anchors: trusted.filter(isReadable),
  });
  if (verdict.reason !== 'unknown_issuer') return verdict;
  // What is missing may be what could not be read: nothing else tells more.
  const [badPresented] = presented.filter((one) => !isReadable(one));
  const [badTrusted] = trusted.filter((one) => !isReadable(one));
  const unreadable = badPresented ?? badTrusted;
  if (!(unreadable instanceof CertificateError)) return verdict;
  const subject = badPresented ? 'a certificate that was presented' : 'a trusted certificate';
  return unreadableVerdict(unreadable, { index: null, subject }, verdict.path, verdict);
}

/**
 * The verdict on a chain of which a part is no certificate, for those who may not pass over it.
 *
 * @returns null when every one can be read; the first that cannot is told, and none after it read
 */
export function unreadablePart(chain: readonly Uint8Array[]): PathVerdict | null {
  for (const [index, der] of chain.entries()) {
    const one = read(der);
    if (isReadable(one)) continue;
    const subject = index === 0 ? 'the certificate' : 'a certificate that was presented';
    return unreadableVerdict(one, { index: index === 0 ? 0 : null, subject }, [der]);
  }
  return null;
}

function read(der: Uint8Array): Certificate | CertificateError {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof CertificateError) return error;
    throw error;
  }
}

function isReadable(one: Certificate | CertificateError): one is Certificate {
  return !(one instanceof CertificateError);
}

function unreadableVerdict(
  error: CertificateError,
  about: Pick<Check, 'index' | 'subject'>,
  path: readonly Uint8Array[],
  verdict?: PathVerdict,
): PathVerdict {
  const cause: Check = {
    ...about,
    id: 'encoding',
    verdict: 'fail',
    expected: 'a certificate in DER',
    found: error.message,
    spec: 'RFC 5280 §4.1',
    reason: 'malformed',
  };
  const attempt = { certificates: path, accepted: false, checks: [cause], cause };
  return verdictOf(attempt, [...(verdict?.attempts ?? []), attempt], verdict?.signatureChecks ?? 0);
}

/** {@link validatePath} for certificates that were parsed before. */
export async function validateParsedPath(
  provider: Crypto,
  request: ParsedPathRequest,
): Promise<PathVerdict> {
  const book = new SignatureBook(provider);
  // Most requests ask nobody: what reads CRLs and OCSP responses is loaded for those that do.
  const revocation = request.revocation ? await import('./revocationRule.ts') : null;
  const sources = revocation?.readSources(request) ?? NO_SOURCES;
  const aids: Aids = { rules: request, provider, book, sources };
  const askedFor = revocation?.revocationChecks ?? (() => []);
  const limits: SearchLimits = { steps: 0, exceeded: false };
  const attempts: PathAttempt[] = [];
  let best: PathAttempt | null = null;
  for await (const candidate of candidatePaths({ ...request, book }, limits)) {
    // One more dead end tells nothing new, and a hostile bag can have thousands.
    if (!candidate.anchored && attempts.length >= MAX_ATTEMPTS_TOLD) continue;
    const attempt = await judge(candidate, aids, askedFor);
    if (attempts.length < MAX_ATTEMPTS_TOLD) attempts.push(attempt);
    if (attempt.accepted) {
      if (attempts[attempts.length - 1] !== attempt) attempts[attempts.length - 1] = attempt;
      return verdictOf(attempt, attempts, book.count);
    }
    if (!best || progress(attempt) > progress(best)) best = attempt;
  }
  if (!best || limits.exceeded || best.cause?.reason === 'limit') {
    best = overLimit(request.leaf, best);
    attempts.push(best);
  }
  return verdictOf(best, attempts, book.count);
}

/** What every path of one request is judged with. */
type Aids = Pick<PathInHand, 'rules' | 'provider' | 'book' | 'sources'>;

const NO_SOURCES: RevocationSources = { crls: [], ocsp: [], unreadable: [] };

async function judge(
  candidate: CandidatePath,
  aids: Aids,
  revocationChecks: (path: PathInHand) => readonly PlannedCheck[],
): Promise<PathAttempt> {
  const { certificates } = candidate;
  const path: PathInHand = { ...candidate, ...aids, names: certificates.map(displayName) };
  const { checks, cause } = await makeChecks(path, planChecks(path, revocationChecks(path)));
  const accepted = cause === null;
  return { certificates: certificates.map(({ der }) => der), accepted, checks, cause };
}

/** The order of `X509_verify_cert` in OpenSSL 3, after the encoding that it refuses when reading. */
function planChecks(path: PathInHand, revocation: readonly PlannedCheck[]): PlannedCheck[] {
  const { certificates, rules } = path;
  const { maxIntermediates } = rules;
  const anchor = certificates.length - 1;
  return [
    ...certificates.map((_, index) => ({ rule: ENCODING, index })),
    { rule: KEY_STRENGTH, index: 0 },
    ...(maxIntermediates === undefined ? [] : [{ rule: depthRule(maxIntermediates), index: 0 }]),
    { rule: TRUST_ANCHOR, index: anchor },
    ...roleChecks(path),
    ...strengthChecks(path),
    ...(rules.name ? [{ rule: nameRule(rules.name), index: 0 }] : []),
    ...revocation,
    ...fromAnchorDown(anchor),
    ...certificates.flatMap(({ extensions }, index) =>
      extensions.nameConstraints ? [{ rule: NAME_CONSTRAINTS, index }] : [],
    ),
    ...(policyMatters(path) ? [{ rule: POLICY, index: 0 }] : []),
  ];
}

/** Signatures and dates: each signature before the date that it vouches for. */
function fromAnchorDown(anchor: number): PlannedCheck[] {
  const checks: PlannedCheck[] = [{ rule: VALIDITY, index: anchor }];
  for (let index = anchor - 1; index >= 0; index--) {
    checks.push({ rule: SIGNATURE, index }, { rule: VALIDITY, index });
  }
  return checks;
}

/** How far an attempt came: the higher, the more it tells about what is wrong. */
const PROGRESS: readonly PathCheckId[] = [
  'trust_anchor',
  'signature',
  'encoding',
  'critical_extensions',
  'ca',
  'key_usage',
  'eku',
  'path_length',
  'algorithm_strength',
  'name',
  'revocation',
  'validity',
  'name_constraints',
  'policy',
];

function progress({ cause }: PathAttempt): number {
  return PROGRESS.findIndex((id) => id === cause?.id);
}

function overLimit(leaf: Certificate, best: PathAttempt | null): PathAttempt {
  const cause: Check = {
    id: 'trust_anchor',
    verdict: 'fail',
    index: 0,
    subject: displayName(leaf),
    expected: 'a path that is found within the limits on work',
    found: 'the search was given up: too many certificates, or too long a path',
    spec: 'RFC 5280 §6.1',
    reason: 'limit',
  };
  return {
    certificates: best?.certificates ?? [leaf.der],
    accepted: false,
    checks: [cause],
    cause,
  };
}

function verdictOf(
  { accepted, checks, cause, certificates }: PathAttempt,
  attempts: readonly PathAttempt[],
  signatureChecks: number,
): PathVerdict {
  const reason = cause?.reason ?? null;
  return { accepted, checks, cause, reason, path: certificates, attempts, signatureChecks };
}
