import { once } from 'node:events';
import { connect, createServer as listen, type AddressInfo, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { converse, joined } from '../../src/node/converse.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { RequestEnd } from '../../src/node/requestEnd.ts';
import { createClient } from '../../src/tls/client.ts';
import { createServer } from '../../src/tls/server.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';

const crypto = createNodeCrypto();
const RECORDS = 6_000;
/** A record with one byte is 5 + 1 + 1 + 16 bytes: fewer than 200 of them are in 4 KiB. */
const MOST_IN_A_TURN = 200;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

describe('a client that sends one byte a record', () => {
  it('gets so much work done for each turn of the event loop, and no more', async () => {
    const world = await makeWorld(globalThis.crypto);
    const common = { crypto, clock: Date.now };
    const server = createServer({
      ...common,
      ...LIKE_S_SERVER,
      identities: [world.server],
      clientAuth: 'none',
      trust: { anchors: [], name: null },
    });
    let inThisTurn = 0;
    let most = 0;
    let all = 0;
    let turning = true;
    const turn = () => {
      most = Math.max(most, inThisTurn);
      inThisTurn = 0;
      if (turning) setImmediate(turn);
    };
    turn();

    const listener = listen({ allowHalfOpen: true });
    open.push(listener);
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const served = once(listener, 'connection').then(([socket]) =>
      converse(server, socket as Socket, (event) => {
        if (event.kind !== 'data' || event.direction !== 'received') return null;
        inThisTurn += 1;
        all += 1;
        return all === RECORDS ? server.close() : null;
      }),
    );
    const { port } = listener.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    const name = { kind: 'dns', value: SERVER_NAME } as const;
    const trust = { anchors: [world.root], name };
    const client = createClient({
      ...common,
      serverName: SERVER_NAME,
      trust,
      ...LIKE_S_CLIENT,
      identities: [],
      clearAlerts: false,
    });
    await converse(client, socket, async ({ kind }) => {
      if (kind !== 'connected') return null;
      const sent = [];
      for (let count = 0; count < RECORDS; count++) {
        sent.push(await client.send(Uint8Array.of(65)));
      }
      return joined(...sent);
    });
    await served;
    turning = false;
    expect(all).toBe(RECORDS);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(MOST_IN_A_TURN);
  });
});

describe('the end of a request', () => {
  const isWhole = (text: string) => /\r?\n\r?\n/.test(text);
  const piece = fc.string({ unit: fc.constantFrom('\r', '\n', 'a'), maxLength: 4 });

  it('is found however the request is cut', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const end = new RequestEnd();
        const found = pieces.map((text) => end.take(Buffer.from(text))).some(Boolean);
        expect(found).toBe(isWhole(pieces.join('')));
        expect(end.length).toBe(pieces.join('').length);
      }),
    );
  });
});
