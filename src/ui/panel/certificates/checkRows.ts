import type { Check, CheckVerdict } from '../../../pki/path/check.ts';

/** All checks of one rule over the certificates of a path. */
export interface CheckRow {
  readonly id: Check['id'];
  readonly verdict: CheckVerdict;
  /** The check that speaks for the row: the one that failed, else the first that says something. */
  readonly leading: Check;
  readonly checks: readonly Check[];
}

/** The worse says more: a rule that failed once has failed. */
const WEIGHT: readonly CheckVerdict[] = [
  'fail',
  'unknown',
  'pass',
  'not-reached',
  'not-applicable',
];

/** One row for each rule, in the order in which the rules were first applied. */
export function checkRows(checks: readonly Check[]): CheckRow[] {
  const byRule = new Map<Check['id'], Check[]>();
  for (const check of checks) byRule.set(check.id, [...(byRule.get(check.id) ?? []), check]);
  return [...byRule.entries()].flatMap(([id, all]) => {
    const sorted = [...all].sort((a, b) => WEIGHT.indexOf(a.verdict) - WEIGHT.indexOf(b.verdict));
    const [leading] = sorted;
    return leading ? [{ id, verdict: leading.verdict, leading, checks: all }] : [];
  });
}
