import { beforeAll, describe, expect, it } from 'vitest';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import {
  decodeHandshake,
  HELLO_RETRY_REQUEST_RANDOM,
  type ClientHello,
} from '../../src/tls/messages.ts';
import { added, helloRecord, offer } from './offers.ts';
import { makeClient, makeServer, shakeHands, splitRecords, type End } from './pair.ts';
import { PuppetClient, PuppetServer } from './puppets.ts';
import { started } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const x25519 = 0x1d;
const secp256r1 = 0x17;

const hellosOf = (client: End): ClientHello[] =>
  client
    .all('message')
    .filter(({ name, direction }) => name === 'ClientHello' && direction === 'sent')
    .map(({ bytes }) => decodeHandshake('ClientHello', bytes));

const sharesOf = ({ extensions }: ClientHello) =>
  findExtension(extensions, 'key_share')?.clientShares ?? [];

it('a client that knows no name of the server sends no server_name', async () => {
  for (const serverName of [null, 'payments.example']) {
    const client = makeClient(world, { serverName });
    client.take(await client.endpoint.start());
    const [hello] = hellosOf(client);
    const found = hello && findExtension(hello.extensions, 'server_name');
    expect(found !== undefined).toBe(serverName !== null);
  }
});

describe('what a server chooses (RFC 8446 §4.1.1)', () => {
  it('a cipher suite by its own preference, whatever the order of the client’s', async () => {
    for (const [first, second] of [
      ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'],
      ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'],
    ] as const) {
      const { server } = await shakeHands(world, {
        client: { cipherSuites: [second, first] },
        server: { cipherSuites: [first, second] },
      });
      expect(server.all('connected')[0]?.negotiated.cipherSuite).toBe(first);
    }
  });

  it('a group for which there is a share rather than one that it likes better', async () => {
    const { server } = await shakeHands(world, {
      client: { groups: ['secp384r1', 'x25519'] },
      server: { groups: ['x25519', 'secp384r1'] },
    });
    expect(server.messages).not.toContain('HelloRetryRequest');
    expect(server.all('connected')[0]?.negotiated.group).toBe('secp384r1');
  });

  it('of several groups without a share the one that it likes best', async () => {
    const { client } = await shakeHands(world, {
      client: { groups: ['x25519', 'secp256r1', 'secp384r1'] },
      server: { groups: ['secp384r1', 'secp256r1'] },
    });
    expect(client.all('connected')[0]?.negotiated.group).toBe('secp384r1');
  });

  it('of several shares the one in the group that it likes best', async () => {
    const server = makeServer(world, { groups: ['secp256r1', 'x25519'] });
    const hello = (await PuppetClient.make()).clientHello();
    const { publicKey } = await createTlsCrypto(globalThis.crypto).generateKeyShare('secp256r1');
    const clientShares = [...sharesOf(hello), { group: secp256r1, keyExchange: publicKey }];
    const extensions = hello.extensions.map((one) =>
      one.name === 'key_share' ? { name: one.name, data: { clientShares } } : one,
    );
    server.take(await server.endpoint.receive(helloRecord({ ...hello, extensions })));
    const [answer] = server.all('message').filter(({ name }) => name === 'ServerHello');
    const { extensions: chosen } = decodeHandshake(
      'ServerHello',
      answer?.bytes ?? new Uint8Array(),
    );
    expect(findExtension(chosen, 'key_share')?.serverShare.group).toBe(secp256r1);
  });
});

describe('tickets (§4.2.9, §4.6.1)', () => {
  async function ticketsTo(keModes: number[]) {
    const modes = { name: 'psk_key_exchange_modes' as const, data: { keModes } };
    const change = keModes.length === 0 ? () => ({}) : added(modes);
    const { server, client } = await offer(world, change, { tickets: 3 });
    await client.follow(server.sent[0] ?? new Uint8Array());
    await client.encrypt();
    await client.finished();
    server.take(await server.endpoint.receive(client.take()));
    expect(server.endpoint.state).toBe('CONNECTED');
    return server
      .all('message')
      .filter(({ name }) => name === 'NewSessionTicket')
      .map(({ bytes }) => decodeHandshake('NewSessionTicket', bytes));
  }

  it('go to a client that can use them with a new key exchange', async () => {
    expect(await ticketsTo([0, 1])).toHaveLength(3);
  });

  it('go to nobody else', async () => {
    expect(await ticketsTo([])).toHaveLength(0);
    expect(await ticketsTo([0])).toHaveLength(0);
  });

  it('each have a nonce of their own, and live a week at most', async () => {
    const tickets = await ticketsTo([1]);
    const nonces = tickets.map(({ ticketNonce }) => ticketNonce.join());
    expect(new Set(nonces).size).toBe(tickets.length);
    expect(new Set(tickets.map(({ ticket }) => ticket.join())).size).toBe(tickets.length);
    for (const { ticketLifetime, ticket } of tickets) {
      expect(ticket).toHaveLength(32);
      expect(ticketLifetime).toBeGreaterThan(0);
      expect(ticketLifetime).toBeLessThanOrEqual(604_800);
    }
  });
});

