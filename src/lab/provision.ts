import { readableCertificate, subjectIdentity } from '../pki/x509/certificate.ts';
import type { RevocationInputs } from '../pki/path/request.ts';
import type { Identity } from '../tls/endpoint.ts';
import { applyFaults, inCatalogueOrder, type FaultId } from './faults.ts';
import { Issuer } from './issue.ts';
import { clockAt, type Materials } from './materials.ts';
import type { WorldNames } from './names.ts';
import {
  certificateIn,
  type IdentityPlan,
  type KeyId,
  type PartyId,
  type PartyPlan,
  type PlainPartyPlan,
  type TlsPartyPlan,
  type WorldPlan,
} from './plan.ts';
import { soundPlan } from './soundPlan.ts';
import type { PartyInfo } from './trace.ts';

/** A key pair of the plan, what a person brought, or what stands in for a key that was not brought. */
export type KeyName = KeyId | 'brought' | 'stand-in';

/** Whose names these are: whom the plan's CA issued a certificate to, and for which key. */
export interface Issued {
  readonly names: readonly string[];
  readonly holders: readonly PartyId[];
  readonly key: KeyName;
  /** When that was revoked, in milliseconds since 1970; null: never. */
  readonly revokedAt: number | null;
}

/** A chain to show, the key to sign with, and which one that is. */
export interface HeldIdentity extends Identity {
  readonly signsWith: KeyName;
}

/** Who a party is, before a run says what its clock shows. */
export type PartyFacts = Omit<PartyInfo, 'clock'>;

/** A party of TLS with what it really holds. */
export interface TlsActor {
  readonly plan: TlsPartyPlan;
  readonly info: PartyFacts;
  /** Empty when it has no certificate to show. */
  readonly identities: readonly HeldIdentity[];
  /** DER of its trust anchors. */
  readonly anchors: readonly Uint8Array[];
  /** Whom it says that it accepts, DER. */
  readonly authorities: 'anchors' | readonly Uint8Array[];
  /** What it knows of revocation; empty: it does not ask. */
  readonly revocation: RevocationInputs;
}

/** A party that speaks something else. */
export interface PlainActor {
  readonly plan: PlainPartyPlan;
  readonly info: PartyFacts;
}

export type Actor = TlsActor | PlainActor;

/** Everything that a run needs, and nothing that says how it will end. */
export interface World {
  readonly faults: readonly FaultId[];
  readonly names: WorldNames;
  readonly madeAt: number;
  /** In the order of their lanes. */
  readonly actors: readonly Actor[];
  /** The client’s own first. */
  readonly connections: WorldPlan['connections'];
  readonly issued: readonly Issued[];
  /** Who signs with a stand-in, because a person brought this side's certificate without its key. */
  readonly standIn?: PartyId;
}

/** What a party holds. @throws RangeError when the world has no such party */
export function actorIn({ actors }: World, id: PartyId): Actor {
  const actor = actors.find(({ info }) => info.id === id);
  if (!actor) throw new RangeError(`This world has no party “${id}”.`);
  return actor;
}

export function isTlsActor(actor: Actor): actor is TlsActor {
  return actor.plan.speaks === 'tls';
}

/** What a set of faults is applied to, and what it is applied with. */
export interface Wish {
  readonly faults: readonly FaultId[];
  readonly names: WorldNames;
}

/**
 * Issues the world that a set of faults describes. What an earlier world from the same materials
 * already holds is used again, so keys and serial numbers stay while faults come and go.
 *
 * @param materials keys and certificates made so far
 * @param wish active faults, in any order, and what everybody is called
 */
export function provision(materials: Materials, { faults, names }: Wish): Promise<World> {
  return provisionPlan(materials, applyFaults(soundPlan(names), faults), inCatalogueOrder(faults));
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
  const issuer = new Issuer(materials, plan);
  return {
    faults,
    names: plan.names,
    madeAt: materials.madeAt,
    actors: await Promise.all(plan.parties.map((party) => actorOf(issuer, plan, party))),
    connections: plan.connections,
    issued: issuedIn(plan, materials),
  };
}

/** What every party rightfully has of the lab’s CA: what it always had, and what this plan has issued to it. */
function issuedIn(plan: WorldPlan, materials: Materials): Issued[] {
  return [soundPlan(plan.names), plan].flatMap(({ certificates }) =>
    Object.entries(certificates).flatMap(([id, { issuer, holders, san, key }]) => {
      if (holders.includes('ca') || !certificates[issuer]?.holders.includes('ca')) return [];
      const names = [...(san.uri ?? []), ...(san.dns ?? [])];
      const revoked = plan.certificates[id]?.revoked ?? null;
      return [{ names, holders, key, revokedAt: revoked && clockAt(materials, revoked.at) }];
    }),
  );
}

async function actorOf(issuer: Issuer, plan: WorldPlan, party: PartyPlan): Promise<Actor> {
  const { id, role, name } = party;
  if (party.speaks === 'plain') {
    return { plan: party, info: { id, role, name, identity: null, chain: [], anchors: [] } };
  }
  const { trusts, revocation } = party.judges;
  const { certificateAuthorities: named } = party;
  const [identities, anchors, crls, authorities] = await Promise.all([
    Promise.all(party.identities.map((identity) => identityOf(issuer, identity))),
    Promise.all(trusts.map((one) => issuer.certificate(one))),
    Promise.all((revocation?.crls ?? []).map((one) => issuer.crl(one))),
    named === 'anchors' ? named : Promise.all(named.map((one) => issuer.certificate(one))),
  ]);
  const chain = identities[0]?.chain ?? [];
  return {
    plan: party,
    info: {
      ...{ id, role, name, chain },
      identity: nameIn(chain),
      anchors: trusts.map((one, index) => ({
        name: certificateIn(plan, one).subject.commonName ?? one,
        der: anchors[index] ?? new Uint8Array(),
      })),
    },
    identities,
    anchors,
    authorities,
    revocation: revocation ? { revocation: revocation.rule, crls } : {},
  };
}

async function identityOf(issuer: Issuer, plan: IdentityPlan): Promise<HeldIdentity> {
  const { shows, signsWith, staple } = plan;
  const [leaf] = shows;
  const [chain, { privateKey }, stapled] = await Promise.all([
    Promise.all(shows.map((one) => issuer.certificate(one))),
    issuer.keyPair(signsWith),
    staple && leaf !== undefined ? issuer.staple(leaf, staple) : null,
  ]);
  return { chain, privateKey, signsWith, ...(stapled && { staple: stapled }) };
}

/** The name in a leaf; null when there is none, or it cannot be read. */
export function nameIn([leaf]: readonly Uint8Array[]): string | null {
  const certificate = leaf && readableCertificate(leaf);
  return certificate ? subjectIdentity(certificate) : null;
}
