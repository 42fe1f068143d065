import { concatBytes } from '../../src/bytes/bytes.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AlertName } from '../../src/tls/alerts.ts';
import type { RefusalCode } from '../../src/tls/refusals.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import type { ServerConfig } from '../../src/tls/endpoint.ts';
import { stapleExtension } from '../../src/tls/extensions.ts';
import { encodeHandshake } from '../../src/tls/messages.ts';
import { added, helloRecord, offer, twoHellos } from './offers.ts';
import { makeServer, splitRecords, type End } from './pair.ts';
import { plainRecord, type PuppetClient } from './puppets.ts';
import { expectRefusal } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

describe('a server refuses the client’s flight (§4.4)', () => {
  async function flight(
    act: (client: PuppetClient) => Promise<void>,
    clientAuth: ServerConfig['clientAuth'] = 'required',
  ): Promise<End> {
    const { server, client } = await offer(world, () => ({}), { clientAuth });
    await client.follow(server.sent[0] ?? new Uint8Array());
    await client.encrypt();
    await act(client);
    server.take(await server.endpoint.receive(client.take()));
    return server;
  }

  it('but takes a sound one', async () => {
    const server = await flight(async (client) => {
      await client.certificate(world.client);
      await client.certificateVerify(world.client);
      await client.finished();
    });
    expect(server.endpoint.state).toBe('CONNECTED');
    expect(server.checks).toEqual(['certificate', 'certificate_verify', 'finished']);
  });

  it.each<{
    what: string;
    alert: AlertName;
    code: RefusalCode;
    act: (client: PuppetClient) => Promise<void>;
  }>([
    {
      what: 'Finished in place of Certificate',
      alert: 'unexpected_message',
      code: 'unexpected_handshake_message',
      act: (client) => client.finished(),
    },
    {
      what: 'an empty Certificate',
      alert: 'certificate_required',
      code: 'no_client_certificate',
      act: (client) => client.certificate(null),
    },
    {
      what: 'no proof of the key',
      alert: 'unexpected_message',
      code: 'unexpected_handshake_message',
      act: async (client) => {
        await client.certificate(world.client);
        await client.finished();
      },
    },
    {
      what: 'a copied certificate, signed with another key',
      alert: 'decrypt_error',
      code: 'possession_not_proven',
      act: async (client) => {
        await client.certificate(world.client);
        await client.certificateVerify(world.server);
      },
    },
    {
      what: 'a certificate for servers',
      alert: 'unsupported_certificate',
      code: 'certificate_refused',
      act: (client) => client.certificate(world.server),
    },
    {
      what: 'application data before Finished',
      alert: 'unexpected_message',
      code: 'unexpected_application_data',
      act: ({ connection }) => connection.sendData(Uint8Array.of(1)),
    },
    {
      what: 'an extension in Certificate that was not offered',
      alert: 'unsupported_extension',
      code: 'unsolicited_extension',
      act: async ({ connection }) => {
        const certData = world.client.chain[0] ?? new Uint8Array();
        const staple = stapleExtension(Uint8Array.of(1));
        await connection.send('Certificate', {
          certificateRequestContext: new Uint8Array(),
          certificateList: [{ certData, extensions: [staple] }],
        });
      },
    },
  ])('$what: $alert', async ({ alert, code, act }) => {
    const server = await flight(act);
    await expectRefusal(server, alert, code);
    expect(server.all('alert')[0]?.record.epoch).toBe('application');
  });

  it('a wrong Finished: decrypt_error', async () => {
    const act = async ({ connection }: PuppetClient) => {
      await connection.send('Finished', { verifyData: new Uint8Array(32) });
    };
    await expectRefusal(await flight(act, 'none'), 'decrypt_error', 'finished_not_verified');
  });

  it('a message in clear, now that there are keys: unexpected_message', async () => {
    const { server } = await offer(world, () => ({}));
    const message = encodeHandshake('Finished', { verifyData: new Uint8Array(32) });
    server.take(await server.endpoint.receive(plainRecord(message)));
    await expectRefusal(server, 'unexpected_message', 'plaintext_record');
  });

  it('but reads an alert in clear from a client that has no keys in use (Appendix A.1)', async () => {
    const { server } = await offer(world, () => ({}));
    const dummy = Uint8Array.of(20, 3, 3, 0, 1, 1);
    server.take(await server.endpoint.receive(dummy));
    server.take(await server.endpoint.receive(Uint8Array.of(21, 3, 3, 0, 2, 2, 48)));
    expect(server.alerts).toEqual(['received unknown_ca (plaintext)']);
    expect(server.endpoint.state).toBe('FAILED');
  });

  it('and no longer once the client has encrypted something', async () => {
    const server = await flight((client) => client.certificate(world.client));
    server.take(await server.endpoint.receive(Uint8Array.of(21, 3, 3, 0, 2, 2, 48)));
    await expectRefusal(server, 'unexpected_message', 'plaintext_record');
  });
});