describe('the legacy version of records (§5.1)', () => {
  it('may be TLS 1.0 on the first hello, and is TLS 1.2 on everything else', async () => {
    const { client, server } = await shakeHands(world, {
      server: { groups: ['secp256r1'], clientAuth: 'required' },
    });
    const versions = (end: End) =>
      end.sent.flatMap((bytes) => splitRecords(bytes).map(([, major, minor]) => [major, minor]));
    const [first, ...others] = versions(client);
    expect(first).toEqual([3, 1]);
    expect(others.length).toBeGreaterThan(3);
    for (const version of [...others, ...versions(server)]) expect(version).toEqual([3, 3]);
  });
});

describe('a client that is asked to try again (§4.1.2, §4.1.4, §4.2.2)', () => {
  const cookie = Uint8Array.of(1, 2, 3);

  async function asked(group: number | null, withCookie: boolean): Promise<ClientHello[]> {
    const { client, server } = await started(world);
    await server.connection.send('HelloRetryRequest', {
      ...(await server.serverHello()),
      random: HELLO_RETRY_REQUEST_RANDOM,
      extensions: [
        { name: 'supported_versions', data: { selectedVersion: 0x0304 } },
        ...(withCookie ? [{ name: 'cookie' as const, data: { cookie } }] : []),
        ...(group === null ? [] : [{ name: 'key_share' as const, data: { selectedGroup: group } }]),
      ],
    });
    client.take(await client.endpoint.receive(server.take()));
    expect(client.endpoint.state).toBe('WAIT_SH');
    return hellosOf(client);
  }

  it.each([
    { what: 'with another group', group: secp256r1, withCookie: false },
    { what: 'with its cookie', group: null, withCookie: true },
    { what: 'with both', group: secp256r1, withCookie: true },
  ])('$what: changes nothing else', async ({ group, withCookie }) => {
    const [first, second] = await asked(group, withCookie);
    if (!first || !second) throw new Error('There is no second hello.');
    expect(sharesOf(second).map(({ group: code }) => code)).toEqual([group ?? x25519]);
    if (group === null) expect(sharesOf(second)).toEqual(sharesOf(first));
    expect(findExtension(second.extensions, 'cookie')?.cookie).toEqual(
      withCookie ? cookie : undefined,
    );
    const rest = ({ extensions, ...hello }: ClientHello) => ({
      ...hello,
      extensions: extensions.filter(({ name }) => name !== 'key_share' && name !== 'cookie'),
    });
    expect(rest(second)).toEqual(rest(first));
  });
});

describe('a client that is asked who it is (§4.4.2.3)', () => {
  async function answer(schemes: readonly number[], identity = world.client): Promise<string[]> {
    const client = makeClient(world, { identities: [identity] });
    const server = new PuppetServer(client.take(await client.endpoint.start()));
    await server.greet();
    await server.encryptedExtensions();
    await server.connection.send('CertificateRequest', {
      certificateRequestContext: new Uint8Array(),
      extensions: [
        {
          name: 'signature_algorithms',
          data: { supportedSignatureAlgorithms: [...schemes] },
        },
      ],
    });
    await server.certificate(world.server);
    await server.certificateVerify(world.server);
    await server.finished();
    client.take(await client.endpoint.receive(server.take()));
    expect(client.connected).toBe(true);
    return client.messages.slice(1);
  }

  it('shows its certificate and proves it when the server verifies what its key makes', async () => {
    expect(await answer([0x0807, 0x0403])).toEqual([
      'Certificate',
      'CertificateVerify',
      'Finished',
    ]);
  });

  it('shows none when the server verifies no such signature, and signs nothing', async () => {
    expect(await answer([0x0807, 0x0503])).toEqual(['Certificate', 'Finished']);
  });

  it('shows none when its chain is empty, and signs nothing', async () => {
    const identity = { ...world.client, chain: [] };
    expect(await answer([0x0403], identity)).toEqual(['Certificate', 'Finished']);
  });
});
