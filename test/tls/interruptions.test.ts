import { concatBytes } from '../../src/bytes/bytes.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeAlert } from '../../src/tls/alerts.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import type { StaplePolicy } from '../../src/tls/endpoint.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { decodeHandshake, encodeHandshake } from '../../src/tls/messages.ts';
import { RecordWriter } from '../../src/tls/recordLayer.ts';
import { offer } from './offers.ts';
import { makeClient, makeServer, shakeHands, type End } from './pair.ts';
import { plainRecord } from './puppets.ts';
import { expectRefusal, started } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const CHANGE_CIPHER_SPEC = plainRecord(Uint8Array.of(1), 20);

/** A client that has the handshake keys, and a writer that holds the server's. */
async function greeted(): Promise<{ client: End; writer: RecordWriter }> {
  const { client, server } = await started(world);
  await server.greet();
  client.take(await client.endpoint.receive(server.take()));
  const writer = new RecordWriter(createTlsCrypto(globalThis.crypto));
  await writer.changeKeys('handshake', server.secrets.server);
  return { client, writer };
}

/** A server that is connected, and a writer that holds its client's keys. */
async function connected(): Promise<{ server: End; writer: RecordWriter }> {
  const { server, client } = await offer(world, () => ({}));
  await client.follow(server.sent[0] ?? new Uint8Array());
  await client.encrypt();
  await client.finished();
  server.take(await server.endpoint.receive(client.take()));
  expect(server.endpoint.state).toBe('CONNECTED');
  const writer = new RecordWriter(createTlsCrypto(globalThis.crypto));
  await writer.changeKeys('application', client.application.client);
  return { server, writer };
}

describe('between the records of a message (RFC 8446 §5.1)', () => {
  const message = encodeHandshake('EncryptedExtensions', { extensions: [] });

  it.each([
    { what: 'nothing', between: null },
    { what: 'an alert', between: ['alert', encodeAlert('user_canceled')] as const },
    { what: 'close_notify', between: ['alert', encodeAlert('close_notify')] as const },
    { what: 'change_cipher_spec', between: ['change_cipher_spec', Uint8Array.of(1)] as const },
    { what: 'data', between: ['application_data', Uint8Array.of(1)] as const },
  ])('$what', async ({ between }) => {
    const { client, writer } = await greeted();
    const records = [await writer.write('handshake', message.subarray(0, 3))];
    if (between) records.push(await writer.write(between[0], between[1]));
    records.push(await writer.write('handshake', message.subarray(3)));
    for (const { bytes } of records) client.take(await client.endpoint.receive(bytes));
    if (between) await expectRefusal(client, 'unexpected_message', 'interrupted_message');
    else expect(client.endpoint.state).toBe('WAIT_CERT_CR');
  });
});

describe('records that mean nothing', () => {
  it('change_cipher_spec: 32 are dropped (§D.4), and not one more', async () => {
    const { client } = await started(world);
    client.take(await client.endpoint.receive(repeated(CHANGE_CIPHER_SPEC, 32)));
    expect(client.endpoint.state).toBe('WAIT_SH');
    client.take(await client.endpoint.receive(CHANGE_CIPHER_SPEC));
    await expectRefusal(client, 'unexpected_message', 'too_many_idle_records');
  });

  it('user_canceled: 32 are passed over (§6.1), and not one more', async () => {
    const { client } = await started(world);
    const alert = plainRecord(encodeAlert('user_canceled'), 21);
    client.take(await client.endpoint.receive(repeated(alert, 32)));
    expect(client.endpoint.state).toBe('WAIT_SH');
    client.take(await client.endpoint.receive(alert));
    await expectRefusal(client, 'unexpected_message', 'too_many_idle_records');
  });

  it('change_cipher_spec after the client’s Finished: unexpected_message (§5)', async () => {
    const { server } = await connected();
    server.take(await server.endpoint.receive(CHANGE_CIPHER_SPEC));
    await expectRefusal(server, 'unexpected_message', 'unexpected_change_cipher_spec');
  });
});

