import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions, type TLSSocket } from 'node:tls';
import { readFileSync } from 'node:fs';
import { afterAll } from 'vitest';
import type { makeFiles } from './files.ts';

type Files = Awaited<ReturnType<typeof makeFiles>>;

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of TCP that does this with whoever comes; gives its address. */
export async function tcp(meet: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    closing.push(() => socket.destroy());
    meet(socket.on('error', () => undefined));
  });
  return listening(server);
}

/** Node's own TLS server with the lab's certificate; gives its address. */
export async function tls(
  { server: { chain, key } }: Files,
  answer: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<string> {
  const pems = { cert: readFileSync(chain), key: readFileSync(key) };
  const server = createTls({ ...pems, ...options }, (socket) => {
    closing.push(() => socket.destroy());
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  return listening(server);
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
