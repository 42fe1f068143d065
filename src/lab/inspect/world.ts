import { parseCertificate, displayName } from '../../pki/x509/certificate.ts';
import { generateKeyPair, type KeyKind } from '../../pki/keys/keys.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import { OID } from '../../pki/der/oids.ts';
import type { RevocationInputs } from '../../pki/path/request.ts';
import type { PublicKeyInfo } from '../../pki/x509/publicKeyInfo.ts';
import type { PeerName } from '../../tls/endpoint.ts';
import type { InspectPurpose } from './question.ts';
import type { Materials } from '../materials.ts';
import type { Wanted } from '../plan.ts';
import {
  isTlsActor,
  nameIn,
  provision,
  type TlsActor,
  type Wish,
  type World,
} from '../provision.ts';

/** A certificate of somebody's own, ready to be shown in a handshake. Held in memory only. */
export interface Brought {
  readonly side: InspectPurpose;
  /** DER, leaf first, as it will be presented. */
  readonly chain: readonly Uint8Array[];
  readonly privateKey: CryptoKey;
  /** True when the real key was not brought: what is signed with this one cannot be right. */
  readonly standIn: boolean;
  /** DER of what the other side trusts. */
  readonly anchors: readonly Uint8Array[];
  /** What the other side knows of revocation. */
  readonly revocation: RevocationInputs;
  /** The name that the other side wants to see; null: any. */
  readonly name: ReferenceName | null;
  /** The time of the handshake, in milliseconds since 1970. */
  readonly at: number;
}

/** What is known of it before there is a key to sign with. */
export interface BroughtParts extends Omit<Brought, 'privateKey' | 'standIn'> {
  /** The key that belongs to the leaf; null: it was not brought. */
  readonly privateKey: CryptoKey | null;
}

/**
 * Makes a stand-in for a key that was not brought: of the leaf's kind, so that everything else of
 * the handshake happens as it would.
 *
 * @param standIn one that was made for the same leaf before
 */
export async function prepareBrought(
  provider: Crypto,
  parts: BroughtParts,
  standIn?: CryptoKey,
): Promise<Brought> {
  const { privateKey } = parts;
  if (privateKey) return { ...parts, privateKey, standIn: false };
  if (standIn) return { ...parts, privateKey: standIn, standIn: true };
  const [leaf] = parts.chain;
  const kind = leaf ? kindOf(parseCertificate(leaf).spki) : 'ecdsa-p256';
  const pair = await generateKeyPair(provider, kind);
  return { ...parts, privateKey: pair.privateKey, standIn: true };
}

function kindOf({ rsaModulusBits, curve, algorithm }: PublicKeyInfo): KeyKind {
  if (rsaModulusBits !== null) return 'rsa-2048';
  if (curve === 'secp384r1') return 'ecdsa-p384';
  if (curve === 'secp521r1') return 'ecdsa-p521';
  return algorithm.oid === OID.ed25519 ? 'ed25519' : 'ecdsa-p256';
}

/**
 * The lab's world with one side replaced by what a person brought. The other side is the lab's own,
 * valid at that moment, and trusts exactly what was chosen. Faults of the lab's side still apply.
 *
 * @param materials made at {@link Brought.at}
 */
export async function inspectWorld(
  materials: Materials,
  wish: Wish,
  brought: Brought,
): Promise<World> {
  const world = await provision(materials, wish);
  const { side, name } = brought;
  const expected = name && isPeerName(name) ? name : null;
  const identity = nameIn(brought.chain);
  const change = (actor: TlsActor): TlsActor =>
    actor.info.id === side ? showing(actor, brought) : judging(actor, brought, expected);
  return {
    ...world,
    actors: world.actors.map((actor) =>
      isTlsActor(actor) && OWN.has(actor.info.id) ? change(actor) : actor,
    ),
    issued: [
      ...world.issued.filter(({ holders }) => !holders.includes(side)),
      {
        names: identity === null ? [] : [identity],
        holders: [side],
        key: 'brought',
        revokedAt: null,
      },
    ],
    ...(brought.standIn ? { standIn: side } : {}),
  };
}

const OWN: ReadonlySet<string> = new Set(['client', 'server']);

/** The side that shows what was brought. */
function showing(actor: TlsActor, { chain, privateKey, standIn }: Brought): TlsActor {
  const signsWith = standIn ? 'stand-in' : 'brought';
  return {
    ...actor,
    info: { ...actor.info, name: 'yours', identity: nameIn(chain), chain },
    identities: [{ chain, privateKey, signsWith }],
  };
}

/** The lab’s own side, which trusts what was chosen and expects the name that was asked for. */
function judging(
  { plan, info, ...actor }: TlsActor,
  { chain, anchors, revocation }: Brought,
  expected: PeerName | null,
): TlsActor {
  const host = expected?.kind === 'dns' ? expected.value : firstHostIn(chain);
  return {
    ...actor,
    plan: {
      ...plan,
      expectsOfClients: expected,
      wants: plan.wants && wantedOf(plan.wants, host, expected),
    },
    info: { ...info, anchors: anchors.map((der) => ({ name: titleOf(der), der })) },
    anchors,
    revocation,
  };
}

function wantedOf(own: Wanted, host: string | null, expects: PeerName | null): Wanted {
  return { host: host ?? own.host, serverName: host ?? own.serverName, expects };
}

/** TLS peers are named by host, address or URI; an e-mail address names no peer. */
function isPeerName(name: ReferenceName): name is PeerName {
  return name.kind !== 'email';
}

/** A host to put into SNI when no host is expected: the first that the leaf names. */
function firstHostIn([leaf]: readonly Uint8Array[]): string | null {
  const names = leaf ? parseCertificate(leaf).extensions.subjectAltName : null;
  const host = names?.find((name) => name.kind === 'dns' && !name.value.startsWith('*'));
  return host && 'value' in host ? host.value : null;
}

function titleOf(der: Uint8Array): string {
  return displayName(parseCertificate(der));
}
