import { concatBytes } from '../../src/bytes/bytes.ts';
import type { ServerConfig } from '../../src/tls/endpoint.ts';
import { GROUPS, type GroupName } from '../../src/tls/algorithms.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { encodeHandshake, type ClientHello } from '../../src/tls/messages.ts';
import { makeServer, type End } from './pair.ts';
import { plainRecord, PuppetClient } from './puppets.ts';
import type { TestWorld } from './world.ts';

type Extensions = ClientHello['extensions'];

/** Sends this hello to a fresh server. */
export async function offer(
  world: TestWorld,
  change: (hello: ClientHello) => Partial<ClientHello>,
  config: Partial<ServerConfig> = {},
): Promise<{ server: End; client: PuppetClient }> {
  const server = makeServer(world, config);
  const client = await PuppetClient.make();
  const hello = client.clientHello();
  await client.connection.send('ClientHello', { ...hello, ...change(hello) });
  server.take(await server.endpoint.receive(client.take()));
  return { server, client };
}

export const without = (unwanted: string) => (hello: ClientHello) => ({
  extensions: hello.extensions.filter(({ name }) => name !== unwanted),
});

/** With this extension in place of the one of its name. */
export const replaced = (extension: Extensions[number]) => (hello: ClientHello) => ({
  extensions: hello.extensions.map((one) => (one.name === extension.name ? extension : one)),
});

export const added =
  (...more: Extensions) =>
  (hello: ClientHello) => ({ extensions: [...hello.extensions, ...more] });

/** A hello, and the one that answers a request for a share in that group. */
export async function twoHellos(
  group: GroupName,
): Promise<{ first: ClientHello; second: ClientHello }> {
  const first = (await PuppetClient.make()).clientHello();
  const share = await createTlsCrypto(globalThis.crypto).generateKeyShare(group);
  const code = GROUPS.find(({ name }) => name === group)?.code ?? 0;
  const clientShares = [{ group: code, keyExchange: share.publicKey }];
  const second = { ...first, ...replaced({ name: 'key_share', data: { clientShares } })(first) };
  return { first, second };
}

/** These hellos in one record. */
export function helloRecord(...hellos: readonly ClientHello[]): Uint8Array {
  return plainRecord(concatBytes(...hellos.map((hello) => encodeHandshake('ClientHello', hello))));
}
