import { createClient } from '../../src/tls/client.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import type {
  ClientConfig,
  Endpoint,
  Output,
  ServerConfig,
  TlsEvent,
} from '../../src/tls/endpoint.ts';
import { createServer } from '../../src/tls/server.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { SERVER_NAME, type TestWorld } from './world.ts';

export type EventOf<K extends TlsEvent['kind']> = Extract<TlsEvent, { readonly kind: K }>;

/** One end and everything that it has told so far. */
export class End {
  readonly endpoint: Endpoint;
  readonly events: TlsEvent[] = [];
  /** Everything that it has sent. */
  readonly sent: Uint8Array[] = [];

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  take(output: Output): Uint8Array {
    this.events.push(...output.events);
    if (output.bytes.length > 0) this.sent.push(output.bytes);
    return output.bytes;
  }

  all<K extends TlsEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  get connected(): boolean {
    return this.all('connected').length > 0;
  }

  /** Names of the messages that it sent. */
  get messages(): string[] {
    return this.all('message')
      .filter(({ direction }) => direction === 'sent')
      .map(({ name }) => name);
  }

  /** `sent unknown_ca (plaintext)` for each alert but close_notify. */
  get alerts(): string[] {
    return this.all('alert')
      .filter(({ description }) => description !== 'close_notify')
      .map(({ direction, description, record }) => `${direction} ${description} (${record.epoch})`);
  }

  /** `certificate`, `!finished`: each check, with a mark when it failed. */
  get checks(): string[] {
    return this.all('check').map(({ subject, passed }) => (passed ? subject : `!${subject}`));
  }
}

export interface Pair {
  readonly client: End;
  readonly server: End;
}

export interface PairOptions {
  readonly client?: Partial<ClientConfig>;
  readonly server?: Partial<ServerConfig>;
}

export function makeClient(world: TestWorld, config: Partial<ClientConfig> = {}): End {
  return new End(
    createClient({
      crypto: createTlsCrypto(globalThis.crypto),
      clock: () => world.now,
      serverName: SERVER_NAME,
      trust: { anchors: [world.root], name: { kind: 'dns', value: SERVER_NAME } },
      ...LIKE_S_CLIENT,
      identities: [world.client],
      clearAlerts: false,
      ...config,
    }),
  );
}

export function makeServer(world: TestWorld, config: Partial<ServerConfig> = {}): End {
  return new End(
    createServer({
      crypto: createTlsCrypto(globalThis.crypto),
      clock: () => world.now,
      trust: { anchors: [world.root], name: null },
      ...LIKE_S_SERVER,
      identities: [world.server],
      clientAuth: 'none',
      ...config,
    }),
  );
}

/** What may happen to bytes on their way. */
export type OnTheWay = (bytes: Uint8Array, from: 'client' | 'server') => Uint8Array;

/** Two ends, started, with everything delivered that either wants to say. */
export async function shakeHands(
  world: TestWorld,
  options: PairOptions = {},
  onTheWay: OnTheWay = (bytes) => bytes,
): Promise<Pair> {
  const client = makeClient(world, options.client);
  const server = makeServer(world, options.server);
  await server.endpoint.start();
  const hello = client.take(await client.endpoint.start());
  await deliver({ client, server }, hello, 'client', onTheWay);
  return { client, server };
}

/** Carries bytes to and fro until nobody has anything to say. */
export async function deliver(
  { client, server }: Pair,
  first: Uint8Array,
  from: 'client' | 'server',
  onTheWay: OnTheWay = (bytes) => bytes,
): Promise<void> {
  let bytes = first;
  for (let sender = from; bytes.length > 0;) {
    const receiver = sender === 'client' ? server : client;
    bytes = receiver.take(await receiver.endpoint.receive(onTheWay(bytes, sender)));
    sender = sender === 'client' ? 'server' : 'client';
  }
}

/** The records that stand one after the other in some bytes. */
export function splitRecords(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + 5 + (bytes[start + 3] ?? 0) * 256 + (bytes[start + 4] ?? 0);
    records.push(bytes.subarray(start, end));
    start = end;
  }
  return records;
}
