import { concatBytes } from '../../src/bytes/bytes.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import type { TlsEvent } from '../../src/tls/endpoint.ts';
import { makeClient, makeServer, shakeHands, splitRecords, type End } from './pair.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

/**
 * An end in the state that it is in after so many bytes of a real handshake, and what the peer
 * would have sent next.
 */
type Position = 'fresh' | 'hello' | 'flight' | 'connected';

async function clientAt(position: Position): Promise<End> {
  const client = makeClient(world);
  const server = makeServer(world, { clientAuth: 'required', tickets: 1 });
  const hello = client.take(await client.endpoint.start());
  if (position === 'fresh') return client;
  const flight = (await server.endpoint.receive(hello)).bytes;
  const [serverHello = new Uint8Array(), ...rest] = splitRecords(flight);
  client.take(await client.endpoint.receive(serverHello));
  if (position === 'hello') return client;
  const shown = position === 'flight' ? rest.slice(0, 3) : rest;
  client.take(await client.endpoint.receive(concatBytes(...shown)));
  return client;
}

async function serverAt(position: Position): Promise<End> {
  const client = makeClient(world);
  const server = makeServer(world, { clientAuth: 'required' });
  if (position === 'fresh') return server;
  const hello = client.take(await client.endpoint.start());
  const flight = server.take(await server.endpoint.receive(hello));
  if (position === 'hello') return server;
  const answer = splitRecords((await client.endpoint.receive(flight)).bytes);
  const shown = position === 'flight' ? answer.slice(0, 1) : answer;
  server.take(await server.endpoint.receive(concatBytes(...shown)));
  return server;
}

const POSITIONS: readonly Position[] = ['fresh', 'hello', 'flight', 'connected'];

/** Noise that often looks like a record, so that it gets further in. */
const noise = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 80 }),
  fc
    .tuple(fc.constantFrom(20, 21, 22, 23, 24), fc.uint8Array({ maxLength: 60 }))
    .map(([type, body]) => Uint8Array.of(type, 3, 3, 0, body.length, ...body)),
  fc
    .tuple(fc.constantFrom(1, 2, 4, 8, 11, 13, 15, 20, 24), fc.uint8Array({ maxLength: 60 }))
    .map(([type, body]) =>
      Uint8Array.of(22, 3, 3, 0, body.length + 4, type, 0, 0, body.length, ...body),
    ),
);

describe('any bytes at all', () => {
  describe.each(POSITIONS)('to an end at “%s”', (position) => {
    it.each(['client', 'server'] as const)('%s: one alert or nothing', async (role) => {
      await fc.assert(
        fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 4 }), async (pieces) => {
          const end = await (role === 'client' ? clientAt(position) : serverAt(position));
          const before = end.endpoint.state;
          for (const piece of pieces) end.take(await end.endpoint.receive(piece));
          const alerts = end.all('alert').filter(({ direction }) => direction === 'sent');
          expect(alerts.length).toBeLessThanOrEqual(1);
          if (end.endpoint.state !== 'FAILED') expect(alerts).toHaveLength(0);
          // Without the keys nobody can bring an encrypted handshake any further.
          if (position !== 'fresh') expect(['FAILED', before]).toContain(end.endpoint.state);
        }),
        { numRuns: 15 },
      );
    });
  });
});

/** The same keys, signatures and randomness every time. */
function replayable(): () => TlsCrypto {
  const crypto = createTlsCrypto(globalThis.crypto);
  const shares = new Map<string, Promise<Awaited<ReturnType<TlsCrypto['generateKeyShare']>>>>();
  return () => ({
    ...crypto,
    random: (length) => new Uint8Array(length).fill(5),
    generateKeyShare: (group) => {
      const share = shares.get(group) ?? crypto.generateKeyShare(group);
      shares.set(group, share);
      return share;
    },
  });
}

/** Everything that is told, without the signatures that differ from time to time. */
const told = (events: readonly TlsEvent[]) => events.map((event) => event.kind);

