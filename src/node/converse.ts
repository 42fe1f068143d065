import type { Socket } from 'node:net';
import type { Endpoint, Output, TlsEvent } from '../tls/endpoint.ts';
import { outputOf } from '../tls/output.ts';
import { chunksOf } from './chunks.ts';

/** What an application does about an event: it may make the endpoint send something more. */
export type Application = (event: TlsEvent) => Promise<Output | null> | Output | null;

/** One output after another, as one. */
export function joined(...outputs: readonly Output[]): Output {
  return outputOf(
    outputs.flatMap(({ events }) => events),
    outputs.flatMap(({ opened }) => opened),
  );
}

/** How long the other end may take to close after we did; until then what it sends is thrown away. */
const LINGER = 2_000;

/**
 * Lets an endpoint speak through a socket until both ends have closed it. After a fatal error the
 * alert is sent and our side is closed; the rest is read and dropped, for a socket that is closed
 * over unread bytes resets the connection, and the peer might never see the alert.
 *
 * @param socket connected, with `allowHalfOpen`
 * @throws what the socket throws, a reset for example
 */
export async function converse(
  endpoint: Endpoint,
  socket: Socket,
  application: Application,
): Promise<void> {
  let linger: NodeJS.Timeout | null = null;
  const take = async ({ bytes, events }: Output): Promise<void> => {
    await write(socket, bytes);
    for (const event of events) {
      const reaction = await application(event);
      if (reaction) await take(reaction);
      if (event.kind !== 'closed') continue;
      // Each direction is closed on its own: close_notify is answered (RFC 8446 §6.1).
      if (event.by === 'peer' && event.orderly) await take(await endpoint.close());
      socket.end();
      linger ??= setTimeout(() => socket.destroy(), LINGER);
    }
  };
  const chunks = chunksOf(socket);
  try {
    await take(await endpoint.start());
    for await (const chunk of chunks) await take(await endpoint.receive(chunk));
    socket.end();
  } finally {
    if (linger) clearTimeout(linger);
    socket.destroySoon();
  }
}

/** Waits until it is sent. A failure shows where we read: what the peer said last may explain it. */
async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0 || !socket.writable) return;
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
}
