import { beforeAll, describe, expect, test } from 'vitest';
import type { Check } from '../../../src/pki/path/check.ts';
import { derImplicit, derInteger, derOid, derSequence } from '../../../src/pki/der/writer.ts';
import type { RawExtension } from '../../../src/pki/issue/extensions.ts';
import { certificatePolicies } from '../../../src/pki/issue/specialExtensions.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import type { PolicyInputs } from '../../../src/pki/path/request.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW } from '../authorities.ts';
import { pathFactory, type Level } from './pathFactory.ts';

const { crypto } = globalThis;
let issue: Awaited<ReturnType<typeof pathFactory>>;
beforeAll(async () => {
  issue = await pathFactory(crypto);
});

const ANY = OID.anyPolicy;
const [P, Q, R] = ['1.3.6.1.4.1.32473.2.1', '1.3.6.1.4.1.32473.2.2', '1.3.6.1.4.1.32473.2.3'];

const says = (...extensions: RawExtension[]): Level => ({ extensions });
const nothing = says();
const under = (...policies: string[]) => certificatePolicies(policies);
const maps = (...pairs: (readonly [string, string])[]): RawExtension => ({
  oid: OID.policyMappings,
  critical: true,
  value: derSequence(...pairs.map(([from, to]) => derSequence(derOid(from), derOid(to)))),
});
const constrains = (explicit: number | null, mapping: number | null = null): RawExtension => ({
  oid: OID.policyConstraints,
  critical: true,
  value: derSequence(
    ...(explicit === null ? [] : [derImplicit(0, Uint8Array.of(explicit))]),
    ...(mapping === null ? [] : [derImplicit(1, Uint8Array.of(mapping))]),
  ),
});
const inhibitsAny = (after: number): RawExtension => ({
  oid: OID.inhibitAnyPolicy,
  critical: true,
  value: derInteger(after),
});

/** What the list of checks says of policies on a path that is written from the anchor down. */
async function policyCheck(
  policy: PolicyInputs | null,
  path: readonly Level[],
  isTrusted = true,
): Promise<Check | undefined> {
  const { chain, anchors } = await issue(...path);
  const { checks } = await validatePath(crypto, {
    chain,
    anchors: isTrusted ? anchors : [],
    time: NOW,
    purpose: 'server',
    name: null,
    ...(policy ? { policy } : {}),
  });
  return checks.find(({ id }) => id === 'policy');
}

/** What was found; with `refused: ` before it when that is not enough. */
async function outcome(policy: PolicyInputs, ...path: Level[]): Promise<string> {
  const check = await policyCheck(policy, path);
  if (!check) throw new Error('Policies were not looked at.');
  return check.reason === 'policy' ? `refused: ${check.found}` : check.found;
}

const explicit = { explicit: true };
const NONE = 'none, and none is required';
const REFUSED = 'refused: no policy that is valid along the path';

describe('whether policies are looked at', () => {
  test.each([
    { what: 'no certificate constrains them', level: says(under(P)), policy: null, is: undefined },
    { what: 'whoever asks has a wish', level: nothing, policy: {}, is: 'pass' },
    { what: 'a CA requires one', level: says(constrains(9)), policy: null, is: 'pass' },
    { what: 'a CA maps them', level: says(under(P), maps([P, Q])), policy: null, is: 'pass' },
  ] as const)('$what', async ({ level, policy, is }) => {
    expect((await policyCheck(policy, [nothing, level, nothing]))?.verdict).toBe(is);
    expect(await policyCheck(policy, [nothing, level, nothing], false)).toBeUndefined();
  });

  test('it is told what was asked for', async () => {
    const path = [nothing, says(under(P)), says(under(P))];
    const expected = async (policy: PolicyInputs) => (await policyCheck(policy, path))?.expected;
    expect(await expected({})).toBe('any policy, where the path requires one');
    expect(await expected({ initialPolicySet: [Q, P], explicit: true })).toBe(
      `${Q} or ${P}, all along the path`,
    );
  });
});

describe('explicit_policy (RFC 5280 §6.1.3 (f), §6.1.4 (h), §6.1.5 (a), (b))', () => {
  test('requireExplicitPolicy counts the certificates until a policy is required', async () => {
    const after = (count: number) =>
      outcome({}, nothing, says(constrains(count)), nothing, nothing);
    expect(await after(0)).toBe('refused: none from CA 2 on');
    expect(await after(1)).toBe('refused: none from leaf on');
    expect(await after(2)).toBe(REFUSED);
    expect(await after(3)).toBe(NONE);
  });

  test('self-issued certificates do not count', async () => {
    const after = (count: number) =>
      outcome({}, nothing, says(constrains(count)), { selfIssued: true }, nothing);
    expect(await after(1)).toBe(REFUSED);
    expect(await after(2)).toBe(NONE);
  });

  test('of the leaf only 0 counts', async () => {
    expect(await outcome({}, nothing, nothing, says(constrains(0)))).toBe(REFUSED);
    expect(await outcome({}, nothing, nothing, says(constrains(1)))).toBe(NONE);
  });

  test('the least of all counts', async () => {
    const both = (first: number, second: number) =>
      outcome({}, nothing, says(constrains(first)), says(constrains(second)), nothing);
    expect(await both(3, 9)).toBe(NONE);
    expect(await both(2, 9)).toBe(REFUSED);
    expect(await both(9, 1)).toBe(REFUSED);
    expect(await both(9, 2)).toBe(NONE);
  });

  test('whoever asks can require one from the start', async () => {
    expect(await outcome(explicit, nothing, nothing, nothing)).toBe('refused: none from CA 1 on');
    expect(await outcome({}, nothing, nothing, nothing)).toBe(NONE);
    expect(await outcome(explicit, nothing, says(under(P)), says(under(P)))).toBe(P);
  });

  test('an anchor can require one too (RFC 5937 §3)', async () => {
    expect(await outcome({}, says(constrains(0)), nothing, nothing)).toContain('refused');
    expect(await outcome({}, says(constrains(3)), nothing, nothing)).toBe(NONE);
  });
});

