import type { FaultId } from '../../src/lab/faults.ts';
import { FAULTS } from '../../src/lab/faults.ts';
import type { Materials } from '../../src/lab/materials.ts';
import type { World } from '../../src/lab/provision.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import type { Plays } from '../../src/narration/differences.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';
import { GNUTLS } from './gnutls.ts';
import { GO } from './go.ts';
import { JAVA } from './java.ts';
import { NODE_TLS } from './nodeTls.ts';
import { OPENSSL } from './openssl.ts';
import { OTHER_CASES } from './otherCases.ts';
import {
  meet,
  type ClientSetup,
  type Meeting,
  type Peer,
  type ServerSetup,
  type Stack,
} from './stack.ts';
import { brokenBy, tlsActorIn } from '../lab/laboratory.ts';

export const MODES = [
  ['tls', 'none'],
  ['mtls', 'required'],
  ['optional', 'optional'],
] as const;

/** What the tests compare the lab with. */
export const PEERS: readonly Peer[] = [OPENSSL, NODE_TLS, GO, GNUTLS];

/** What the lab is measured against, where it is installed. */
export const MEASURED: readonly Peer[] = [...PEERS, JAVA];

/** What is broken in certificates and keys, and so can be shown to any stack. */
export const SHOWABLE: readonly FaultId[] = FAULTS.map(({ id }) => id).filter(
  (id) => id !== 'wire-flip-bit',
);

export interface Setups {
  readonly clientSetup: ClientSetup;
  readonly serverSetup: ServerSetup;
}

/**
 * Which ends a stack plays in a case; we play the other. None will even start with a key that is
 * not the certificate's: there they only judge. Where one shows no certificate of that CA, its
 * server judges what we show, and what its client shows is another meeting.
 */
export function partsOf(peer: Peer, name: string): readonly Plays[] {
  const only = OTHER_CASES[name];
  if (only?.peers?.includes(peer.name) === false) return [];
  if (!peer.serve) return only?.plays ? [] : ['client'];
  if (only?.plays || name === 'client-wrong-key') return ['server'];
  if (peer.withholds && name === 'client-untrusted-root') return ['server', 'client'];
  return ['both'];
}

/** Lets a stack play its part. */
export function play(
  plays: Plays,
  peer: Peer,
  ours: Stack,
  { clientSetup, serverSetup }: Setups,
): Promise<Meeting> {
  const server = plays === 'client' ? ours : asServer(peer);
  return meet(plays === 'server' ? ours : peer, clientSetup, server, serverSetup);
}

function asServer({ name, serve }: Peer): Pick<Stack, 'serve'> {
  if (!serve) throw new Error(`${name} plays no server.`);
  return { serve };
}

/** The two ends of the lab's world with these faults, for any stack. */
export async function setupsFor(
  materials: Materials,
  faults: readonly FaultId[],
  mode: HandshakeMode,
): Promise<Setups & { readonly world: World }> {
  const world = await brokenBy(materials, faults);
  const clock = materials.madeAt;
  const [own] = world.connections;
  const client = tlsActorIn(world, own.client);
  const answering = tlsActorIn(world, own.server);
  const [identity] = answering.identities;
  if (!identity) throw new Error('Whoever answers has no certificate.');
  const clientSetup: ClientSetup = {
    identity: client.identities[0] ?? null,
    anchors: client.anchors,
    name: { kind: 'dns', value: client.plan.wants?.host ?? '' },
    clock,
  };
  const serverSetup: ServerSetup = {
    identity,
    anchors: answering.anchors,
    clientAuth: answering.plan.asks === 'none' ? 'none' : clientAuthOf(mode),
    clock,
  };
  return { world, clientSetup, serverSetup };
}

/** The two ends of one of the other cases. */
export async function otherSetups(name: string, mode: HandshakeMode): Promise<Setups> {
  const { wishes, change } = OTHER_CASES[name] ?? {};
  const world = await makeWorld(globalThis.crypto, {}, wishes);
  const common = { anchors: [world.root], clock: world.now };
  const changed = await change?.(world);
  return {
    clientSetup: {
      ...common,
      identity: world.client,
      name: { kind: 'dns', value: SERVER_NAME },
      ...changed?.client,
    },
    serverSetup: {
      ...common,
      identity: world.server,
      clientAuth: clientAuthOf(mode),
      ...changed?.server,
    },
  };
}

/** The other cases that mean something in this mode. */
export function otherCasesIn(mode: HandshakeMode): readonly string[] {
  return Object.keys(OTHER_CASES).filter(
    (name) => OTHER_CASES[name]?.modes?.includes(mode) ?? true,
  );
}

function clientAuthOf(wanted: HandshakeMode): ServerSetup['clientAuth'] {
  return MODES.find(([mode]) => mode === wanted)?.[1] ?? 'none';
}
