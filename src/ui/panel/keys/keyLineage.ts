import { epochOf, isSent, type Party, type Step, type Trace } from '../../../lab/trace.ts';
import type { DerivedSecret } from '../../../tls/endpoint.ts';

export type SecretName = DerivedSecret['name'];

/** A secret and what was derived from it. */
export interface Lineage {
  readonly secret: DerivedSecret;
  readonly children: readonly Lineage[];
}

/** The secrets that a party holds once this step is done, oldest first. */
export function secretsHeldAt(trace: Trace, step: Step, holder: Party): DerivedSecret[] {
  const held = new Map<SecretName, DerivedSecret>();
  for (const earlier of trace.steps.slice(0, step.index + 1))
    if (earlier.kind === 'keys' && earlier.party === holder)
      for (const secret of earlier.secrets) held.set(secret.name, secret);
  return [...held.values()];
}

/** The secrets that a step is about: those that it made, or the one that protects its record. */
export function secretsOf(step: Step): SecretName[] {
  if (step.kind === 'keys') return step.secrets.map(({ name }) => name);
  if (!isSent(step)) return [];
  const role = step.party === 'client' ? 'client' : 'server';
  switch (epochOf(step)) {
    case 'plaintext':
      return [];
    case 'handshake':
      return [`${role}_handshake_traffic_secret`];
    case 'application':
      return [`${role}_application_traffic_secret_0`];
  }
}

/**
 * The secret that carries the entropy into another one. HKDF-Extract has two inputs: the handshake
 * secret is made from the shared secret, and early_secret only salts it (RFC 8446 §7.1).
 */
function originOf({ name, from }: DerivedSecret): SecretName | null {
  return name === 'handshake_secret' ? 'shared_secret' : from;
}

/** The secrets as a forest: each under the one that it was made from. */
export function lineageOf(secrets: readonly DerivedSecret[]): Lineage[] {
  const known = new Set(secrets.map(({ name }) => name));
  const below = (parent: SecretName | null): Lineage[] =>
    secrets
      .filter((secret) => {
        const origin = originOf(secret);
        return parent === null ? origin === null || !known.has(origin) : origin === parent;
      })
      .map((secret) => ({ secret, children: below(secret.name) }));
  return below(null);
}

/** Only the branches that lead to one of these secrets; the rest is left out. */
export function branchesTo(forest: readonly Lineage[], wanted: ReadonlySet<SecretName>): Lineage[] {
  return forest.flatMap(({ secret, children }) => {
    const kept = branchesTo(children, wanted);
    return kept.length > 0 || wanted.has(secret.name) ? [{ secret, children: kept }] : [];
  });
}