describe('valid policies (§6.1.3 (d))', () => {
  test.each([
    { anchor: nothing, middle: [P], leaf: [P], found: P },
    {
      anchor: nothing,
      middle: [P],
      leaf: [Q],
      found: 'refused: none from leaf on',
    },
    { anchor: nothing, middle: [P, Q], leaf: [Q, R], found: Q },
    { anchor: nothing, middle: [ANY], leaf: [P], found: P },
    { anchor: nothing, middle: [P, Q], leaf: [ANY], found: `${P}, ${Q}` },
    { anchor: nothing, middle: [P, Q], leaf: [P, ANY], found: `${P}, ${Q}` },
    { anchor: nothing, middle: [ANY, P], leaf: [Q], found: Q },
    { anchor: nothing, middle: [ANY], leaf: [ANY], found: 'any policy' },
    { anchor: says(under(P)), middle: [P], leaf: [P], found: P },
    { anchor: says(under(P)), middle: [Q], leaf: [Q], found: 'refused: none from CA 1 on' },
    { anchor: says(under(ANY)), middle: [Q], leaf: [Q], found: Q },
  ])('$middle, then $leaf: $found', async ({ anchor, middle, leaf, found }) => {
    const path = [anchor, says(under(...middle)), says(under(...leaf))];
    expect(await outcome(explicit, ...path)).toBe(found);
  });

  test.each([
    { wanted: [P], middle: [P], leaf: [P], found: P },
    { wanted: [Q], middle: [P], leaf: [P], found: REFUSED },
    { wanted: [Q, P], middle: [P], leaf: [P], found: P },
    { wanted: [ANY], middle: [P], leaf: [P], found: P },
    { wanted: [Q], middle: [P, Q], leaf: [P, Q], found: Q },
    { wanted: [P], middle: [ANY], leaf: [ANY], found: 'any policy' },
    { wanted: [P], middle: [ANY], leaf: [P], found: P },
    { wanted: [P], middle: [ANY], leaf: [Q], found: REFUSED },
  ])('$wanted wanted: $middle, then $leaf: $found', async ({ wanted, middle, leaf, found }) => {
    const path = [nothing, says(under(...middle)), says(under(...leaf))];
    expect(await outcome({ initialPolicySet: wanted, explicit: true }, ...path)).toBe(found);
    const unforced = await outcome({ initialPolicySet: wanted }, ...path);
    expect(unforced).toBe(found === REFUSED ? NONE : found);
  });
});

describe('anyPolicy, inhibited (§6.1.3 (d)(2), §6.1.4 (i), (j))', () => {
  const inhibited = { explicit: true, inhibitAny: true };

  test('stands for nothing from the start when whoever asks says so', async () => {
    const path = [nothing, says(under(ANY)), says(under(P))];
    expect(await outcome(explicit, ...path)).toBe(P);
    expect(await outcome(inhibited, ...path)).toBe('refused: none from CA 1 on');
  });

  test('still says what an anchor stands for (RFC 5937 §3)', async () => {
    expect(await outcome(inhibited, says(under(ANY)), says(under(P)), says(under(P)))).toBe(P);
    const anchor = says(under(ANY), inhibitsAny(0));
    expect(await outcome(explicit, anchor, says(under(ANY)), says(under(P)))).toContain('refused');
  });

  test('stands for something in as many certificates as inhibitAnyPolicy says', async () => {
    const after = (count: number) =>
      outcome(
        explicit,
        nothing,
        says(under(P), inhibitsAny(count)),
        says(under(ANY)),
        says(under(P)),
      );
    expect(await after(0)).toBe('refused: none from CA 2 on');
    expect(await after(1)).toBe(P);
    const twice = (count: number) =>
      outcome(
        explicit,
        ...[nothing, says(under(P), inhibitsAny(count)), says(under(ANY)), says(under(ANY))],
      );
    expect(await twice(1)).toBe('refused: none from leaf on');
    expect(await twice(2)).toBe(P);
  });

  test('stands for something in a self-issued CA, and in no such leaf', async () => {
    const above = [nothing, says(under(P), inhibitsAny(0))];
    const selfIssued: Level = { ...says(under(ANY)), selfIssued: true };
    expect(await outcome(explicit, ...above, selfIssued, says(under(P)))).toBe(P);
    // The leaf is called as its issuer is.
    expect(await outcome(explicit, ...above, selfIssued)).toBe('refused: none from CA 1 on');
  });

  test('is not counted down by a self-issued CA', async () => {
    const path = (between: Level) => [
      ...[nothing, says(under(P), inhibitsAny(1)), between],
      ...[says(under(ANY)), says(under(P))],
    ];
    expect(await outcome(explicit, ...path(says(under(P))))).toBe('refused: none from CA 3 on');
    expect(await outcome(explicit, ...path({ ...says(under(P)), selfIssued: true }))).toBe(P);
  });
});

