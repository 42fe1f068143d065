import type { Certificate } from '../x509/certificate.ts';
import type { CrlFault } from '../revocation/status.ts';
import type { Check, PathCheckId, PathReason } from './check.ts';
import type { RevocationSources } from '../revocation/status.ts';
import type { PathRules } from './request.ts';
import type { SignatureBook } from '../keys/signatureBook.ts';

/** One path that is being judged, and what it is judged with. */
export interface PathInHand {
  /** Leaf first; the anchor last when one was reached. */
  readonly certificates: readonly Certificate[];
  /** What to call each of them. */
  readonly names: readonly string[];
  readonly anchored: boolean;
  /** Where it ends there is a trusted certificate of the right name, but with another key. */
  readonly lookalike?: boolean;
  readonly rules: PathRules;
  readonly provider: Crypto;
  readonly book: SignatureBook;
  readonly sources: RevocationSources;
}

/** What a check came to; it passed when there is no reason and it is not unknown. */
export interface Finding {
  readonly found: string;
  /** Nothing tells whether the rule is met, and that is allowed. */
  readonly isUnknown?: boolean;
  readonly reason?: PathReason | null;
  /** Of a reason that is `revocation_unknown`. */
  readonly crlFault?: CrlFault | null;
  /** Of the same: an OCSP response that says good had to be there. */
  readonly isStapleMissing?: boolean;
  /** In place of what the rule says, when the fault tells more exactly what was expected. */
  readonly expected?: string;
  readonly spec?: string;
}

/** A rule that certificates of a path have to meet. */
export interface PathRule {
  readonly id: PathCheckId;
  readonly spec: string;
  /** Told only when it is broken: what holds on every ordinary path would drown the rest. */
  readonly quiet: boolean;
  expected(certificate: Certificate, index: number, path: PathInHand): string;
  find(certificate: Certificate, index: number, path: PathInHand): Finding | Promise<Finding>;
}

/** A check that is still to be made: one rule on one certificate. */
export interface PlannedCheck {
  readonly rule: PathRule;
  readonly index: number;
  /** In place of the rule's own. */
  readonly quiet?: boolean;
}

export interface JudgedPath {
  readonly checks: readonly Check[];
  /** The first check that failed. */
  readonly cause: Check | null;
}

/** Is this the certificate at which trust begins? */
export function isAnchor({ anchored, certificates }: PathInHand, index: number): boolean {
  return anchored && index === certificates.length - 1;
}

/** Makes checks in order until one fails; those after it are listed as not reached. */
export async function makeChecks(
  path: PathInHand,
  planned: readonly PlannedCheck[],
): Promise<JudgedPath> {
  const checks: Check[] = [];
  let cause: Check | null = null;
  for (const { rule, index, quiet = rule.quiet } of planned) {
    const certificate = path.certificates[index];
    if (!certificate || (cause && quiet)) continue;
    const { id, spec } = rule;
    const subject = path.names[index] ?? '';
    if (cause) {
      const expected = rule.expected(certificate, index, path);
      const found = 'not looked at';
      checks.push({ id, verdict: 'not-reached', index, subject, expected, found, spec });
      continue;
    }
    const finding = await rule.find(certificate, index, path);
    if (quiet && !finding.reason) continue;
    const check = toCheck(finding, rule, certificate, index, path);
    checks.push(check);
    if (finding.reason) cause = check;
  }
  return { checks, cause };
}

function toCheck(
  finding: Finding,
  rule: PathRule,
  certificate: Certificate,
  index: number,
  path: PathInHand,
): Check {
  const { id } = rule;
  const { found, reason, crlFault, isStapleMissing } = finding;
  const subject = path.names[index] ?? '';
  const expected = finding.expected ?? rule.expected(certificate, index, path);
  const spec = finding.spec ?? rule.spec;
  const told = { id, index, subject, expected, found, spec };
  if (!reason) return { ...told, verdict: finding.isUnknown ? 'unknown' : 'pass' };
  return {
    ...told,
    verdict: 'fail',
    reason,
    ...(crlFault ? { crlFault } : {}),
    ...(isStapleMissing ? { isStapleMissing } : {}),
  };
}
