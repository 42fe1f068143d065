import { parseCertificate, subjectIdentity, displayName } from '../pki/certificate.ts';
import { generateKeyPair, type KeyKind } from '../pki/keys.ts';
import type { PublicKeyInfo } from '../pki/publicKeyInfo.ts';
import type { FaultId } from './faults.ts';
import type { InspectPurpose } from './inspect.ts';
import type { Materials } from './materials.ts';
import { provision, type World } from './provision.ts';

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
  /** The host or address that the client asks for; null: the lab's own. */
  readonly serverName: string | null;
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
 */
export async function prepareBrought(provider: Crypto, parts: BroughtParts): Promise<Brought> {
  const { privateKey } = parts;
  if (privateKey) return { ...parts, privateKey, standIn: false };
  const [leaf] = parts.chain;
  const kind = leaf ? kindOf(parseCertificate(leaf).spki) : 'ecdsa-p256';
  const pair = await generateKeyPair(provider, kind);
  return { ...parts, privateKey: pair.privateKey, standIn: true };
}

function kindOf({ rsaModulusBits, curve, algorithm }: PublicKeyInfo): KeyKind {
  if (rsaModulusBits !== null) return 'rsa-2048';
  if (curve === 'secp384r1') return 'ecdsa-p384';
  return algorithm.oid === '1.3.101.112' ? 'ed25519' : 'ecdsa-p256';
}

/**
 * The lab's world with one side replaced by what a person brought. The other side is the lab's own,
 * valid at that moment, and trusts exactly what was chosen. Faults of the lab's side still apply.
 *
 * @param materials made at {@link Brought.at}
 */
export async function inspectWorld(
  materials: Materials,
  faults: readonly FaultId[],
  brought: Brought,
): Promise<World> {
  const world = await provision(materials, faults);
  const { side, chain, privateKey, standIn, anchors } = brought;
  const judge = side === 'server' ? world.client : world.server;
  const own = side === 'server' ? world.server : world.client;
  const actor = {
    ...own,
    identity: { chain, privateKey },
    info: { ...own.info, name: 'yours', identity: identityOf(chain), chain },
  };
  const trusting = {
    ...judge,
    anchors,
    info: { ...judge.info, anchors: anchors.map((der) => ({ name: nameOf(der), der })) },
  };
  return {
    ...world,
    ...(standIn ? { standIn: side } : {}),
    ...(side === 'server'
      ? {
          server: actor,
          client: trusting,
          serverName: brought.serverName ?? world.serverName,
        }
      : { client: actor, server: { ...trusting, identity: world.server.identity } }),
  };
}

function identityOf([leaf]: readonly Uint8Array[]): string | null {
  return leaf ? subjectIdentity(parseCertificate(leaf)) : null;
}

function nameOf(der: Uint8Array): string {
  return displayName(parseCertificate(der));
}
