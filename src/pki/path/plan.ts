import type { Certificate } from '../certificate.ts';
import type { Check, PathCheckId, PathReason } from '../check.ts';
import type { PathRules } from './request.ts';

/** What a check came to; it passed when there is no reason. */
export interface Finding {
  readonly found: string;
  readonly reason?: PathReason;
  /** In place of what was planned, when the fault tells more exactly what was expected. */
  readonly expected?: string;
}

/** A check that is still to be made. */
export interface PlannedCheck {
  readonly id: PathCheckId;
  readonly index: number | null;
  readonly subject: string;
  readonly expected: string;
  readonly spec: string;
  /** Shown only when it fails: what is so on every ordinary path would drown the rest. */
  readonly quiet?: boolean;
  run(): Finding | Promise<Finding>;
}

/** One path that is being judged: leaf first, and the anchor last when one was reached. */
export interface PathInHand {
  readonly certificates: readonly Certificate[];
  readonly anchored: boolean;
  /** Where it ends there is a trusted certificate of the right name, but with another key. */
  readonly lookalike: boolean;
  readonly rules: PathRules;
}

export interface JudgedPath {
  readonly checks: readonly Check[];
  readonly cause: Check | null;
}

/** Makes checks in order until one fails; those after it are listed as not reached. */
export async function makeChecks(planned: readonly PlannedCheck[]): Promise<JudgedPath> {
  const checks: Check[] = [];
  let cause: Check | null = null;
  for (const plan of planned) {
    const { id, index, subject, spec, quiet } = plan;
    const base = { id, index, subject, expected: plan.expected, spec };
    if (cause) {
      if (!quiet) checks.push({ ...base, verdict: 'not-reached', found: 'not looked at' });
      continue;
    }
    const answer = plan.run();
    const { found, reason, expected } = answer instanceof Promise ? await answer : answer;
    if (reason) {
      cause = { ...base, expected: expected ?? base.expected, verdict: 'fail', found, reason };
      checks.push(cause);
    } else if (!quiet) {
      checks.push({ ...base, verdict: 'pass', found });
    }
  }
  return { checks, cause };
}
