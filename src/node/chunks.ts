import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** How many chunks may wait before the other end has to. */
const FULL = 32;
/**
 * Bytes that are handled before others have their turn. Our cryptography in Node is synchronous, so
 * whoever sends many small records would otherwise keep every other connection waiting.
 */
const PIECE = 4096;

/**
 * What arrives at a socket, piece by piece, until the other end has closed it. It listens from the
 * moment of the call, and unlike the socket's own iterator it also yields what arrived before a
 * reset: the last words are often an alert. Between two pieces the event loop turns.
 *
 * @throws the socket's error, after everything that arrived before it
 */
export function chunksOf(socket: Socket): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let over = socket.destroyed;
  let failure = socket.errored;
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    if (waiting.length >= FULL) socket.pause();
    wake();
  });
  socket.on('error', (error) => (failure = error));
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      over = true;
      wake();
    });
  }
  return (async function* () {
    for (;;) {
      for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) yield* piecesOf(chunk);
      if (over) break;
      socket.resume();
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure) throw failure;
  })();
}

async function* piecesOf(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < chunk.length; from += PIECE) {
    yield chunk.subarray(from, from + PIECE);
    await setImmediate();
  }
}
