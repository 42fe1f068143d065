import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { get } from '../../../src/node/client.ts';
import { createNodeCrypto } from '../../../src/node/crypto.ts';
import { createHttpServer } from '../../../src/node/server.ts';
import { targetOf } from '../../../src/node/target.ts';
import { createClient } from '../../../src/tls/client.ts';
import type { ClientConfig, ServerConfig } from '../../../src/tls/endpoint.ts';
import { makeWorld, SERVER_NAME } from '../../tls/world.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../../src/tls/likeOpenssl.ts';
import { median, type Comparison } from '../compare.ts';

/** How much longer a request may take beside such clients, in milliseconds. */
const BOUND = 500;
const CROWD = 5;
/** Records of one byte that each of them has ready: one less than ends a request. */
const RECORDS = 64 * 1024 - 1;
const ROUNDS = 5;

interface Served {
  readonly port: number;
  readonly root: Uint8Array;
}

const crypto = createNodeCrypto();
const common = { crypto, clock: Date.now };

// The server has a thread of its own, as the one of the command line has a process of its own.
if (!isMainThread) await serve();

/** What a request waits for at `lab serve` beside five clients that send one byte a record. */
export async function bench(): Promise<Comparison> {
  const worker = new Worker(new URL(import.meta.url));
  const [served] = (await once(worker, 'message')) as [Served];
  try {
    const waits: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await request(served);
      const crowd = await Promise.all(Array.from({ length: CROWD }, () => prepare(served)));
      for (const { socket, bytes } of crowd) socket.write(bytes);
      waits.push((await request(served)) - alone);
      for (const { socket } of crowd) socket.destroy();
    }
    const wait = median(waits);
    return {
      what: `what a request waits for beside ${CROWD} clients that send one byte a record`,
      reference: `the bound of ${BOUND} ms`,
      ours: wait,
      theirs: BOUND,
      ratio: wait / BOUND,
      aim: 1,
    };
  } finally {
    await worker.terminate();
  }
}

function clientConfig({ root }: Served): ClientConfig {
  const trust = { anchors: [root], name: { kind: 'dns', value: SERVER_NAME } as const };
  const settings = { ...LIKE_S_CLIENT, identities: [], clearAlerts: false };
  return { ...common, ...settings, serverName: SERVER_NAME, trust };
}

/** Milliseconds for a handshake, a request and its answer. */
async function request(served: Served): Promise<number> {
  const target = targetOf(`127.0.0.1:${served.port}`, SERVER_NAME);
  const start = performance.now();
  const { refusal } = await get(target, clientConfig(served), () => undefined);
  if (refusal !== null) throw new Error(refusal);
  return performance.now() - start;
}

/** A client that is connected, and what it is about to send. */
async function prepare(served: Served): Promise<{ socket: Socket; bytes: Uint8Array }> {
  const client = createClient(clientConfig(served));
  const socket = connect(served.port, '127.0.0.1');
  // It is cut off in the end, and may hear of that.
  socket.on('error', () => undefined);
  socket.write((await client.start()).bytes);
  for (let connected = false; !connected;) {
    const [chunk] = (await once(socket, 'data')) as [Uint8Array];
    const { bytes, events } = await client.receive(chunk);
    socket.write(bytes);
    connected = events.some(({ kind }) => kind === 'connected');
  }
  const records: Uint8Array[] = [];
  for (let count = 0; count < RECORDS; count++) {
    records.push((await client.send(Uint8Array.of(65))).bytes);
  }
  return { socket, bytes: Buffer.concat(records) };
}

async function serve(): Promise<void> {
  const world = await makeWorld(globalThis.crypto);
  const trust = { anchors: [], name: null };
  const settings = { ...LIKE_S_SERVER, identities: [world.server], clientAuth: 'none' } as const;
  const config: ServerConfig = { ...common, ...settings, trust };
  const server = createHttpServer(config, () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  parentPort?.postMessage({ port, root: world.root } satisfies Served);
}
