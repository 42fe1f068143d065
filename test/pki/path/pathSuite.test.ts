import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyLine } from '../../../src/node/verifyLine.ts';

interface Case {
  readonly id: string;
  readonly profile: 'core' | 'pedantic' | 'outside';
  readonly expect: 'accept' | 'reject';
  readonly reason: string | null;
  readonly reasonsOk?: readonly string[];
}

const folder = new URL('../../vectors/path-suite/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const cases = read('public.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);
const disputed = new Set(
  (JSON.parse(read('disputed.json')) as { id: string }[]).map(({ id }) => id),
);

/** Judges every case of a profile; answers with those on which we and the published answer differ. */
async function differences(profile: Case['profile']): Promise<{ total: number; list: string[] }> {
  const chosen = cases.filter((one) => one.profile === profile && !disputed.has(one.id));
  const list: string[] = [];
  for (const one of chosen) {
    const { result, reason } = await verifyLine(globalThis.crypto, one);
    const reasons: readonly (string | null)[] = one.reasonsOk ?? [one.reason];
    if (result === one.expect && (result === 'accept' || reasons.includes(reason))) continue;
    list.push(`${one.id}: ${one.expect} ${reasons.join('|')}, but ${result} ${reason}`);
  }
  return { total: chosen.length, list };
}

test('core: every answer and every reason agrees', async () => {
  const { total, list } = await differences('core');
  expect(list).toEqual([]);
  expect(total).toBeGreaterThan(440);
});

/** What RFC 5280 and the CA/Browser Forum ask of whoever issues, and not of whoever validates. */
const ISSUERS_RULES = [
  // §4.2.1.1 and §4.2.1.9 bind conforming CAs; the path that §6 describes asks neither.
  'limbo/rfc5280::aki::leaf-missing-aki: reject malformed, but accept null',
  'limbo/rfc5280::root-non-critical-basic-constraints: reject not_ca|malformed, but accept null',
  'limbo/webpki::aki::root-with-aki-missing-keyidentifier: reject malformed, but accept null',
  'limbo/webpki::eku::ee-critical-eku: reject eku|malformed, but accept null',
];

test('pedantic: the cases that differ are these, and no other', async () => {
  const { total, list } = await differences('pedantic');
  expect(list).toEqual(ISSUERS_RULES);
  expect(total).toBe(87);
});

/** Algorithms and kinds of CRLs that are not supported: what they would have told is not known. */
const NOT_SUPPORTED = [
  // A self-issued CA without basicConstraints that nobody trusts (§6.1.4 (k)); OpenSSL refuses it too.
  'bssl-crl/good_key_rollover: accept , but reject not_ca',
  // A DSA key under a DSA signature, neither of which is known here; the leaf's key is asked first.
  'pkits/4.1.6: reject weak_signature|bad_signature|unknown_issuer, but reject weak_key',
  // Several CRLs that cover some reasons each, and names relative to an issuer.
  'pkits/4.14.19: accept , but reject revocation_unknown',
  // Indirect CRLs.
  'pkits/4.14.28: accept , but reject revocation_unknown',
  'pkits/4.14.29: accept , but reject revocation_unknown',
  'pkits/4.14.5: accept , but reject revocation_unknown',
  'pkits/4.14.7: accept , but reject revocation_unknown',
  // A delta CRL that takes an entry back.
  'pkits/4.15.5: accept , but reject revoked',
  // CRLs that another certificate than the issuer’s own signs for.
  'pkits/4.4.19: accept , but reject revocation_unknown',
  'pkits/4.5.4: accept , but reject revocation_unknown',
];

test('outside of the Web profile: what is not supported is refused, not let through', async () => {
  const { total, list } = await differences('outside');
  expect(list).toEqual(NOT_SUPPORTED);
  expect(total).toBe(111);
});

test('no more than a handful of cases is disputed, each with its paragraph', () => {
  const list = JSON.parse(read('disputed.json')) as { id: string; paragraph: string }[];
  expect(list.length).toBeLessThanOrEqual(5);
  for (const { id, paragraph } of list) {
    expect(cases.map((one) => one.id)).toContain(id);
    expect(paragraph).toMatch(/^RFC \d+ §/);
  }
});
