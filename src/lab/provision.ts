import { parseCertificate, subjectIdentity } from '../pki/x509/certificate.ts';
import type { RevocationInputs } from '../pki/path/request.ts';
import type { Identity, PeerName } from '../tls/endpoint.ts';
import { applyFaults, inCatalogueOrder, type FaultId } from './faults.ts';
import type { Materials } from './materials.ts';
import {
  OWN_AUTHORITIES,
  SOUND_PLAN,
  type AuthorityRole,
  type KeyRole,
  type LeafPlan,
  type Lifetime,
  type PartyPlan,
  type WorldPlan,
} from './plan.ts';
import type { PartyInfo } from './trace.ts';

const HOUR = 3_600_000;

/** A key pair of the plan, what a person brought, or what stands in for a key that was not brought. */
export type KeyName = KeyRole | 'brought' | 'stand-in';

/** Whose names these are: whom the plan's CA issued a certificate to, and for which key. */
export interface Issued {
  readonly names: readonly string[];
  readonly to: 'client' | 'server';
  readonly key: KeyName;
  /** When that was revoked, in milliseconds since 1970; null: never. */
  readonly revokedAt: number | null;
}

/** A party with what it really holds. */
export interface Actor {
  readonly info: PartyInfo;
  /** Null when it has no certificate to show. */
  readonly identity: Identity | null;
  /** Which key it signs with. */
  readonly signsWith: KeyName;
  /** DER of its trust anchors. */
  readonly anchors: readonly Uint8Array[];
  /** What it knows of revocation; left out: it does not ask. */
  readonly revocation?: RevocationInputs;
}

/** Everything that a run needs, and nothing that says how it will end. */
export interface World {
  readonly faults: readonly FaultId[];
  readonly madeAt: number;
  /** The name that the client asks for. */
  readonly serverName: string;
  readonly client: Actor;
  readonly server: Actor & { readonly identity: Identity };
  readonly interceptor: (Actor & { readonly identity: Identity }) | null;
  readonly flipBit: boolean;
  readonly issued: readonly Issued[];
  /** The name that each side wants to see; the client wants `serverName` when this is left out. */
  readonly expects?: { readonly client: PeerName | null; readonly server: PeerName | null };
  /** Who signs with a stand-in, because a person brought this side's certificate without its key. */
  readonly standIn?: 'client' | 'server';
}

/**
 * Issues the world that a set of faults describes. What an earlier world from the same materials
 * already holds is used again, so keys and serial numbers stay while faults come and go.
 *
 * @param materials keys and certificates made so far
 * @param faults active faults, in any order
 */
export function provision(materials: Materials, faults: readonly FaultId[]): Promise<World> {
  return provisionPlan(materials, applyFaults(SOUND_PLAN, faults), inCatalogueOrder(faults));
}

/**
 * Issues the world that a plan describes.
 *
 * @param faults what made the plan what it is, to be named in the trace; nothing depends on it
 */
export async function provisionPlan(
  materials: Materials,
  plan: WorldPlan,
  faults: readonly FaultId[],
): Promise<World> {
  const [client, server, interceptor] = await Promise.all([
    provisionParty(materials, plan, plan.client),
    provisionParty(materials, plan, plan.server),
    plan.interceptor ? provisionParty(materials, plan, plan.interceptor) : null,
  ]);
  return {
    faults,
    madeAt: materials.madeAt,
    serverName: plan.serverName,
    client,
    server: withIdentity(server),
    interceptor: interceptor && withIdentity(interceptor),
    flipBit: plan.flipBit,
    issued: [...issuedTo(materials, plan, 'client'), ...issuedTo(materials, plan, 'server')],
  };
}

/** What a party rightfully has of its CA: what it always had, and what this plan has issued to it. */
function issuedTo(materials: Materials, plan: WorldPlan, to: Issued['to']): Issued[] {
  const { leaf, revokedAt } = plan[to];
  const leaves = OWN_AUTHORITIES.has(leaf.issuer)
    ? [SOUND_PLAN[to].leaf, leaf]
    : [SOUND_PLAN[to].leaf];
  return leaves.map(({ uri, dns, key }) => ({
    names: [...uri, ...dns],
    to,
    key,
    revokedAt: revokedAt === null ? null : materials.madeAt + revokedAt * HOUR,
  }));
}

function withIdentity(actor: Actor): Actor & { readonly identity: Identity } {
  if (!actor.identity) throw new RangeError(`${actor.info.name} serves and needs a certificate`);
  return { ...actor, identity: actor.identity };
}

async function provisionParty(
  materials: Materials,
  plan: WorldPlan,
  party: PartyPlan,
): Promise<Actor> {
  const [chain, anchors, keys] = await Promise.all([
    Promise.all(
      party.shows.map((what) =>
        what === 'leaf'
          ? issueLeaf(materials, plan, party.leaf)
          : issueAuthority(materials, plan, what),
      ),
    ),
    Promise.all(party.trusts.map((role) => issueAuthority(materials, plan, role))),
    materials.keyPair(party.signsWith),
  ]);
  const [leaf] = chain;
  return {
    info: {
      name: party.name,
      identity: leaf ? subjectIdentity(parseCertificate(leaf)) : null,
      chain,
      anchors: party.trusts.map((role, index) => ({
        name: plan.authorities[role].commonName,
        der: anchors[index] ?? new Uint8Array(),
      })),
    },
    identity: leaf ? { chain, privateKey: keys.privateKey } : null,
    signsWith: party.signsWith,
    anchors,
  };
}

async function issueAuthority(
  materials: Materials,
  plan: WorldPlan,
  role: AuthorityRole,
): Promise<Uint8Array> {
  const authority = plan.authorities[role];
  return materials.certificate(JSON.stringify([role, authority]), async () => {
    const { issueCertificate } = await import('../pki/issue/certificate.ts');
    const { publicKey } = await materials.keyPair(role);
    return issueCertificate(materials.provider, {
      profile: authority.issuer === 'self' ? 'root' : 'intermediate',
      subject: { commonName: authority.commonName, organisation: authority.organisation },
      publicKey,
      issuer: await issuerOf(materials, plan, authority.issuer, role),
      ...lifetime(materials, authority.lifetime),
    });
  });
}

async function issueLeaf(
  materials: Materials,
  plan: WorldPlan,
  leaf: LeafPlan,
): Promise<Uint8Array> {
  return materials.certificate(JSON.stringify(leaf), async () => {
    const { issueCertificate } = await import('../pki/issue/certificate.ts');
    const { publicKey } = await materials.keyPair(leaf.key);
    return issueCertificate(materials.provider, {
      profile: leaf.profile,
      subject: { commonName: leaf.commonName, organisation: leaf.organisation },
      publicKey,
      issuer: await issuerOf(materials, plan, leaf.issuer, leaf.key),
      san: { dns: leaf.dns, uri: leaf.uri },
      extendedKeyUsage: [leaf.usage],
      ...lifetime(materials, leaf.lifetime),
    });
  });
}

async function issuerOf(
  materials: Materials,
  plan: WorldPlan,
  issuer: AuthorityRole | 'self',
  self: Parameters<Materials['keyPair']>[0],
) {
  if (issuer === 'self') return { self: (await materials.keyPair(self)).privateKey };
  const [certificate, { privateKey }] = await Promise.all([
    issueAuthority(materials, plan, issuer),
    materials.keyPair(issuer),
  ]);
  return { certificate, privateKey };
}

function lifetime(materials: Materials, { from, to }: Lifetime) {
  return {
    notBefore: materials.madeAt + from * HOUR,
    notAfter: materials.madeAt + to * HOUR,
  };
}
