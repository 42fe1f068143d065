import type { Check, CheckVerdict } from '../../pki/path/check.ts';
import { count } from '../phrases.ts';

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

/** What to call the checks of one rule; what nobody knows is not stated as if it held. */
export function ruleTitle(id: Check['id'], verdict: CheckVerdict): string {
  return verdict === 'unknown' && id === 'revocation'
    ? 'Not known whether it is revoked'
    : CHECK_TITLES[id];
}

export const VERDICTS: Readonly<Record<CheckVerdict, string>> = {
  pass: 'passed',
  fail: 'failed',
  unknown: 'not known',
  'not-reached': 'not reached',
  'not-applicable': 'does not apply',
};

/** What a list of checks says beside them. */
export const CHECK_LIST = {
  name: 'Checks',
  expected: 'expected',
  found: 'found',
  notReached: 'Not reached',
  notApplicable: 'Does not apply here',
} as const;

/** How many certificates a rule was applied to; `Both` where what failed has been told already. */
export function certificatesChecked(n: number, all: boolean): string {
  const certificates = count(n, 'certificate');
  if (!all) return certificates;
  return n === 2 ? 'Both certificates' : `All ${certificates}`;
}
