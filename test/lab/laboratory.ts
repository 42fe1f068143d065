import { createMaterials } from '../../src/lab/materials.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import type { Materials } from '../../src/lab/materials.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import {
  actorIn,
  isTlsActor,
  provision,
  type TlsActor,
  type World,
} from '../../src/lab/provision.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';

/** Fresh materials on Node's WebCrypto, made now. */
export function laboratory() {
  const materials = createMaterials(globalThis.crypto, Date.now());
  return { materials, crypto: createTlsCrypto(globalThis.crypto), now: materials.madeAt };
}

/** Nothing is broken, and everybody is called as usual. */
export const UNBROKEN = { faults: [], names: DEFAULT_NAMES } as const;

/** The world with these faults, everybody called as usual. */
export function brokenBy(materials: Materials, faults: readonly FaultId[]): Promise<World> {
  return provision(materials, { faults, names: DEFAULT_NAMES });
}

/** What a party of TLS holds in a world. @throws RangeError when there is none of that id */
export function tlsActorIn(world: World, id: string): TlsActor {
  const actor = actorIn(world, id);
  if (!isTlsActor(actor)) throw new RangeError(`“${id}” does not speak TLS.`);
  return actor;
}

/** A party of a world that shows a certificate: its first one, and whom it trusts. */
function shownBy(world: World, id: string) {
  const { identities, anchors, info } = tlsActorIn(world, id);
  const [identity] = identities;
  if (!identity) throw new Error(`“${id}” has no certificate in this world.`);
  return { identity, anchors, info };
}

/** Both ends of a sound world, and the host that the client wants. */
export function endsOf(world: World) {
  const client = shownBy(world, 'client');
  const server = shownBy(world, 'server');
  return { client, server, serverName: tlsActorIn(world, 'client').plan.wants?.host ?? '' };
}

/** The same world with other parties in place of those of their ids. */
export function replacing(world: World, ...actors: readonly TlsActor[]): World {
  return {
    ...world,
    actors: world.actors.map((one) => actors.find(({ info }) => info.id === one.info.id) ?? one),
  };
}
