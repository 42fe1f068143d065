import { constants } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer as listen, type AddressInfo, type Server } from 'node:net';
import { connect as connectTls, createSecureContext, createServer as listenTls } from 'node:tls';
import { createMaterials } from '../../../src/lab/materials.ts';
import { converse } from '../../../src/node/converse.ts';
import { createNodeCrypto } from '../../../src/node/crypto.ts';
import { createClient } from '../../../src/tls/client.ts';
import { createServer } from '../../../src/tls/server.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../../src/tls/likeOpenssl.ts';
import { certificatesPem, chainPem, keyPem } from '../../peers/files.ts';
import { compare, type Comparison } from '../compare.ts';
import { brokenBy, endsOf } from '../../lab/laboratory.ts';

/**
 * A whole mutual handshake on a new TCP connection of its own: both ends, both path checks, the same
 * keys and certificates, no resumption, no tickets. Ours is held against `node:tls`.
 */
export async function bench(): Promise<Comparison> {
  const materials = createMaterials(globalThis.crypto, Date.now());
  const world = await brokenBy(materials, []);
  const ours = await ourHandshake(endsOf(world));
  const theirs = await nodeHandshake(endsOf(world));
  try {
    return await compare({
      what: 'mutual handshake in Node, both ends',
      reference: 'node:tls',
      aim: 1.5,
      repeat: 20,
      ours: ours.once,
      theirs: theirs.once,
    });
  } finally {
    ours.listener.close();
    theirs.listener.close();
  }
}

interface Handshake {
  readonly listener: Server;
  readonly once: () => Promise<void>;
}

/** Both ends know each other and have closed. */
async function ourHandshake({
  client,
  server,
  serverName,
}: ReturnType<typeof endsOf>): Promise<Handshake> {
  const crypto = createNodeCrypto();
  const serverConfig = {
    crypto,
    clock: Date.now,
    ...LIKE_S_SERVER,
    identities: [server.identity],
    clientAuth: 'required',
    trust: { anchors: server.anchors, name: null },
  } as const;
  const clientConfig = {
    crypto,
    clock: Date.now,
    serverName,
    ...LIKE_S_CLIENT,
    identities: client.identity ? [client.identity] : [],
    clearAlerts: false,
    trust: { anchors: client.anchors, name: { kind: 'dns', value: serverName } },
  } as const;
  const listener = listen({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const endpoint = createServer(serverConfig);
    void converse(endpoint, socket, ({ kind }) => (kind === 'connected' ? endpoint.close() : null));
  });
  const port = await portOf(listener);
  return {
    listener,
    once() {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      return converse(createClient(clientConfig), socket, () => null);
    },
  };
}

async function nodeHandshake({
  client,
  server,
  serverName,
}: ReturnType<typeof endsOf>): Promise<Handshake> {
  const listener = listenTls(
    {
      cert: chainPem(server.identity),
      key: await keyPem(server.identity),
      ca: certificatesPem(server.anchors),
      requestCert: true,
      minVersion: 'TLSv1.3',
      secureOptions: constants.SSL_OP_NO_TICKET,
    },
    (socket) => socket.end(),
  );
  const secureContext = createSecureContext({
    cert: chainPem(client.identity),
    key: await keyPem(client.identity),
    ca: certificatesPem(client.anchors),
    minVersion: 'TLSv1.3',
  });
  const port = await portOf(listener);
  return {
    listener,
    async once() {
      const options = { port, host: '127.0.0.1', secureContext, servername: serverName };
      const socket = connectTls(options).resume();
      await once(socket, 'close');
      if (!socket.authorized) throw socket.authorizationError;
    },
  };
}

async function portOf(listener: Server): Promise<number> {
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return (listener.address() as AddressInfo).port;
}
