import type { PathInHand, PathRule } from './plan.ts';
import type { PolicyInputs } from './request.ts';

/** Can policies decide anything on this path? On most of the Web's they cannot. */
export function policyMatters({ certificates, anchored, rules }: PathInHand): boolean {
  const constrained = certificates.some(
    ({ extensions }) => extensions.policyConstraints ?? extensions.policyMappings,
  );
  return anchored && (constrained || rules.policy !== undefined);
}

/** Policy processing, RFC 5280 §6.1, of the whole path; told of the leaf. */
export const POLICY: PathRule = {
  id: 'policy',
  spec: 'RFC 5280 §6.1.5 (g)',
  quiet: false,
  expected: (_leaf, _index, { rules }) => policyExpectation(rules.policy ?? {}),
  find: async (_leaf, _index, { certificates, rules }) => {
    // Few paths have policies that matter, so this is loaded with the first that does.
    const { findPolicy } = await import('./policyTree.ts');
    return findPolicy(certificates, rules.policy ?? {});
  },
};

function policyExpectation({ initialPolicySet, explicit }: PolicyInputs): string {
  const which = initialPolicySet?.join(' or ') ?? 'any policy';
  return explicit ? `${which}, all along the path` : `${which}, where the path requires one`;
}
