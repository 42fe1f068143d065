import { displayName, type Certificate } from '../x509/certificate.ts';
import { OID } from '../der/oids.ts';
import type { Finding } from './plan.ts';
import type { PolicyInputs } from './request.ts';

const { anyPolicy } = OID;

/**
 * One policy at one depth. RFC 5280 §6.1.2 describes a tree, which a hostile path can make grow
 * exponentially (CVE-2023-0464); nodes of one depth with the same policy are one node here, so it
 * never has more than the policies that are written in the certificates.
 */
interface PolicyNode {
  readonly expected: Set<string>;
  /** Policies of the anchor's domain from which it comes; `anyPolicy` stays as it is. */
  readonly roots: Set<string>;
}

type PolicyLevel = Map<string, PolicyNode>;

interface PolicyState {
  /** Empty: no policy is valid for the path so far. */
  level: PolicyLevel;
  /** Certificates until something is required or forbidden, from 0 on it is; Infinity: never. */
  explicitPolicy: number;
  policyMapping: number;
  inhibitAnyPolicy: number;
}

/**
 * Which policies hold all along a path.
 *
 * @param path leaf first, the anchor last
 */
export function findPolicy(path: readonly Certificate[], inputs: PolicyInputs): Finding {
  const anchor = path[path.length - 1];
  // From the certificate that the anchor issued down to the leaf, as §6.1 counts.
  const below = path.slice(0, -1).reverse();
  const state: PolicyState = {
    level: new Map([[anyPolicy, { expected: new Set([anyPolicy]), roots: new Set([anyPolicy]) }]]),
    explicitPolicy: inputs.explicit ? 0 : Infinity,
    policyMapping: inputs.inhibitMapping ? 0 : Infinity,
    inhibitAnyPolicy: inputs.inhibitAny ? 0 : Infinity,
  };
  // RFC 5937 §3: what an anchor says of policies itself is the starting point.
  if (anchor) {
    if (anchor.extensions.certificatePolicies) applyPolicies(state, anchor, false);
    applyMappings(state, anchor.extensions.policyMappings ?? []);
    tighten(state, anchor);
  }
  for (const [position, certificate] of below.entries()) {
    const isLast = position === below.length - 1;
    applyPolicies(state, certificate, isLast);
    if (state.level.size === 0 && state.explicitPolicy <= 0) {
      return { found: `none from ${displayName(certificate)} on`, reason: 'policy' };
    }
    if (!isLast) {
      const problem = prepareNext(state, certificate);
      if (problem) return { found: problem, reason: 'policy' };
    }
  }
  return wrapUp(state, below.at(-1), inputs);
}

/** §6.1.3 (d), (e). */
function applyPolicies(state: PolicyState, certificate: Certificate, isLast: boolean): void {
  const policies = certificate.extensions.certificatePolicies?.policies ?? [];
  const { level: above } = state;
  const level: PolicyLevel = new Map();
  const any = above.get(anyPolicy);
  for (const policy of policies) {
    if (policy === anyPolicy) continue;
    const parents = [...above.values()].filter(({ expected }) => expected.has(policy));
    const from = parents.length > 0 ? parents : any ? [any] : [];
    if (from.length > 0) level.set(policy, nodeBelow(policy, from));
  }
  const isSelfIssued = certificate.subject.key === certificate.issuer.key;
  const anyCounts = state.inhibitAnyPolicy > 0 || (!isLast && isSelfIssued);
  if (policies.includes(anyPolicy) && anyCounts) {
    for (const parent of above.values()) {
      for (const policy of parent.expected) {
        if (!level.has(policy)) level.set(policy, nodeBelow(policy, [parent]));
        else addRoots(level.get(policy), parent, policy);
      }
    }
  }
  state.level = level;
}

function nodeBelow(policy: string, parents: readonly PolicyNode[]): PolicyNode {
  const node: PolicyNode = { expected: new Set([policy]), roots: new Set() };
  for (const parent of parents) addRoots(node, parent, policy);
  return node;
}

/** A node below anyPolicy is where a policy of the anchor's domain begins (§6.1.5 (g)(iii)(1)). */
function addRoots(node: PolicyNode | undefined, parent: PolicyNode, policy: string): void {
  for (const root of parent.roots) node?.roots.add(root === anyPolicy ? policy : root);
}

/** §6.1.4 (a), (b), (h) to (j). Answers with what is wrong, if anything is. */
function prepareNext(state: PolicyState, certificate: Certificate): string | null {
  const mappings = certificate.extensions.policyMappings ?? [];
  const name = displayName(certificate);
  const touchesAny = mappings.some(
    ({ issuerDomainPolicy, subjectDomainPolicy }) =>
      issuerDomainPolicy === anyPolicy || subjectDomainPolicy === anyPolicy,
  );
  if (touchesAny) return `${name} maps anyPolicy, which cannot be mapped`;
  applyMappings(state, mappings);
  if (certificate.subject.key !== certificate.issuer.key) {
    state.explicitPolicy--;
    state.policyMapping--;
    state.inhibitAnyPolicy--;
  }
  tighten(state, certificate);
  return null;
}

function applyMappings(
  state: PolicyState,
  mappings: NonNullable<Certificate['extensions']['policyMappings']>,
): void {
  const { level } = state;
  const targets = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
    const set = targets.get(issuerDomainPolicy) ?? new Set();
    targets.set(issuerDomainPolicy, set.add(subjectDomainPolicy));
  }
  const any = level.get(anyPolicy);
  for (const [policy, expected] of targets) {
    const node = level.get(policy);
    if (state.policyMapping <= 0) level.delete(policy);
    else if (node) level.set(policy, { ...node, expected });
    else if (any) level.set(policy, { ...nodeBelow(policy, [any]), expected });
  }
}

function tighten(state: PolicyState, { extensions }: Certificate): void {
  const { policyConstraints, inhibitAnyPolicy } = extensions;
  const least = (now: number, given: number | null | undefined): number =>
    Math.min(now, given ?? now);
  state.explicitPolicy = least(state.explicitPolicy, policyConstraints?.requireExplicitPolicy);
  state.policyMapping = least(state.policyMapping, policyConstraints?.inhibitPolicyMapping);
  state.inhibitAnyPolicy = least(state.inhibitAnyPolicy, inhibitAnyPolicy);
}

/** §6.1.5 (a), (b), (g). */
function wrapUp(state: PolicyState, leaf: Certificate | undefined, inputs: PolicyInputs): Finding {
  const required = leaf?.extensions.policyConstraints?.requireExplicitPolicy;
  const isRequired = required === 0 || state.explicitPolicy <= 1;
  const wanted = inputs.initialPolicySet;
  const acceptable = (root: string): boolean =>
    !wanted || root === anyPolicy || wanted.includes(root) || wanted.includes(anyPolicy);
  const valid = [...state.level].filter(([, { roots }]) => [...roots].some(acceptable));
  const policies = valid.map(([policy]) => (policy === anyPolicy ? 'any policy' : policy));
  if (policies.length > 0) return { found: policies.join(', ') };
  return isRequired
    ? { found: 'no policy that is valid along the path', reason: 'policy' }
    : { found: 'none, and none is required' };
}
