import type { RecordInfo, TlsEvent } from '../tls/endpoint.ts';
import { createClient } from '../tls/client.ts';
import type { TlsCrypto } from '../tls/crypto.ts';
import type { Endpoint, Trust } from '../tls/endpoint.ts';
import { createServer } from '../tls/server.ts';
import type { PlainPartyPlan } from './plan.ts';
import { isTlsActor, type Actor, type TlsActor } from './provision.ts';
import type { HandshakeMode } from './scenario.ts';
import type { Sender } from './wire.ts';

/** What somebody at the end of a connection tells of himself; who speaks no TLS has bytes only. */
export type SpokenEvent =
  | TlsEvent
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** It ends the connection without a word. */
  | { readonly kind: 'hang-up' };

export interface Spoken {
  readonly events: readonly SpokenEvent[];
  /** The peer's records that were opened. */
  readonly opened: readonly RecordInfo[];
}

/** Whoever speaks at one end of a connection. Without I/O, as an endpoint of TLS is. */
export interface Speaker {
  /** Has it said and read all that it ever will? */
  readonly isOver: boolean;
  start(): Promise<Spoken>;
  receive(bytes: Uint8Array): Promise<Spoken>;
  send(data: Uint8Array): Promise<Spoken>;
  close(): Promise<Spoken>;
}

/** What a speaker needs beside what its plan says. */
export interface Circumstances {
  readonly mode: HandshakeMode;
  /** The time on its own clock, in milliseconds since 1970. */
  readonly clock: number;
  readonly crypto: TlsCrypto;
}

const CLIENT_AUTH = { tls: 'none', mtls: 'required', optional: 'optional' } as const;
const NOTHING: Spoken = { events: [], opened: [] };
const encoder = new TextEncoder();

/** Lets a party speak at one end of a connection, as its plan says. */
export function speakerFor(actor: Actor, side: Sender, circumstances: Circumstances): Speaker {
  if (!isTlsActor(actor)) return new PlainSpeaker(actor.plan);
  const endpoint =
    side === 'client' ? clientOf(actor, circumstances) : serverOf(actor, circumstances);
  return new TlsSpeaker(endpoint);
}

function clientOf(actor: TlsActor, { crypto, clock }: Circumstances): Endpoint {
  const { wants, unlistedIssuer } = actor.plan;
  return createClient({
    ...commonOf(actor, crypto, clock),
    serverName: wants?.serverName ?? null,
    trust: trustOf(actor, wants?.expects ?? null),
    identities: actor.identities,
    unlistedIssuer,
    clearAlerts: false,
  });
}

function serverOf(actor: TlsActor, { crypto, clock, mode }: Circumstances): Endpoint {
  const { asks, tickets, expectsOfClients, unknownName, id } = actor.plan;
  const [identity, ...others] = actor.identities;
  if (!identity) throw new RangeError(`“${id}” serves and needs a certificate.`);
  return createServer({
    ...commonOf(actor, crypto, clock),
    identities: [identity, ...others],
    unknownName,
    certificateAuthorities: actor.authorities,
    clientAuth: asks === 'as-the-mode-says' ? CLIENT_AUTH[mode] : asks,
    trust: trustOf(actor, expectsOfClients),
    tickets,
  });
}

function commonOf({ plan: { negotiates, judges } }: TlsActor, crypto: TlsCrypto, clock: number) {
  const { versions, cipherSuites, groups, signatureSchemes, alpn } = negotiates;
  return {
    crypto,
    clock: () => clock,
    versions,
    stapling: judges.stapling,
    alpn,
    ...(cipherSuites && { cipherSuites }),
    ...(groups && { groups }),
    ...(signatureSchemes && { signatureSchemes }),
  };
}

function trustOf({ plan, anchors, revocation }: TlsActor, name: Trust['name']): Trust {
  const { maxIntermediates } = plan.judges;
  return { ...revocation, anchors, name, ...(maxIntermediates !== null && { maxIntermediates }) };
}

class TlsSpeaker implements Speaker {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  get isOver(): boolean {
    const { state } = this.#endpoint;
    return state === 'FAILED' || state === 'CLOSED';
  }

  start(): Promise<Spoken> {
    return this.#endpoint.start();
  }

  receive(bytes: Uint8Array): Promise<Spoken> {
    return this.#endpoint.receive(bytes);
  }

  send(data: Uint8Array): Promise<Spoken> {
    return this.#endpoint.send(data);
  }

  close(): Promise<Spoken> {
    return this.#endpoint.close();
  }
}

/** Says its lines, whatever it hears. */
class PlainSpeaker implements Speaker {
  readonly #plan: PlainPartyPlan;
  #answered = false;
  #gone = false;

  constructor(plan: PlainPartyPlan) {
    this.#plan = plan;
  }

  get isOver(): boolean {
    return this.#gone;
  }

  start(): Promise<Spoken> {
    const { opens, answers } = this.#plan;
    return Promise.resolve(this.#say(opens, answers === null));
  }

  receive(): Promise<Spoken> {
    if (this.#answered) return Promise.resolve(NOTHING);
    this.#answered = true;
    return Promise.resolve(this.#say(this.#plan.answers, true));
  }

  send(): Promise<Spoken> {
    return Promise.resolve(NOTHING);
  }

  close(): Promise<Spoken> {
    return Promise.resolve(NOTHING);
  }

  #say(line: string | null, last: boolean): Spoken {
    const events: SpokenEvent[] = [];
    if (line !== null) events.push({ kind: 'raw', bytes: encoder.encode(line) });
    if (last && this.#plan.hangsUp) {
      this.#gone = true;
      events.push({ kind: 'hang-up' });
    }
    return { events, opened: [] };
  }
}
