import { once } from 'node:events';
import { connect, createServer as listen, type AddressInfo, type Socket } from 'node:net';
import { converse } from '../../src/node/converse.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { createClient } from '../../src/tls/client.ts';
import type { ClientConfig, Identity, ServerConfig } from '../../src/tls/endpoint.ts';
import { createServer } from '../../src/tls/server.ts';
import { End } from '../tls/pair.ts';
import { filesOf } from './files.ts';
import { program } from './program.ts';

/** `openssl s_client` and `s_server` with options of one's own, against our end as it is configured. */

export const crypto = createNodeCrypto();

/** `-cert`, `-key` and the chain behind, each with this at its end: `2` for the second identity. */
export async function shown(identity: Identity, suffix = ''): Promise<string[]> {
  const { chain, key } = await filesOf({ identity, anchors: [], clock: 0 });
  const behind = suffix === '' && identity.chain.length > 1 ? ['-cert_chain', `${chain}`] : [];
  return [`-cert${suffix}`, `${chain}`, `-key${suffix}`, `${key}`, ...behind];
}

/** A file with these certificates. */
export async function certificateFile(...certificates: readonly Uint8Array[]): Promise<string> {
  const { anchors } = await filesOf({ identity: null, anchors: certificates, clock: 0 });
  return `${anchors}`;
}

/** Lets `openssl s_client` ask our server once: what it said, and what our server told. */
export async function askedBy(args: readonly string[], config: ServerConfig) {
  const server = new End(createServer(config));
  const listener = listen({ allowHalfOpen: true });
  const served = once(listener, 'connection').then(([socket]) => talk(server, socket as Socket));
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  const options = ['s_client', '-connect', `127.0.0.1:${port}`, '-state', '-ign_eof'];
  try {
    const said = await program('openssl', [...options, ...args], { input: '' }).ended;
    await served;
    return { said, server };
  } finally {
    listener.close();
  }
}

/** Lets our client ask `openssl s_server` once: what it said, and what our client told. */
export async function asking(args: readonly string[], config: ClientConfig) {
  const options = ['s_server', '-accept', '127.0.0.1:0', '-naccept', '1', '-state', ...args];
  const theirs = program('openssl', [...options, '-rev']);
  try {
    const [, port] = await theirs.hears(/ACCEPT .*:(\d+)/);
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    const client = new End(createClient(config));
    await talk(client, socket);
    return { said: await theirs.ended, client };
  } finally {
    theirs.stop();
  }
}

/** Shakes hands, and says goodbye when that is done. */
async function talk(end: End, socket: Socket): Promise<void> {
  const { endpoint } = end;
  await converse(endpoint, socket, (event) => {
    end.events.push(event);
    return event.kind === 'connected' ? endpoint.close() : null;
  }).catch(() => undefined);
}