describe('however the bytes are split', () => {
  it('an end does and sends the same', async () => {
    const crypto = replayable();
    const server = makeServer(world, { crypto: crypto(), clientAuth: 'required' });
    const client = makeClient(world, { crypto: crypto() });
    const hello = client.take(await client.endpoint.start());
    const flight = server.take(await server.endpoint.receive(hello));
    const whole = makeClient(world, { crypto: crypto() });
    whole.take(await whole.endpoint.start());
    whole.take(await whole.endpoint.receive(flight));
    expect(whole.connected).toBe(true);

    for (let at = 1; at < flight.length; at += 7) {
      const split = makeClient(world, { crypto: crypto() });
      split.take(await split.endpoint.start());
      split.take(await split.endpoint.receive(flight.subarray(0, at)));
      split.take(await split.endpoint.receive(flight.subarray(at)));
      expect(told(split.events)).toEqual(told(whole.events));
    }
    const bytewise = makeClient(world, { crypto: crypto() });
    bytewise.take(await bytewise.endpoint.start());
    for (const byte of flight) bytewise.take(await bytewise.endpoint.receive(Uint8Array.of(byte)));
    expect(told(bytewise.events)).toEqual(told(whole.events));
  });
});

describe('one bit changed on the way (RFC 8446 §5.2)', () => {
  it('in any encrypted record ends in bad_record_mac by the receiver', async () => {
    for (let target = 1; target <= 8; target++) {
      let seen = 0;
      const { client, server } = await shakeHands(
        world,
        { server: { clientAuth: 'required' } },
        (bytes) =>
          concatBytes(
            ...splitRecords(bytes).map((record) => {
              if (record[0] !== 23 || ++seen !== target) return record;
              const changed = record.slice();
              const middle = 5 + Math.floor((record.length - 5) / 2);
              changed[middle] = (changed[middle] ?? 0) ^ 1;
              return changed;
            }),
          ),
      );
      const receiver = target <= 5 ? client : server;
      const sent = receiver.alerts.filter((alert) => alert.startsWith('sent'));
      expect(sent).toEqual([
        target <= 5 ? 'sent bad_record_mac (handshake)' : 'sent bad_record_mac (application)',
      ]);
      expect(receiver.checks.at(-1)).toBe('!record');
    }
  });

  it('in any byte of the hellos ends the handshake, and never in a connection', async () => {
    const lengthOf = async () => {
      const client = makeClient(world);
      return client.take(await client.endpoint.start()).length;
    };
    const total = await lengthOf();
    // The record header's version is no part of the handshake: nobody protects it (§5.1).
    for (let at = 5; at < total; at += 3) {
      const { client, server } = await shakeHands(world, {}, (bytes, from) => {
        if (from !== 'client' || bytes[5] !== 1) return bytes;
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 0x40;
        return changed;
      });
      expect([client.connected, server.connected]).toEqual([false, false]);
    }
  });
});

describe('the client’s refusal of a server (RFC 8446 Appendix A.1)', () => {
  it.each([
    { clearAlerts: false, epoch: 'handshake' },
    { clearAlerts: true, epoch: 'plaintext' },
  ])(
    'clear alerts $clearAlerts: goes out in $epoch, and is read',
    async ({ clearAlerts, epoch }) => {
      const trust = { anchors: [], name: null };
      const { client, server } = await shakeHands(world, { client: { trust, clearAlerts } });
      expect(client.alerts).toEqual([`sent unknown_ca (${epoch})`]);
      expect(server.alerts).toEqual([`received unknown_ca (${epoch})`]);
    },
  );

  it('goes out in plaintext when there are no keys yet', async () => {
    const { client } = await shakeHands(world, {}, (bytes, from) =>
      from === 'client' ? bytes : Uint8Array.of(22, 3, 3, 0, 4, 20, 0, 0, 0),
    );
    expect(client.alerts[0]).toBe('sent unexpected_message (plaintext)');
  });
});
