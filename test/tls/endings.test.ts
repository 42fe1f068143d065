import { beforeAll, describe, expect, it } from 'vitest';
import type { AlertName } from '../../src/tls/alerts.ts';
import { deliver, shakeHands, type Pair } from './pair.ts';
import { plainRecord } from './puppets.ts';
import { expectRefusal, started } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

describe('an alert that is received (RFC 8446 §6)', () => {
  it.each<{ what: string; content: number[]; description: AlertName; level: string }>([
    { what: 'a fatal one', content: [2, 40], description: 'handshake_failure', level: 'fatal' },
    {
      what: 'one that its sender calls a warning',
      content: [1, 40],
      description: 'handshake_failure',
      level: 'warning',
    },
    {
      what: 'one that nobody has assigned',
      content: [2, 200],
      description: 'unassigned',
      level: 'fatal',
    },
    {
      what: 'close_notify before there is a connection (§6.1)',
      content: [1, 0],
      description: 'close_notify',
      level: 'warning',
    },
  ])('$what ends the handshake, and is not answered', async ({ content, description, level }) => {
    const { client, server } = await started(world);
    const alert = plainRecord(Uint8Array.from(content), 21);
    expect(client.take(await client.endpoint.receive(alert))).toHaveLength(0);
    expect(client.all('alert')).toMatchObject([{ direction: 'received', description, level }]);
    expect(client.all('closed')).toEqual([{ kind: 'closed', by: 'peer', orderly: false }]);
    expect(client.endpoint.state).toBe('FAILED');
    await server.greet();
    expect((await client.endpoint.receive(server.take())).events).toHaveLength(0);
  });

  it('user_canceled alone ends nothing (§6.1)', async () => {
    const { client, server } = await started(world);
    client.take(await client.endpoint.receive(plainRecord(Uint8Array.of(1, 90), 21)));
    expect(client.all('closed')).toEqual([]);
    await server.greet();
    client.take(await client.endpoint.receive(server.take()));
    expect(client.endpoint.state).toBe('WAIT_EE');
  });
});

describe('whoever has closed its direction (§6.1)', () => {
  /** A client that has closed, of which the server has not heard yet. */
  async function closed(): Promise<Pair> {
    const pair = await shakeHands(world);
    const { client } = pair;
    client.take(await client.endpoint.close());
    expect(client.all('closed')).toEqual([{ kind: 'closed', by: 'self', orderly: true }]);
    expect(client.endpoint.state).toBe('CONNECTED');
    return pair;
  }

  it('says nothing more, not even an alert about what it still reads', async () => {
    const { client } = await closed();
    expect(client.take(await client.endpoint.close())).toHaveLength(0);
    const garbage = plainRecord(new Uint8Array(40), 23);
    expect(client.take(await client.endpoint.receive(garbage))).toHaveLength(0);
    expect(client.alerts).toEqual([]);
    expect(client.all('closed').at(-1)).toEqual({ kind: 'closed', by: 'self', orderly: false });
    expect(client.endpoint.state).toBe('FAILED');
  });

  it('is done with the peer’s close_notify, and reads nothing after it', async () => {
    const pair = await closed();
    const { client, server } = pair;
    const farewell = server.take(await server.endpoint.close());
    const garbage = plainRecord(new Uint8Array(40), 23);
    const both = Uint8Array.of(...farewell, ...garbage);
    client.take(await client.endpoint.receive(both));
    expect(client.endpoint.state).toBe('CLOSED');
    expect(client.all('closed')).toEqual([
      { kind: 'closed', by: 'self', orderly: true },
      { kind: 'closed', by: 'peer', orderly: true },
    ]);
  });

  it('is not read any more, and may still be answered', async () => {
    const pair = await shakeHands(world);
    const { client, server } = pair;
    await deliver(pair, server.take(await server.endpoint.close()), 'server');
    const before = client.events.length;
    client.take(await client.endpoint.receive(plainRecord(new Uint8Array(40), 23)));
    expect(client.events).toHaveLength(before);
    expect(client.endpoint.state).toBe('CONNECTED');
  });
});

it('a plaintext alert on a connection ends it as what it is: no alert of the peer', async () => {
  const { client } = await shakeHands(world);
  client.take(await client.endpoint.receive(plainRecord(Uint8Array.of(2, 40), 21)));
  await expectRefusal(client, 'unexpected_message', 'plaintext_record');
});