it('a ticket from a client: unexpected_message (§4.6.1)', async () => {
  const { server, writer } = await connected();
  const ticket = encodeHandshake('NewSessionTicket', {
    ticketLifetime: 1,
    ticketAgeAdd: 2,
    ticketNonce: Uint8Array.of(3),
    ticket: Uint8Array.of(4),
    extensions: [],
  });
  server.take(await server.endpoint.receive((await writer.write('handshake', ticket)).bytes));
  await expectRefusal(server, 'unexpected_message', 'unexpected_handshake_message');
});

describe('whoever closes first', () => {
  it.each(['client', 'server'] as const)(
    '%s: says close_notify and nothing after it (§6.1)',
    async (role) => {
      const { endpoint } = role === 'client' ? makeClient(world) : makeServer(world);
      const [closing, ...others] = [
        await endpoint.close(),
        await endpoint.start(),
        await endpoint.receive(plainRecord(new Uint8Array(4))),
        await endpoint.close(),
      ];
      expect(closing?.bytes).toEqual(plainRecord(encodeAlert('close_notify'), 21));
      expect(others.map(({ bytes, events }) => [bytes.length, events.length])).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      expect(endpoint.state).toBe('CLOSED');
    },
  );
});

describe('a chain of which a part is no certificate (§4.4.2)', () => {
  it.each(['client', 'server'] as const)('shown by the %s: bad_certificate', async (role) => {
    for (const garbage of [[Uint8Array.of(1)], Array<Uint8Array>(16_000).fill(Uint8Array.of(1))]) {
      const { chain, privateKey } = world[role];
      const identity = { chain: [...chain, ...garbage], privateKey };
      const { client, server } = await shakeHands(world, {
        client: role === 'client' ? { identities: [identity] } : {},
        server: { clientAuth: 'required', ...(role === 'server' && { identities: [identity] }) },
      });
      await expectRefusal(
        role === 'client' ? server : client,
        'bad_certificate',
        'certificate_refused',
      );
    }
  });
});

describe('the names of the trust anchors in CertificateRequest (§4.2.4)', () => {
  const requestWith = async (anchors: readonly Uint8Array[], stapling: StaplePolicy = 'off') => {
    const trust = { anchors, name: null };
    const config = { clientAuth: 'required', trust, stapling } as const;
    const { server } = await shakeHands(world, { server: config });
    expect(server.connected).toBe(true);
    const request = server.all('message').find(({ name }) => name === 'CertificateRequest');
    const bytes = request?.bytes ?? new Uint8Array();
    const { extensions } = decodeHandshake('CertificateRequest', bytes);
    return {
      length: bytes.length,
      authorities: findExtension(extensions, 'certificate_authorities')?.authorities,
    };
  };

  it('leave out an anchor that cannot be read', async () => {
    const { authorities } = await requestWith([Uint8Array.of(1), world.root]);
    expect(authorities).toEqual([parseCertificate(world.root).subject.der]);
  });

  it('are all sent up to the last that the message has room for, and none beyond', async () => {
    const one = await requestWith([world.root]);
    const each = 2 + parseCertificate(world.root).subject.der.length;
    const withoutNames = one.length - each - 4 - 1 - 2;
    const most = Math.floor((2 ** 16 - 1 - withoutNames) / each);
    const many = (count: number) => Array<Uint8Array>(count).fill(world.root);
    expect((await requestWith(many(most))).authorities).toHaveLength(most);
    expect((await requestWith(many(most + 1))).authorities).toBeUndefined();
    const asking = await requestWith([world.root], 'ignore');
    expect(asking.length).toBe(one.length + 4);
    expect((await requestWith(many(most), 'ignore')).length).toBeLessThan(2 ** 16 + 6);
  });
});

function repeated(record: Uint8Array, times: number): Uint8Array {
  return concatBytes(...Array<Uint8Array>(times).fill(record));
}
