import { createClient } from '../tls/client.ts';
import type { TlsCrypto } from '../tls/crypto.ts';
import type { Endpoint, Output, PeerName, ServerConfig, TlsEvent, Trust } from '../tls/endpoint.ts';
import { recordsSent } from '../tls/output.ts';
import { createServer } from '../tls/server.ts';
import { outcomeOf } from './outcome.ts';
import type { Actor, World } from './provision.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { HandshakeMode } from './scenario.ts';
import type { Party, Trace } from './trace.ts';
import { createFlippingWire, HONEST_WIRE, type Wire } from './wire.ts';

/** How one run is set up. */
export interface RunOptions {
  readonly mode: HandshakeMode;
  /** The time at both ends, in milliseconds since 1970. */
  readonly clock: number;
  readonly crypto: TlsCrypto;
  /** Takes what the wire leaves of a record to the other end; in memory when left out. */
  readonly carry?: Carry;
}

/** @returns the record as it arrived */
export type Carry = (from: Party, record: Uint8Array) => Promise<Uint8Array>;

const IN_MEMORY: Carry = (_from, record) => Promise.resolve(record);

const CLIENT_AUTH = { tls: 'none', mtls: 'required', optional: 'optional' } as const;
const APPLICATION_PROTOCOL = 'http/1.1';
const encoder = new TextEncoder();

/** What the client asks once it believes that it is connected, of the host that it wanted. */
export function requestTo(host: string): string {
  return `GET /balance HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}
/** What the server answers. */
export const RESPONSE =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"balance": 42}';

/** A record on its way: the n-th of a step, or of none that is shown (change_cipher_spec). */
interface Parcel {
  readonly step: number | null;
  readonly record: number;
  readonly bytes: Uint8Array;
}

interface End {
  readonly party: Party;
  readonly endpoint: Endpoint;
  readonly inbox: Parcel[];
}

/**
 * Lets the two ends of a world shake hands, exchange one request and one response, and close;
 * writes down what really happened.
 *
 * @param world real keys and certificates
 * @returns the trace; a refused handshake is a result, not an error
 */
export async function run(world: World, options: RunOptions): Promise<Trace> {
  const recorder = createRecorder();
  const wire = world.flipBit ? createFlippingWire() : HONEST_WIRE;
  const client = clientEnd(world, options);
  const server = serverEnd(world, options);
  const request = requestTo(world.serverName);
  const link = new Link(recorder, wire, options.carry ?? IN_MEMORY, client, server, request);
  await link.begin();
  while (await link.turn());
  return {
    version: 1,
    mode: options.mode,
    protocol: 'TLS 1.3',
    faults: world.faults,
    clock: options.clock,
    client: world.client.info,
    server: world.server.info,
    attacker: world.interceptor?.info ?? null,
    ...(world.standIn ? { standIn: world.standIn } : {}),
    steps: recorder.steps,
    outcome: outcomeOf(world, options.clock, recorder.steps),
  };
}

function clientEnd(world: World, { crypto, clock }: RunOptions): End {
  const name = world.expects
    ? world.expects.client
    : ({ kind: 'dns', value: world.serverName } as const);
  const endpoint = createClient({
    crypto,
    clock: () => clock,
    serverName: world.serverName,
    trust: trustOf(world.client, name),
    identity: world.client.identity,
    clearAlerts: false,
    alpn: [APPLICATION_PROTOCOL],
  });
  return { party: 'client', endpoint, inbox: [] };
}

/** The server, or whoever answers in its place: an attacker has no use for a client certificate. */
function serverEnd(world: World, options: RunOptions): End {
  if (!world.interceptor) {
    const name = world.expects?.server ?? null;
    const config = serverConfig(world.server, options, name);
    const endpoint = createServer({ ...config, clientAuth: CLIENT_AUTH[options.mode] });
    return { party: 'server', endpoint, inbox: [] };
  }
  const endpoint = createServer(serverConfig(world.interceptor, options, null));
  return { party: 'attacker', endpoint, inbox: [] };
}

function serverConfig(
  actor: Actor & Pick<ServerConfig, 'identity'>,
  { crypto, clock }: RunOptions,
  name: PeerName | null,
): ServerConfig {
  return {
    crypto,
    clock: () => clock,
    identity: actor.identity,
    clientAuth: 'none',
    trust: trustOf(actor, name),
    alpn: [APPLICATION_PROTOCOL],
    tickets: 1,
  };
}

function trustOf({ anchors, revocation }: Actor, name: PeerName | null): Trust {
  return { ...revocation, anchors, name };
}

/** Carries records one at a time, so that the trace knows what became of each. */
class Link {
  readonly #recorder: Recorder;
  readonly #wire: Wire;
  readonly #carry: Carry;
  readonly #client: End;
  readonly #server: End;
  readonly #request: string;

  constructor(
    recorder: Recorder,
    wire: Wire,
    carry: Carry,
    client: End,
    server: End,
    request: string,
  ) {
    this.#recorder = recorder;
    this.#wire = wire;
    this.#carry = carry;
    this.#client = client;
    this.#server = server;
    this.#request = request;
  }

  async begin(): Promise<void> {
    await this.#server.endpoint.start();
    await this.#take(this.#client, await this.#client.endpoint.start(), null);
  }

  /** Delivers everything that waits at one end; false when nothing waits anywhere. */
  async turn(): Promise<boolean> {
    const end = this.#server.inbox.length > 0 ? this.#server : this.#client;
    if (end.inbox.length === 0) return false;
    for (let parcel = end.inbox.shift(); parcel; parcel = end.inbox.shift()) {
      if (end.endpoint.state === 'FAILED' || end.endpoint.state === 'CLOSED') continue;
      const output = await end.endpoint.receive(parcel.bytes);
      if (parcel.step !== null) {
        for (const { content } of output.opened) {
          this.#recorder.opened(parcel.step, parcel.record, content);
        }
      }
      await this.#take(end, output, parcel.step);
    }
    return true;
  }

  /** Records what an end did and hands what it sent to the wire; then its application acts. */
  async #take(end: End, output: Output, of: number | null): Promise<void> {
    const other = end === this.#client ? this.#server : this.#client;
    for (const event of output.events) {
      const step = this.#recorder.event(end.party, other.party, event, of)?.index ?? null;
      for (const [record, sent] of recordsSent(event).entries()) {
        const bytes = await this.#carry(end.party, this.#wire.carry(sent.bytes));
        if (step !== null) this.#recorder.carried(step, record, bytes);
        other.inbox.push({ step, record, bytes });
      }
    }
    for (const event of output.events) {
      const reaction = await this.#application(end, event);
      if (reaction) await this.#take(end, reaction, of);
    }
  }

  /** The client asks as soon as it believes that it is connected; the server answers; both close. */
  async #application({ party, endpoint }: End, event: TlsEvent): Promise<Output | null> {
    if (party === 'client' && event.kind === 'connected') {
      return endpoint.send(encoder.encode(this.#request));
    }
    if (event.kind === 'data' && event.direction === 'received') {
      return party === 'client' ? endpoint.close() : endpoint.send(encoder.encode(RESPONSE));
    }
    // Each direction is closed on its own (RFC 8446 §6.1); who has closed his has no more to say.
    return event.kind === 'closed' ? endpoint.close() : null;
  }
}
