import { type AuthorityRole, type LeafPlan, type WorldPlan } from './plan.ts';

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
  /** For lists: `Expired`. */
  readonly title: string;
  /** One sentence: what is wrong in this world. */
  readonly cause: string;
  readonly change: (plan: WorldPlan) => WorldPlan;
}

/** Ended two hours ago, after a life of the usual length. */
const EXPIRED = {
  server: { from: -90 * 24, to: -2 },
  client: { from: -26, to: -2 },
} as const;

function withLeaf(plan: WorldPlan, side: 'client' | 'server', leaf: Partial<LeafPlan>): WorldPlan {
  return { ...plan, [side]: { ...plan[side], leaf: { ...plan[side].leaf, ...leaf } } };
}

function showing(
  plan: WorldPlan,
  side: 'client' | 'server',
  shows: readonly ('leaf' | AuthorityRole)[],
): WorldPlan {
  return { ...plan, [side]: { ...plan[side], shows } };
}

/** Every fault, in the order in which they are listed and applied; the later one wins a conflict. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'client-expired',
    side: 'client',
    family: 'validity',
    title: 'Expired',
    cause: 'The client’s certificate ended two hours ago.',
    change: (plan) => withLeaf(plan, 'client', { lifetime: EXPIRED.client }),
  },
  {
    id: 'client-untrusted-root',
    side: 'client',
    family: 'trust',
    title: 'Untrusted CA',
    cause: 'Another company’s CA issued the client’s certificate; the server does not trust it.',
    change: (plan) =>
      showing(withLeaf(plan, 'client', { issuer: 'otherRoot' }), 'client', ['leaf']),
  },
  {
    id: 'client-wrong-eku',
    side: 'client',
    family: 'usage',
    title: 'Server-only certificate',
    cause: 'The client’s certificate is marked for serverAuth only, not for clientAuth.',
    change: (plan) => withLeaf(plan, 'client', { usage: 'serverAuth' }),
  },
  {
    id: 'client-wrong-key',
    side: 'client',
    family: 'possession',
    title: 'Copied, without its key',
    cause: 'The client shows a certificate that it copied; it signs with a key of its own.',
    change: (plan) => ({ ...plan, client: { ...plan.client, signsWith: 'thief' } }),
  },
  {
    id: 'client-cert-missing',
    side: 'client',
    family: 'presence',
    title: 'Not sent',
    cause: 'The client has no certificate to show.',
    change: (plan) => showing(plan, 'client', []),
  },
  {
    id: 'server-expired',
    side: 'server',
    family: 'validity',
    title: 'Expired',
    cause: 'The server’s certificate ended two hours ago.',
    change: (plan) => withLeaf(plan, 'server', { lifetime: EXPIRED.server }),
  },
  {
    id: 'server-wrong-host',
    side: 'server',
    family: 'name',
    title: 'Wrong name',
    cause:
      'The server’s certificate names billing.prod.svc, not the name that the client asked for.',
    change: (plan) =>
      withLeaf(plan, 'server', { commonName: 'billing', dns: ['billing.prod.svc'] }),
  },
  {
    id: 'server-incomplete-chain',
    side: 'server',
    family: 'trust',
    title: 'Missing intermediate',
    cause: 'The server sends its own certificate and forgets the intermediate that issued it.',
    change: (plan) => showing(plan, 'server', ['leaf']),
  },
  {
    id: 'server-untrusted-root',
    side: 'server',
    family: 'trust',
    title: 'Untrusted CA',
    cause: 'Another company’s CA issued the server’s certificate; the client does not trust it.',
    change: (plan) =>
      showing(withLeaf(plan, 'server', { issuer: 'otherRoot' }), 'server', ['leaf']),
  },
  {
    id: 'server-self-signed',
    side: 'server',
    family: 'trust',
    title: 'Self-signed',
    cause: 'The server signed its certificate itself; nobody vouches for it.',
    change: (plan) => showing(withLeaf(plan, 'server', { issuer: 'self' }), 'server', ['leaf']),
  },
  {
    id: 'wire-flip-bit',
    side: 'wire',
    family: 'wire',
    title: 'Flip one bit',
    cause: 'Somebody on the wire changes one bit of the first encrypted record.',
    change: (plan) => ({ ...plan, flipBit: true }),
  },
  {
    id: 'wire-mitm',
    side: 'wire',
    family: 'wire',
    title: 'Man in the middle',
    cause: 'An attacker answers in the server’s place, with a certificate from his own CA.',
    change: (plan) => ({
      ...plan,
      interceptor: {
        ...plan.server,
        name: 'attacker',
        leaf: {
          ...plan.server.leaf,
          commonName: 'payments',
          organisation: 'Attacker',
          issuer: 'attackerRoot',
          key: 'attackerServer',
          lifetime: { from: -24, to: 24 * 89 },
          dns: [plan.serverName],
        },
        shows: ['leaf'],
        signsWith: 'attackerServer',
        trusts: [],
        revokedAt: null,
      },
    }),
  },
];

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
