import type { FaultId } from '../../src/lab/faults.ts';
import { FAULTS } from '../../src/lab/faults.ts';
import type { Materials } from '../../src/lab/materials.ts';
import { provision, type World } from '../../src/lab/provision.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import type { CertificateRequest } from '../../src/pki/issue.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';
import { NODE_TLS } from './nodeTls.ts';
import { OPENSSL } from './openssl.ts';
import type { ClientSetup, ServerSetup, Stack } from './stack.ts';

export const MODES = [
  ['tls', 'none'],
  ['mtls', 'required'],
  ['optional', 'optional'],
] as const;

/** What the lab is measured against. */
export const STACKS: readonly Stack[] = [OPENSSL, NODE_TLS];

/** Neither will even start with a key that is not the certificate's: there they only judge. */
export const NEEDS_OUR_CLIENT: ReadonlySet<string> = new Set<FaultId>(['client-wrong-key']);

/** What is broken in certificates and keys, and so can be shown to any stack. */
export const SHOWABLE: readonly FaultId[] = FAULTS.map(({ id }) => id).filter(
  (id) => id !== 'wire-flip-bit',
);

/** Certificates that the catalogue has no fault for, and about which stacks may disagree. */
export const OTHER_CASES: Readonly<Record<string, Readonly<Record<'server' | 'client', Wish>>>> = {
  'server-no-digital-signature': { server: { keyUsage: ['keyEncipherment'] }, client: {} },
  'client-no-digital-signature': { server: {}, client: { keyUsage: ['keyEncipherment'] } },
  'server-serial-zero': { server: { serialNumber: Uint8Array.of(0) }, client: {} },
};
type Wish = Partial<Pick<CertificateRequest, 'keyUsage' | 'serialNumber'>>;

export interface Setups {
  readonly clientSetup: ClientSetup;
  readonly serverSetup: ServerSetup;
}

/** The two ends of the lab's world with these faults, for any stack. */
export async function setupsFor(
  materials: Materials,
  faults: readonly FaultId[],
  mode: HandshakeMode,
): Promise<Setups & { readonly world: World }> {
  const world = await provision(materials, faults);
  const clock = materials.madeAt;
  const answering = world.interceptor ?? world.server;
  const { client } = world;
  const clientSetup: ClientSetup = {
    identity: client.identity,
    anchors: client.anchors,
    name: { kind: 'dns', value: world.serverName },
    clock,
  };
  const serverSetup: ServerSetup = {
    identity: answering.identity,
    anchors: answering.anchors,
    clientAuth: world.interceptor ? 'none' : clientAuthOf(mode),
    clock,
  };
  return { world, clientSetup, serverSetup };
}

/** The two ends of one of the other cases. */
export async function otherSetups(name: string, mode: HandshakeMode): Promise<Setups> {
  const world = await makeWorld(globalThis.crypto, {}, OTHER_CASES[name] ?? {});
  const common = { anchors: [world.root], clock: world.now };
  return {
    clientSetup: {
      ...common,
      identity: world.client,
      name: { kind: 'dns', value: SERVER_NAME },
    },
    serverSetup: { ...common, identity: world.server, clientAuth: clientAuthOf(mode) },
  };
}

function clientAuthOf(wanted: HandshakeMode): ServerSetup['clientAuth'] {
  return MODES.find(([mode]) => mode === wanted)?.[1] ?? 'none';
}
