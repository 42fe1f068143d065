import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Carry } from '../lab/conversation.ts';
import { chunksOf } from './chunks.ts';

/** A TCP connection of this machine to itself, for the records of one run. */
export interface Loopback {
  readonly carry: Carry;
  close(): void;
}

/** Opens one on a free port of 127.0.0.1. */
export async function openLoopback(): Promise<Loopback> {
  const listener = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', noDelay: true });
  const [[server]] = (await Promise.all([
    once(listener, 'connection'),
    once(client, 'connect'),
  ])) as [[Socket], unknown];
  listener.close();
  const toServer = pipe(client, server);
  const toClient = pipe(server, client);
  return {
    carry: (from, record) => (from === 'client' ? toServer : toClient)(record),
    close() {
      client.destroy();
      server.destroy();
    },
  };
}

/** Sends bytes at one end, and waits until as many have arrived at the other. */
function pipe(from: Socket, to: Socket): (record: Uint8Array) => Promise<Uint8Array> {
  const arriving = chunksOf(to);
  return async (record) => {
    from.write(record);
    const parts: Uint8Array[] = [];
    for (let length = 0; length < record.length;) {
      const { value } = await arriving.next();
      if (!value) throw new Error('The loopback connection was closed.');
      parts.push(value);
      length += value.length;
    }
    return new Uint8Array(Buffer.concat(parts));
  };
}
