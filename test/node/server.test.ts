import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { converse } from '../../src/node/converse.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { createHttpServer } from '../../src/node/server.ts';
import { exportPrivateKeyPem } from '../../src/pki/keys/ownKey.ts';
import { type KeyKind } from '../../src/pki/keys/keys.ts';
import { encodePem } from '../../src/pki/der/pem.ts';
import { createClient } from '../../src/tls/client.ts';
import type { TlsEvent } from '../../src/tls/endpoint.ts';
import { namelessClient } from '../support/namelessClient.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';

const REQUEST = 'GET / HTTP/1.0\r\n\r\n';
const crypto = createNodeCrypto();
let listener: Server | null = null;

afterEach(() => void listener?.close());

/** A server that trusts this root. */
function serverConfig({ server }: TestWorld, root: Uint8Array) {
  const trust = { anchors: [root], name: null };
  return { ...LIKE_S_SERVER, crypto, clock: Date.now, trust, identities: [server] } as const;
}

async function serving(kind: KeyKind = 'ecdsa-p256') {
  const world = await makeWorld(globalThis.crypto, { server: kind });
  const lines: string[] = [];
  const config = serverConfig(world, world.root);
  listener = createHttpServer({ ...config, clientAuth: 'optional' }, (line) => lines.push(line));
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  return { world, port, lines };
}

/** Asks with Node's own TLS, and gives the whole answer. */
async function ask({ port, world }: { port: number; world: TestWorld }): Promise<string> {
  const ca = encodePem('CERTIFICATE', world.root);
  const socket = connectTls({ port, host: '127.0.0.1', ca, servername: SERVER_NAME });
  let said = '';
  socket.on('data', (chunk) => (said += chunk.toString()));
  socket.once('secureConnect', () => socket.write(REQUEST));
  await once(socket, 'close');
  return said;
}

/** What a raw TCP connection reads to its end. */
async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('lab serve', () => {
  it('answers a request in one record, then says goodbye and closes', async () => {
    const { world, port } = await serving();
    const name = { kind: 'dns', value: SERVER_NAME } as const;
    const endpoint = createClient({
      crypto,
      clock: Date.now,
      serverName: SERVER_NAME,
      trust: { anchors: [world.root], name },
      ...LIKE_S_CLIENT,
      identities: [world.client],
      clearAlerts: false,
    });
    const events: TlsEvent[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await converse(endpoint, socket, (event) => {
      events.push(event);
      return event.kind === 'connected' ? endpoint.send(Buffer.from(REQUEST)) : null;
    });
    const received = events.flatMap((event) =>
      (event.kind === 'data' || event.kind === 'alert') && event.direction === 'received'
        ? [event]
        : [],
    );
    expect(received.map(({ kind }) => kind)).toEqual(['data', 'alert']);
    const [data, alert] = received;
    expect(data?.kind === 'data' && Buffer.from(data.data).toString()).toMatch(
      /^HTTP\/1\.0 200 OK\r\n[^]*\r\n\r\n[^]*You are spiffe:/,
    );
    expect(alert?.kind === 'alert' && alert.description).toBe('close_notify');
  });

  it('waits for the empty line, however the request is cut', async () => {
    const { world, port } = await serving();
    const ca = encodePem('CERTIFICATE', world.root);
    const socket = connectTls({ port, host: '127.0.0.1', ca, servername: SERVER_NAME });
    await once(socket, 'secureConnect');
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    for (const part of ['GET / HT', 'TP/1.0\r\nA: b\r', '\n\r']) {
      socket.write(part);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(said).toBe('');
    socket.write('\n');
    await once(socket, 'close');
    expect(said).toContain('200 OK');
  });

  it('knows a client whose certificate has no SAN by its subject', async () => {
    const world = await makeWorld(globalThis.crypto);
    const client = await namelessClient(globalThis.crypto, world.now, -1);
    const lines: string[] = [];
    const config = serverConfig(world, client.root);
    listener = createHttpServer({ ...config, clientAuth: 'required' }, (line) => lines.push(line));
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const { port } = listener.address() as AddressInfo;
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: encodePem('CERTIFICATE', world.root),
      servername: SERVER_NAME,
      cert: client.chain.map((der) => encodePem('CERTIFICATE', der)).join(''),
      key: await exportPrivateKeyPem(globalThis.crypto, client.privateKey),
    });
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.once('secureConnect', () => socket.write(REQUEST));
    await once(socket, 'close');
    expect(said).toMatch(/You are .*CN=john.*names no host, address or URI/);
    expect(said).not.toContain('showed no certificate');
    await expect.poll(() => lines.join('\n')).toMatch(/was answered, as .*CN=john/);
  });

  it('sends exactly one alert for what is no TLS, and closes', async () => {
    const { port } = await serving();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const read = await readAll(socket);
    expect(read.length).toBe(7);
    expect([...read.subarray(0, 1), ...read.subarray(3, 6)]).toEqual([21, 0, 2, 2]);
  });

  it('serves on, whatever others do: garbage, resets, silence, half a hello', async () => {
    const server = await serving();
    const { port } = server;
    const open = () => connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    const stalled = [open(), open()];
    stalled[1]?.write(Buffer.from('1603010200', 'hex'));
    for (const rude of ['garbage', Buffer.from('1603010004010000', 'hex'), '']) {
      const socket = open();
      await once(socket, 'connect');
      socket.write(rude);
      socket.resetAndDestroy();
      expect(await ask(server)).toContain('200 OK');
    }
    for (const socket of stalled) socket.destroy();
  });

  it('serves a hundred connections, one after another', async () => {
    const server = await serving();
    for (let count = 0; count < 100; count++) expect(await ask(server)).toContain('200 OK');
    expect(server.lines.length).toBeGreaterThanOrEqual(99);
  });

  it('serves with an RSA key', async () => {
    expect(await ask(await serving('rsa-2048'))).toContain('200 OK');
  });
});
