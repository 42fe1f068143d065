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

/** What to call a row; what nobody knows is not stated as if it held. */
export function rowTitle({ id, verdict }: Pick<CheckRow, 'id' | 'verdict'>): string {
  return verdict === 'unknown' && id === 'revocation'
    ? 'Not known whether it is revoked'
    : CHECK_TITLES[id];
}

/** What each rule asks, as a statement that holds when it passes. */
export const CHECK_TITLES: Readonly<Record<Check['id'], string>> = {
  encoding: 'Is well formed',
  signature: 'Is signed by its issuer',
  validity: 'Valid at this time',
  ca: 'Issued by a CA',
  path_length: 'Within the allowed path length',
  key_usage: 'Key may be used for this',
  eku: 'Issued for this purpose',
  name_constraints: 'Within the CA’s names',
  critical_extensions: 'No unknown critical extension',
  algorithm_strength: 'Strong enough algorithms',
  policy: 'Within the required policy',
  revocation: 'Not revoked',
  name: 'Carries the expected name',
  trust_anchor: 'Leads by its names to a trusted root',
  certificate_presented: 'Shows a certificate',
  possession: 'Holds the private key',
  finished: 'Saw the same conversation',
  record_integrity: 'Record arrived unchanged',
};
