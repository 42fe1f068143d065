import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient } from '../tls/client.ts';
import type { ClientConfig, Endpoint, TlsEvent } from '../tls/endpoint.ts';
import { converse } from './converse.ts';
import { CommandFailure, systemWords } from './failure.ts';
import { FirstBytes } from './foreign.ts';
import { reasonOf } from './refusal.ts';
import type { Target } from './target.ts';

/** How long a server may take to be reached, and then be silent, in milliseconds. */
const PATIENCE = 5_000;
const SILENCE = `${PATIENCE / 1_000} s`;

/** How a request ended. */
export interface Answer {
  readonly connected: boolean;
  /** Why there is no whole answer, on either side and however late; null when there is. */
  readonly refusal: string | null;
  /** What the server answered; empty when it did not. */
  readonly response: string;
}

/** Why a connection ended, where the endpoint does not know: it sees no sockets. */
type Break = { readonly kind: 'silence' } | { readonly kind: 'broken'; readonly why: string };

/**
 * Shakes hands, sends a GET, and reads the answer to its end, however long that takes: only silence
 * ends it early.
 *
 * @param tell is told each event as it happens
 * @throws CommandFailure when nothing can be reached at that address
 */
export async function get(
  target: Target,
  config: ClientConfig,
  tell: (event: TlsEvent) => void,
): Promise<Answer> {
  const socket = await open(target);
  const asker = new Asker(createClient(config), target, tell);
  let silent = false;
  socket.on('data', (chunk) => asker.first.hear(chunk));
  socket.setTimeout(PATIENCE, () => {
    silent = true;
    socket.destroy();
  });
  try {
    await converse(asker.endpoint, socket, (event) => asker.take(event));
    return asker.answer(silent ? { kind: 'silence' } : null);
  } catch (error) {
    return asker.answer({ kind: 'broken', why: systemWords(error) });
  }
}

async function open({ host, port }: Target): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  // A reset may come before anybody reads: it is kept in the socket, and told to whoever does.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE) });
    return socket;
  } catch (error) {
    // Somebody answered, and reset so soon that it came before “connect”: converse() tells it.
    if (socket.errored && 'code' in socket.errored && socket.errored.code === 'ECONNRESET') {
      return socket;
    }
    socket.destroy();
    const why =
      error instanceof Error && error.name === 'AbortError'
        ? `there was no answer within ${SILENCE}`
        : systemWords(error);
    throw new CommandFailure(`Cannot connect to ${host}:${port}: ${why}.`);
  }
}

/** The application of one connection. */
class Asker {
  readonly endpoint: Endpoint;
  readonly first = new FirstBytes();
  readonly #target: Target;
  readonly #tell: (event: TlsEvent) => void;
  readonly #response: Uint8Array[] = [];
  #answered = false;
  #connected = false;
  #closedInOrder = false;
  #refusal: string | null = null;

  constructor(endpoint: Endpoint, target: Target, tell: (event: TlsEvent) => void) {
    this.endpoint = endpoint;
    this.#target = target;
    this.#tell = tell;
  }

  take(event: TlsEvent) {
    this.#tell(event);
    if (event.kind === 'data' && event.direction === 'received') this.#response.push(event.data);
    if (event.kind === 'secrets') this.#answered = true;
    if (event.kind === 'closed' && event.by === 'peer') this.#closedInOrder = event.orderly;
    if (event.kind === 'alert') this.#noteAlert(event);
    if (event.kind !== 'connected') return null;
    this.#connected = true;
    const { host } = this.#target;
    return this.endpoint.send(Buffer.from(`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`));
  }

  /** @param ended what the socket knows about the end; null when it was closed like any other */
  answer(ended: Break | null): Answer {
    const response = Buffer.concat(this.#response).toString('utf8');
    const refusal =
      this.first.foreign ?? this.#refusal ?? this.#failure(ended, response.length > 0);
    return { connected: this.#connected, refusal, response };
  }

  /** RFC 8446 §6.1: without close_notify nobody knows whether that was all. */
  #failure(ended: Break | null, hasResponse: boolean): string | null {
    if (this.#closedInOrder) {
      return hasResponse ? null : 'The server closed the connection in order, without an answer.';
    }
    if (hasResponse) {
      return `The answer may be cut off: ${cutOff(ended)}, and not by close_notify (RFC 8446 §6.1).`;
    }
    const when = this.#connected ? 'before it answered' : 'in the handshake';
    if (ended?.kind === 'silence') {
      return `The server did not answer within ${SILENCE}${this.#connected ? ' after the handshake' : ''}.`;
    }
    if (ended) return `The connection broke ${when}: ${ended.why}.`;
    return `The server closed the connection ${when}, without an alert.`;
  }

  #noteAlert(event: Extract<TlsEvent, { kind: 'alert' }>): void {
    const { direction, description } = event;
    if (description === 'close_notify' || description === 'user_canceled') return;
    const late = this.#connected ? ' after we believed that we were connected' : '';
    const reason = reasonOf(event, this.#answered);
    this.#refusal =
      direction === 'sent'
        ? `We refused the server (${description}): ${reason}`
        : `The server refused us${late}: ${description}. ${reason}`.trim();
  }
}

function cutOff(ended: Break | null): string {
  if (!ended) return 'the connection was closed';
  if (ended.kind === 'silence') return `it was ended by ${SILENCE} of silence`;
  return `it was ended by an error (${ended.why})`;
}
