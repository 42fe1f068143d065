import { expect, it } from 'vitest';
import { CIPHER_SUITES, GROUPS, SIGNATURE_SCHEMES, VERSIONS } from '../../src/tls/algorithms.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { negotiate } from '../../src/tls/tls13/server/negotiate.ts';
import { LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { replaced } from './offers.ts';
import { PuppetClient } from './puppets.ts';
import { makeWorld } from './world.ts';

/** As many as a ClientHello of 64 KiB holds. */
const MANY = { groups: 16_000, shares: 6_000 };

/** A list that counts how often one of its elements is read. */
function counted<T>(list: T[], count: () => void): T[] {
  return new Proxy(list, {
    get(target, name, receiver) {
      if (typeof name === 'string' && /^\d+$/.test(name)) count();
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

it('groups and key shares are gone through a few times, not each for each (RFC 8446 §4.2.8)', async () => {
  const world = await makeWorld(globalThis.crypto);
  const client = await PuppetClient.make();
  let reads = 0;
  const list = <T>(values: T[]) => counted(values, () => reads++);
  const groups = Array.from({ length: MANY.groups }, (_, index) => 0x3000 + index);
  const [, ...shares] = groups.slice(-MANY.shares);
  const supported = { namedGroupList: list([...groups, 0x1d]) };
  const offered = {
    clientShares: list(shares.map((group) => ({ group, keyExchange: Uint8Array.of(1) }))),
  };
  const hello = client.clientHello();
  const long = { ...hello, ...replaced({ name: 'supported_groups', data: supported })(hello) };
  const server = {
    config: {
      crypto: createTlsCrypto(globalThis.crypto),
      clock: () => world.now,
      trust: { anchors: [], name: null },
      ...LIKE_S_SERVER,
      identities: [world.server] as const,
      clientAuth: 'none' as const,
    },
    connection: client.connection,
    versions: VERSIONS,
    suites: CIPHER_SUITES,
    groups: GROUPS,
    schemes: SIGNATURE_SCHEMES,
    alpn: [],
  };
  const choice = negotiate(server, {
    ...long,
    ...replaced({ name: 'key_share', data: offered })(long),
  });
  expect(choice).toMatchObject({ group: { name: 'x25519' }, clientShare: null });
  // Each for each would be 96 million.
  expect(reads).toBeLessThan(10 * (MANY.groups + MANY.shares));
});
