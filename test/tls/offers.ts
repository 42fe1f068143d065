import type { ServerConfig } from '../../src/tls/endpoint.ts';
import type { ClientHello } from '../../src/tls/messages.ts';
import { makeServer, type End } from './pair.ts';
import { PuppetClient } from './puppets.ts';
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
