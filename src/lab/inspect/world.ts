import { parseCertificate, subjectIdentity, displayName } from '../../pki/x509/certificate.ts';
import { generateKeyPair, type KeyKind } from '../../pki/keys/keys.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import { OID } from '../../pki/der/oids.ts';
import type { RevocationInputs } from '../../pki/path/request.ts';
import type { PublicKeyInfo } from '../../pki/x509/publicKeyInfo.ts';
import type { PeerName } from '../../tls/endpoint.ts';
import type { FaultId } from '../faults.ts';
import type { InspectPurpose } from './question.ts';
import type { Materials } from '../materials.ts';
import { provision, type Issued, type World } from '../provision.ts';

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
  faults: readonly FaultId[],
  brought: Brought,
): Promise<World> {
  const world = await provision(materials, faults);
  const { side, chain, privateKey, standIn, anchors, revocation, name } = brought;
  const expected = name && isPeerName(name) ? name : null;
  const judge = side === 'server' ? world.client : world.server;
  const own = side === 'server' ? world.server : world.client;
  const identity = identityOf(chain);
  const actor = {
    ...own,
    identity: { chain, privateKey },
    signsWith: standIn ? ('stand-in' as const) : ('brought' as const),
    info: { ...own.info, name: 'yours', identity, chain },
  };
  const trusting = {
    ...judge,
    anchors,
    revocation,
    info: { ...judge.info, anchors: anchors.map((der) => ({ name: nameOf(der), der })) },
  };
  const issued: Issued = {
    names: identity === null ? [] : [identity],
    to: side,
    key: 'brought',
    revokedAt: null,
  };
  return {
    ...world,
    issued: [...world.issued.filter(({ to }) => to !== side), issued],
    ...(standIn ? { standIn: side } : {}),
    ...(side === 'server'
      ? {
          server: actor,
          client: trusting,
          serverName: expected?.kind === 'dns' ? expected.value : hostOf(chain, world.serverName),
          expects: { client: expected, server: null },
        }
      : {
          client: actor,
          server: { ...trusting, identity: world.server.identity },
          expects: { client: { kind: 'dns', value: world.serverName }, server: expected },
        }),
  };
}

/** TLS peers are named by host, address or URI; an e-mail address names no peer. */
function isPeerName(name: ReferenceName): name is PeerName {
  return name.kind !== 'email';
}

/** A host to put into SNI when no host is expected: the first that the leaf names. */
function hostOf([leaf]: readonly Uint8Array[], otherwise: string): string {
  const names = leaf ? parseCertificate(leaf).extensions.subjectAltName : null;
  const host = names?.find((name) => name.kind === 'dns' && !name.value.startsWith('*'));
  return host && 'value' in host ? host.value : otherwise;
}

function identityOf([leaf]: readonly Uint8Array[]): string | null {
  return leaf ? subjectIdentity(parseCertificate(leaf)) : null;
}

function nameOf(der: Uint8Array): string {
  return displayName(parseCertificate(der));
}