describe('early data that is not taken (§4.2.10)', () => {
  const earlyData = added({ name: 'early_data', data: null });
  const garbage = (length: number) => plainRecord(new Uint8Array(length).fill(1), 23);

  it('is passed over, and the handshake goes on', async () => {
    const { server, client } = await offer(world, earlyData);
    server.take(await server.endpoint.receive(garbage(400)));
    server.take(await server.endpoint.receive(garbage(500)));
    await client.follow(server.sent[0] ?? new Uint8Array());
    await client.encrypt();
    await client.finished();
    server.take(await server.endpoint.receive(client.take()));
    expect(server.endpoint.state).toBe('CONNECTED');
  });

  /** An encrypted record of so many bytes of content, by its length: type and tag are no content. */
  const sealedContent = (length: number) => garbage(length + 1 + 16);

  it.each([
    { what: 'one full record', lengths: [2 ** 14] },
    { what: 'as many bytes in many records', lengths: Array<number>(16).fill(2 ** 10) },
  ])('is passed over to the last byte of the bound: $what', async ({ lengths }) => {
    const { server } = await offer(world, earlyData);
    for (const length of lengths) {
      server.take(await server.endpoint.receive(sealedContent(length)));
      expect(server.endpoint.state).toBe('WAIT_FINISHED');
    }
    server.take(await server.endpoint.receive(sealedContent(1)));
    await expectRefusal(server, 'bad_record_mac', 'bad_record_mac');
    expect(server.checks).toEqual(['!record']);
  });

  it('ends with a bound though its records are empty', async () => {
    const { server } = await offer(world, earlyData);
    const many = concatBytes(...Array<Uint8Array>(2 ** 12).fill(sealedContent(0)));
    for (let sent = 0; sent < 4; sent++) server.take(await server.endpoint.receive(many));
    expect(server.endpoint.state).toBe('WAIT_FINISHED');
    server.take(await server.endpoint.receive(sealedContent(0)));
    await expectRefusal(server, 'bad_record_mac', 'bad_record_mac');
  });

  it('is never passed over after a second ClientHello', async () => {
    const server = makeServer(world, { groups: ['secp256r1'] });
    const { first, second } = await twoHellos('secp256r1');
    server.take(await server.endpoint.receive(helloRecord({ ...first, ...earlyData(first) })));
    server.take(await server.endpoint.receive(sealedContent(40)));
    server.take(await server.endpoint.receive(helloRecord(second)));
    expect(server.endpoint.state).toBe('WAIT_FINISHED');
    server.take(await server.endpoint.receive(sealedContent(40)));
    await expectRefusal(server, 'bad_record_mac', 'bad_record_mac');
  });

  it('is not passed over any more once a record could be opened (§4.2.10)', async () => {
    const { server, client } = await offer(world, earlyData, { clientAuth: 'required' });
    await client.follow(server.sent[0] ?? new Uint8Array());
    await client.encrypt();
    await client.certificate(world.client);
    server.take(await server.endpoint.receive(client.take()));
    expect(server.endpoint.state).toBe('WAIT_CV');
    server.take(await server.endpoint.receive(sealedContent(40)));
    await expectRefusal(server, 'bad_record_mac', 'bad_record_mac');
  });

  it('was never offered: bad_record_mac at once', async () => {
    const { server } = await offer(world, () => ({}));
    server.take(await server.endpoint.receive(garbage(40)));
    await expectRefusal(server, 'bad_record_mac', 'bad_record_mac');
  });
});

describe('middlebox compatibility (§D.4)', () => {
  it('a client that sends a session id gets it back, and one change_cipher_spec', async () => {
    const legacySessionId = new Uint8Array(32).fill(3);
    const { server } = await offer(world, () => ({ legacySessionId }));
    const types = splitRecords(server.sent[0] ?? new Uint8Array()).map(([type]) => type);
    expect(types).toEqual([22, 20, 23, 23, 23, 23]);
    const { server: quiet } = await offer(world, () => ({}));
    expect(quiet.all('record')).toHaveLength(0);
  });
});

describe('padding (§5.4)', () => {
  it('an encrypted record of nothing but zeros: unexpected_message', async () => {
    const { server, client } = await offer(world, () => ({}));
    await client.follow(server.sent[0] ?? new Uint8Array());
    const crypto = createTlsCrypto(globalThis.crypto);
    const { key, iv } = client.secrets.client;
    const header = Uint8Array.of(23, 3, 3, 0, 8 + 16);
    const sealed = await (await crypto.aead(key)).seal(iv, header, new Uint8Array(8));
    server.take(await server.endpoint.receive(Uint8Array.of(...header, ...sealed)));
    await expectRefusal(server, 'unexpected_message', 'padding_only');
  });
});
