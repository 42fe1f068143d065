import { concatBytes } from '../../src/bytes/bytes.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeHandshake } from '../../src/tls/messages.ts';
import { RecordReader, RecordWriter } from '../../src/tls/recordLayer.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { makeClient, type End } from './pair.ts';
import { PuppetServer } from './puppets.ts';
import { expectRefusal } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;
const crypto = createTlsCrypto(globalThis.crypto);

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

/** A connected client, and both directions of its peer in our hands. */
async function connected() {
  const client: End = makeClient(world);
  const server = new PuppetServer(client.take(await client.endpoint.start()));
  await server.greet();
  await server.encryptedExtensions();
  await server.certificate(world.server);
  await server.certificateVerify(world.server);
  await server.finished();
  const secrets = server.applicationSecrets();
  client.take(await client.endpoint.receive(server.take()));
  const reader = new RecordReader(crypto);
  const writer = new RecordWriter(crypto);
  await reader.changeKeys('application', secrets.client);
  await writer.changeKeys('application', secrets.server);
  return { client, server, secrets, reader, writer };
}

const keyUpdate = (requestUpdate: number) => encodeHandshake('KeyUpdate', { requestUpdate });

describe('KeyUpdate (RFC 8446 §4.6.3, §7.2)', () => {
  it('is answered when asked to, with new keys in both directions', async () => {
    const { client, server, secrets, reader, writer } = await connected();
    const next = server.schedule.nextTrafficSecret(secrets.server);
    const update = await writer.write('handshake', keyUpdate(1));
    await writer.changeKeys('application', next);
    const data = await writer.write('application_data', Uint8Array.of(1));
    const both = concatBytes(update.bytes, data.bytes);
    reader.push(client.take(await client.endpoint.receive(both)));
    expect((await reader.next())?.content).toEqual(keyUpdate(0));
    expect(client.all('data').at(-1)?.data).toEqual(Uint8Array.of(1));

    await reader.changeKeys('application', server.schedule.nextTrafficSecret(secrets.client));
    reader.push(client.take(await client.endpoint.send(Uint8Array.of(2))));
    expect((await reader.next())?.content).toEqual(Uint8Array.of(2));
    const updated = client
      .all('secrets')
      .slice(-2)
      .flatMap((event) => event.secrets);
    expect(updated.map(({ name, from }) => [name, from])).toEqual([
      ['server_application_traffic_secret_N', 'server_application_traffic_secret_0'],
      ['client_application_traffic_secret_N', 'client_application_traffic_secret_0'],
    ]);
  });

  /** So many requests, each under the keys of the one before it. */
  async function requests(
    { server, secrets, writer }: Awaited<ReturnType<typeof connected>>,
    count: number,
  ) {
    const all: Uint8Array[] = [];
    let secret = secrets.server;
    for (let sent = 0; sent < count; sent++) {
      all.push((await writer.write('handshake', keyUpdate(1))).bytes);
      secret = server.schedule.nextTrafficSecret(secret);
      await writer.changeKeys('application', secret);
    }
    return all;
  }

  it('is answered once to all requests that come together (§4.6.3)', async () => {
    const all = await connected();
    const { client, server, secrets, reader } = all;
    reader.push(
      client.take(await client.endpoint.receive(concatBytes(...(await requests(all, 3))))),
    );
    expect((await reader.next())?.content).toEqual(keyUpdate(0));
    expect(await reader.next()).toBeNull();
    await reader.changeKeys('application', server.schedule.nextTrafficSecret(secrets.client));
    reader.push(client.take(await client.endpoint.send(Uint8Array.of(2))));
    expect((await reader.next())?.content).toEqual(Uint8Array.of(2));
  });

  it('is answered each time to requests that come one after the other', async () => {
    const all = await connected();
    const { client, server, secrets, reader } = all;
    let secret = secrets.client;
    for (const request of await requests(all, 3)) {
      reader.push(client.take(await client.endpoint.receive(request)));
      expect((await reader.next())?.content).toEqual(keyUpdate(0));
      secret = server.schedule.nextTrafficSecret(secret);
      await reader.changeKeys('application', secret);
    }
  });

  it('is not answered by an end that has closed its direction (§6.1)', async () => {
    const all = await connected();
    const { client } = all;
    client.take(await client.endpoint.close());
    const [request = new Uint8Array()] = await requests(all, 1);
    expect(client.take(await client.endpoint.receive(request))).toHaveLength(0);
    expect(client.endpoint.state).toBe('CONNECTED');
  });

  it('is answered, though the peer closes its direction right after (§6.1)', async () => {
    const all = await connected();
    const { client, reader, writer } = all;
    const asked = await requests(all, 1);
    const farewell = await writer.write('alert', Uint8Array.of(1, 0));
    const together = concatBytes(...asked, farewell.bytes);
    reader.push(client.take(await client.endpoint.receive(together)));
    expect((await reader.next())?.content).toEqual(keyUpdate(0));
  });

  it('is not answered when a fault comes with it', async () => {
    const { client, writer } = await connected();
    const update = await writer.write('handshake', keyUpdate(1));
    // Still under the keys that the client has left by then.
    const data = await writer.write('application_data', Uint8Array.of(1));
    client.take(await client.endpoint.receive(concatBytes(update.bytes, data.bytes)));
    expect(client.messages).not.toContain('KeyUpdate');
    await expectRefusal(client, 'bad_record_mac', 'bad_record_mac');
  });

  it('is not answered when not asked to', async () => {
    const { client, writer } = await connected();
    const { bytes } = await writer.write('handshake', keyUpdate(0));
    expect(client.take(await client.endpoint.receive(bytes))).toHaveLength(0);
    expect(client.endpoint.state).toBe('CONNECTED');
  });

  it('has to end its record: unexpected_message (§5.1)', async () => {
    const { client, writer } = await connected();
    const { bytes } = await writer.write('handshake', concatBytes(keyUpdate(0), keyUpdate(0)));
    client.take(await client.endpoint.receive(bytes));
    await expectRefusal(client, 'unexpected_message', 'message_across_keys');
  });

  it('data between the parts of a message: unexpected_message (§5.1)', async () => {
    const { client, writer } = await connected();
    const part = await writer.write('handshake', keyUpdate(0).subarray(0, 3));
    const data = await writer.write('application_data', Uint8Array.of(1));
    client.take(await client.endpoint.receive(concatBytes(part.bytes, data.bytes)));
    await expectRefusal(client, 'unexpected_message', 'interrupted_message');
  });
});