describe('mappings (§6.1.4 (a), (b))', () => {
  const wanting = (...initialPolicySet: string[]) => ({ initialPolicySet, explicit: true });

  test.each([
    { what: 'what it is mapped to', middle: [P], pairs: [[P, Q]], leaf: [Q], found: Q },
    { what: 'not itself any more', middle: [P], pairs: [[P, Q]], leaf: [P], found: null },
    {
      what: 'one of two',
      middle: [P],
      pairs: [
        [P, Q],
        [P, R],
      ],
      leaf: [R],
      found: R,
    },
    {
      what: 'the other of two',
      middle: [P],
      pairs: [
        [P, R],
        [P, Q],
      ],
      leaf: [R],
      found: R,
    },
    { what: 'any that is mapped', middle: [ANY], pairs: [[P, Q]], leaf: [Q], found: Q },
    {
      what: 'nothing, when the CA has it not',
      middle: [P],
      pairs: [[R, Q]],
      leaf: [Q],
      found: null,
    },
    {
      what: 'what anyPolicy of the leaf stands for',
      middle: [P],
      pairs: [[P, Q]],
      leaf: [ANY],
      found: Q,
    },
  ] as const)('a policy is then $what', async ({ middle, pairs, leaf, found }) => {
    const path = [nothing, says(under(...middle), maps(...pairs)), says(under(...leaf))];
    expect(await outcome(wanting(P), ...path)).toBe(found ?? 'refused: none from leaf on');
  });

  test('what counts is the policy of the anchor’s domain', async () => {
    const path = [nothing, says(under(P), maps([P, Q])), says(under(Q))];
    expect(await outcome(wanting(P), ...path)).toBe(Q);
    expect(await outcome(wanting(Q), ...path)).toBe(REFUSED);
  });

  test('two that are mapped to one both count, also below anyPolicy', async () => {
    for (const leaf of [Q, ANY]) {
      const path = [nothing, says(under(P, R), maps([P, Q], [R, Q])), says(under(leaf))];
      expect(await outcome(wanting(P), ...path)).toBe(Q);
      expect(await outcome(wanting(R), ...path)).toBe(Q);
      expect(await outcome(wanting(Q), ...path)).toBe(REFUSED);
    }
  });

  test.each([
    [ANY, P],
    [P, ANY],
  ] as const)('%s to %s is refused', async (from, to) => {
    const path = [nothing, says(under(P), maps([Q, R], [from, to])), says(under(P))];
    expect(await outcome({}, ...path)).toBe('refused: CA 1 maps anyPolicy, which cannot be mapped');
  });

  test('an anchor can map too (RFC 5937 §3)', async () => {
    const path = [says(under(P), maps([P, Q])), says(under(Q)), says(under(Q))];
    expect(await outcome(wanting(P), ...path)).toBe(Q);
    expect(await outcome({ ...wanting(P), inhibitMapping: true }, ...path)).toContain('refused');
  });

  test('inhibited, takes away what it would map and leaves the rest', async () => {
    const inhibited = { explicit: true, inhibitMapping: true };
    const judge = (leaf: string) =>
      outcome(inhibited, nothing, says(under(P, R), maps([P, Q])), says(under(leaf)));
    expect(await judge(P)).toBe('refused: none from leaf on');
    expect(await judge(Q)).toBe('refused: none from leaf on');
    expect(await judge(R)).toBe(R);
  });

  test('may be done in as many certificates as inhibitPolicyMapping says', async () => {
    const first = (count: number) => says(under(P), constrains(null, count));
    const mapping = says(under(P), maps([P, Q]));
    expect(await outcome(explicit, nothing, first(0), mapping, says(under(Q)))).toContain(
      'refused',
    );
    expect(await outcome(explicit, nothing, first(1), mapping, says(under(Q)))).toBe(Q);
    const own = says(under(P), constrains(null, 0), maps([P, Q]));
    expect(await outcome(explicit, nothing, own, says(under(Q)))).toBe(Q);
    const later = (count: number, between: Level) =>
      outcome(explicit, nothing, first(count), between, mapping, says(under(Q)));
    expect(await later(1, says(under(P)))).toContain('refused');
    expect(await later(2, says(under(P)))).toBe(Q);
    expect(await later(1, { ...says(under(P)), selfIssued: true })).toBe(Q);
  });
});
