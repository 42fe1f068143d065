import type { Socket } from 'node:net';

/** How many chunks may wait before the other end has to. */
const FULL = 32;

/**
 * What arrives at a socket, chunk by chunk, until the other end has closed it. Unlike the socket's
 * own iterator it also yields what arrived before a reset: the last words are often an alert.
 *
 * @throws the socket's error, after everything that arrived before it
 */
export async function* chunksOf(socket: Socket): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let over = false;
  let failure: Error | null = null;
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
  for (;;) {
    for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) yield chunk;
    if (over) break;
    socket.resume();
    await new Promise<void>((resolve) => (wake = resolve));
  }
  if (failure) throw failure;
}
