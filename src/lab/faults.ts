import { bystander, hostOf } from './names.ts';
import {
  certificateIn,
  withCertificate,
  withParty,
  type CertificatePlan,
  type IdentityPlan,
  type WorldPlan,
} from './plan.ts';
import { attackerInFront } from './soundPlan.ts';

/** Permanent: links and lessons name them. Never rename one. */
export type FaultId =
  | 'client-cert-missing'
  | 'client-expired'
  | 'client-untrusted-root'
  | 'client-wrong-eku'
  | 'client-wrong-key'
  | 'server-expired'
  | 'server-untrusted-root'
  | 'server-self-signed'
  | 'server-wrong-host'
  | 'server-incomplete-chain'
  | 'wire-flip-bit'
  | 'wire-mitm';

export type FaultSide = 'client' | 'server' | 'wire';

/**
 * One way to break the world. A fault never touches the protocol and never says how it ends:
 * it changes the plan, and then whatever happens, happens.
 */
export interface Fault {
  readonly id: FaultId;
  /** Where it sits. */
  readonly side: FaultSide;
  /** What kind of thing is wrong. */
  readonly family: 'presence' | 'validity' | 'trust' | 'name' | 'usage' | 'possession' | 'wire';
  readonly change: (plan: WorldPlan) => WorldPlan;
}

/** Ended two hours ago, after a life of the usual length. */
const EXPIRED = {
  server: { from: -90 * 24, to: -2 },
  client: { from: -26, to: -2 },
} as const;

type Side = 'client' | 'server';

function withIdentity(plan: WorldPlan, side: Side, change: Partial<IdentityPlan>): WorldPlan {
  return withParty(plan, side, ({ identities }) => ({
    identities: identities.map((identity) => ({ ...identity, ...change })),
  }));
}

/** Issued by somebody else than the lab’s intermediate, which then is not shown either. */
function issuedBy(plan: WorldPlan, side: Side, issuer: CertificatePlan['issuer']): WorldPlan {
  return withIdentity(withCertificate(plan, side, { issuer }), side, { shows: [side] });
}

/** Every fault, in the order in which they are listed and applied; the later one wins a conflict. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'client-expired',
    side: 'client',
    family: 'validity',
    change: (plan) => withCertificate(plan, 'client', { lifetime: EXPIRED.client }),
  },
  {
    id: 'client-untrusted-root',
    side: 'client',
    family: 'trust',
    change: (plan) => issuedBy(plan, 'client', 'otherRoot'),
  },
  {
    id: 'client-wrong-eku',
    side: 'client',
    family: 'usage',
    change: (plan) => {
      const { details } = certificateIn(plan, 'client');
      return withCertificate(plan, 'client', {
        details: { ...details, extendedKeyUsage: ['serverAuth'] },
      });
    },
  },
  {
    id: 'client-wrong-key',
    side: 'client',
    family: 'possession',
    change: (plan) => withIdentity(plan, 'client', { signsWith: 'thief' }),
  },
  {
    id: 'client-cert-missing',
    side: 'client',
    family: 'presence',
    change: (plan) => withParty(plan, 'client', () => ({ identities: [] })),
  },
  {
    id: 'server-expired',
    side: 'server',
    family: 'validity',
    change: (plan) => withCertificate(plan, 'server', { lifetime: EXPIRED.server }),
  },
  {
    id: 'server-wrong-host',
    side: 'server',
    family: 'name',
    change: (plan) => {
      const other = bystander(plan.names);
      const { subject } = certificateIn(plan, 'server');
      return withCertificate(plan, 'server', {
        subject: { ...subject, commonName: other },
        san: { dns: [hostOf(other)] },
      });
    },
  },
  {
    id: 'server-incomplete-chain',
    side: 'server',
    family: 'trust',
    change: (plan) => withIdentity(plan, 'server', { shows: ['server'] }),
  },
  {
    id: 'server-untrusted-root',
    side: 'server',
    family: 'trust',
    change: (plan) => issuedBy(plan, 'server', 'otherRoot'),
  },
  {
    id: 'server-self-signed',
    side: 'server',
    family: 'trust',
    change: (plan) => issuedBy(plan, 'server', 'self'),
  },
  {
    id: 'wire-flip-bit',
    side: 'wire',
    family: 'wire',
    change: ({ connections: [own, ...others], ...plan }) => ({
      ...plan,
      connections: [{ ...own, wire: [...own.wire, FLIP_FIRST_SEALED] }, ...others],
    }),
  },
  {
    id: 'wire-mitm',
    side: 'wire',
    family: 'wire',
    change: attackerInFront,
  },
];

const FLIP_FIRST_SEALED = {
  record: { from: 'either', holds: 'sealed', nth: 0 },
  change: { kind: 'flip', at: 'middle' },
} as const;

const BY_ID: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.id, fault]));

/** The fault with that id; undefined when there is none. */
export function faultById(id: string): Fault | undefined {
  return BY_ID.get(id);
}

/** The same faults in catalogue order, each once. */
export function inCatalogueOrder(ids: readonly FaultId[]): FaultId[] {
  return FAULTS.map((fault) => fault.id).filter((id) => ids.includes(id));
}

/** The plan with all of these faults in it. */
export function applyFaults(plan: WorldPlan, ids: readonly FaultId[]): WorldPlan {
  return FAULTS.filter((fault) => ids.includes(fault.id)).reduce(
    (changed, fault) => fault.change(changed),
    plan,
  );
}
