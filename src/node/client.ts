import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient } from '../tls/client.ts';
import type { ClientConfig, Endpoint, TlsEvent } from '../tls/endpoint.ts';
import { converse } from './converse.ts';
import { CommandFailure, systemWords } from './failure.ts';
import type { Target } from './target.ts';

/** How long a server may take to be reached, and then to say everything, in milliseconds. */
const PATIENCE = 5_000;

/** How a request ended. */
export interface Answer {
  readonly connected: boolean;
  /** Why the handshake failed, on either side and however late; null when it did not. */
  readonly refusal: string | null;
  /** What the server answered; empty when it did not. */
  readonly response: string;
}

/**
 * Shakes hands, sends a GET, and reads the answer to its end.
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
  const patience = setTimeout(() => socket.destroy(), PATIENCE);
  try {
    await converse(asker.endpoint, socket, (event) => asker.take(event));
    return asker.answer(null);
  } catch (error) {
    return asker.answer(systemWords(error));
  } finally {
    clearTimeout(patience);
  }
}

async function open({ host, port }: Target): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE) });
    return socket;
  } catch (error) {
    socket.destroy();
    const why =
      error instanceof Error && error.name === 'AbortError'
        ? 'there was no answer in time'
        : systemWords(error);
    throw new CommandFailure(`Cannot connect to ${host}:${port}: ${why}.`);
  }
}

/** The application of one connection. */
class Asker {
  readonly endpoint: Endpoint;
  readonly #target: Target;
  readonly #tell: (event: TlsEvent) => void;
  readonly #response: Uint8Array[] = [];
  #connected = false;
  #closed = false;
  #refusal: string | null = null;

  constructor(endpoint: Endpoint, target: Target, tell: (event: TlsEvent) => void) {
    this.endpoint = endpoint;
    this.#target = target;
    this.#tell = tell;
  }

  take(event: TlsEvent) {
    this.#tell(event);
    if (event.kind === 'data' && event.direction === 'received') this.#response.push(event.data);
    if (event.kind === 'closed') this.#closed = true;
    if (event.kind === 'alert') this.#noteAlert(event);
    if (event.kind !== 'connected') return null;
    this.#connected = true;
    const { host } = this.#target;
    return this.endpoint.send(Buffer.from(`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`));
  }

  /** @param broken why the connection broke; null when it was closed */
  answer(broken: string | null): Answer {
    const response = Buffer.concat(this.#response).toString('utf8');
    return { connected: this.#connected, refusal: this.#refusalNow(broken, response), response };
  }

  #refusalNow(broken: string | null, response: string): string | null {
    if (this.#refusal !== null) return this.#refusal;
    const when = this.#connected ? 'before it answered' : 'in the handshake';
    if (response === '' && broken !== null) return `The connection broke ${when}: ${broken}.`;
    if (!this.#connected || (response === '' && this.#closed)) {
      return `The server closed the connection ${when}, without an alert.`;
    }
    return null;
  }

  #noteAlert({ direction, description, error }: Extract<TlsEvent, { kind: 'alert' }>): void {
    if (description === 'close_notify' || description === 'user_canceled') return;
    const late = this.#connected ? ' after we believed that we were connected' : '';
    this.#refusal =
      direction === 'sent'
        ? `We refused the server (${description}): ${error?.message ?? ''}`
        : `The server refused us${late}: ${description}.`;
  }
}
