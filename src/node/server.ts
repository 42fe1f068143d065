import { createServer as listen, type Server, type Socket } from 'node:net';
import {
  displayName,
  parseCertificate,
  subjectIdentity,
  type Certificate,
} from '../pki/x509/certificate.ts';
import type { Endpoint, Negotiated, ServerConfig, TlsEvent } from '../tls/endpoint.ts';
import { createServer } from '../tls/server.ts';
import { converse, joined } from './converse.ts';
import { reasonOf } from './refusal.ts';
import { RequestEnd } from './requestEnd.ts';

/** How long a connection may take from its first to its last byte, in milliseconds. */
const DEADLINE = 15_000;
/** Bytes of a request whose end is awaited; a longer one is answered as it is. */
const LONGEST_REQUEST = 64 * 1024;

const NO_CONNECTION = { negotiated: null, client: null };

/**
 * A server that answers each request with one response, in one record, and then closes. Connections
 * are independent of each other: whatever one of them does, the others are served.
 *
 * @param note told one line about each connection, when it is over
 */
export function createHttpServer(config: ServerConfig, note: (line: string) => void): Server {
  return listen({ allowHalfOpen: true, noDelay: true }, (socket) => {
    void serve(config, socket).then(note);
  });
}

/** Serves one connection to its end, and says in a line how that was. */
async function serve(config: ServerConfig, socket: Socket): Promise<string> {
  const from = `${socket.remoteAddress ?? 'somebody'}:${socket.remotePort ?? 0}`;
  const deadline = setTimeout(() => socket.destroy(), DEADLINE);
  const answerer = new Answerer(createServer(config));
  try {
    await converse(answerer.endpoint, socket, (event) => answerer.take(event));
    return `${from} ${answerer.result}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${from} ${answerer.result} (${why})`;
  } finally {
    clearTimeout(deadline);
  }
}

/** Whom a certificate names: not everybody has a name that TLS peers are known by. */
function holderOf(certificate: Certificate): string {
  const identity = subjectIdentity(certificate);
  if (identity !== null) return identity;
  const { subject } = certificate;
  const holder = subject.text === '' ? displayName(certificate) : subject.text;
  return `${holder}, whose certificate names no host, address or URI`;
}

/** The application of one connection. */
class Answerer {
  readonly endpoint: Endpoint;
  result = 'went away in the handshake';
  #connection: { negotiated: Negotiated | null; client: string | null } = NO_CONNECTION;
  readonly #request = new RequestEnd();
  #answered = false;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  async take(event: TlsEvent) {
    switch (event.kind) {
      case 'connected': {
        const [leaf] = event.peerChain;
        const client = leaf ? holderOf(parseCertificate(leaf)) : null;
        this.#connection = { negotiated: event.negotiated, client };
        this.result = 'connected, and asked nothing';
        return null;
      }
      case 'data':
        return event.direction === 'received' ? this.#read(event.data) : null;
      case 'alert':
        this.#noteAlert(event);
        return null;
      default:
        return null;
    }
  }

  async #read(data: Uint8Array) {
    if (this.#answered) return null;
    if (!this.#request.take(data) && this.#request.length < LONGEST_REQUEST) return null;
    this.#answered = true;
    this.result = `was answered, as ${this.#connection.client ?? 'nobody in particular'}`;
    const response = await this.endpoint.send(Buffer.from(this.#response()));
    return joined(response, await this.endpoint.close());
  }

  #response(): string {
    const { negotiated, client } = this.#connection;
    const body = [
      `You speak ${negotiated?.version} with ${negotiated?.cipherSuite} and ${negotiated?.group}.`,
      client === null ? 'You showed no certificate.' : `You are ${client}.`,
      '',
    ].join('\n');
    const head = [
      'HTTP/1.0 200 OK',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  }

  #noteAlert(event: Extract<TlsEvent, { kind: 'alert' }>): void {
    const { direction, description } = event;
    if (description === 'close_notify') return;
    const reason = reasonOf(event, true);
    this.result =
      direction === 'sent'
        ? `was refused: ${description}. ${reason}`
        : `refused us: ${description}.`;
  }
}
