import { concatBytes } from '../../src/bytes/bytes.ts';
import { bytesFromText } from '../../src/bytes/text.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { CIPHER_SUITES, GROUPS } from '../../src/tls/algorithms.ts';
import { decodeHandshake } from '../../src/tls/messages.ts';
import { deliver, makeClient, shakeHands, type End } from './pair.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const valueOf = (end: End, name: string) =>
  end
    .all('secrets')
    .flatMap(({ secrets }) => secrets)
    .find((secret) => secret.name === name)?.value;

describe('a full handshake between our two ends (RFC 8446 §2)', () => {
  const SCHEMES = {
    'ecdsa-p256': 'ecdsa_secp256r1_sha256',
    'ecdsa-p384': 'ecdsa_secp384r1_sha384',
    'ecdsa-p521': 'ecdsa_secp521r1_sha512',
    ed25519: 'ed25519',
    'rsa-2048': 'rsa_pss_rsae_sha256',
  } as const;
  const KINDS = Object.keys(SCHEMES) as (keyof typeof SCHEMES)[];

  describe.each(KINDS)('with %s keys', (kind) => {
    let own: TestWorld;
    beforeAll(async () => {
      own = await makeWorld(globalThis.crypto, { server: kind, client: kind });
    });

    const cases = CIPHER_SUITES.flatMap((suite) =>
      GROUPS.flatMap((group) =>
        (['none', 'optional', 'required'] as const).map((clientAuth) => ({
          suite: suite.name,
          group: group.name,
          clientAuth,
        })),
      ),
    );

    it.each(cases)('$suite, $group, client authentication $clientAuth', async (one) => {
      const { client, server } = await shakeHands(own, {
        server: { cipherSuites: [one.suite], groups: [one.group], clientAuth: one.clientAuth },
      });
      const negotiated = {
        version: 'TLS 1.3',
        cipherSuite: one.suite,
        group: one.group,
        signatureScheme: SCHEMES[kind],
        alpn: null,
      };
      expect(client.all('connected')).toMatchObject([{ negotiated, peerChain: own.server.chain }]);
      const peerChain = one.clientAuth === 'none' ? [] : own.client.chain;
      expect(server.all('connected')).toMatchObject([{ negotiated, peerChain }]);
      for (const name of ['exporter_secret', 'resumption_secret']) {
        expect(valueOf(client, name)).toEqual(valueOf(server, name));
      }
    });
  });

  it('passes through the states of Appendix A', async () => {
    const { client, server } = await shakeHands(world, { server: { clientAuth: 'required' } });
    const states = (end: End) => end.all('state').map(({ state }) => state);
    expect(states(client)).toEqual([
      ...['WAIT_SH', 'WAIT_EE', 'WAIT_CERT_CR', 'WAIT_CERT', 'WAIT_CV', 'WAIT_FINISHED'],
      'CONNECTED',
    ]);
    expect(states(server)).toEqual([
      ...['RECVD_CH', 'NEGOTIATED', 'WAIT_FLIGHT2', 'WAIT_CERT', 'WAIT_CV', 'WAIT_FINISHED'],
      'CONNECTED',
    ]);
  });

  it('carries each sent record in exactly one event, one message a record', async () => {
    const { client, server } = await shakeHands(world, {
      server: { clientAuth: 'required', tickets: 2 },
    });
    for (const end of [client, server]) {
      const records = end.events.flatMap((event) => {
        if (!('direction' in event) || event.direction !== 'sent') return [];
        return event.kind === 'message' ? event.records : [event.record];
      });
      expect(concatBytes(...records.map(({ bytes }) => bytes))).toEqual(concatBytes(...end.sent));
      expect(end.all('message').every((message) => message.records.length === 1)).toBe(true);
    }
  });

  it('asks again with HelloRetryRequest when the share is in another group (§4.1.4)', async () => {
    const { client, server } = await shakeHands(world, { server: { groups: ['secp256r1'] } });
    expect(client.messages.slice(0, 2)).toEqual(['ClientHello', 'ClientHello']);
    expect(server.messages.slice(0, 2)).toEqual(['HelloRetryRequest', 'ServerHello']);
    expect(
      client
        .all('state')
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual([...['WAIT_SH', 'START', 'WAIT_SH']]);
    expect(client.all('connected')[0]?.negotiated.group).toBe('secp256r1');
  });

  it('lets the server choose the application protocol (RFC 7301)', async () => {
    const { client, server } = await shakeHands(world, {
      client: { alpn: ['h2', 'http/1.1'] },
      server: { alpn: ['http/1.1', 'h2'] },
    });
    for (const end of [client, server]) {
      expect(end.all('connected')[0]?.negotiated.alpn).toBe('http/1.1');
    }
  });

  it('names the server’s trust anchors to the client (§4.2.4)', async () => {
    const { server } = await shakeHands(world, { server: { clientAuth: 'optional' } });
    const request = server.all('message').find(({ name }) => name === 'CertificateRequest');
    const { extensions } = decodeHandshake(
      'CertificateRequest',
      request?.bytes ?? new Uint8Array(),
    );
    expect(extensions.map(({ name }) => name)).toEqual([
      'signature_algorithms',
      'certificate_authorities',
    ]);
  });

  it('sends tickets only after the client’s Finished, and shows them (§4.6.1)', async () => {
    const { client, server } = await shakeHands(world, { server: { tickets: 2 } });
    expect(server.messages.slice(-2)).toEqual(['NewSessionTicket', 'NewSessionTicket']);
    const shown = client.all('message').filter(({ name }) => name === 'NewSessionTicket');
    expect(shown).toHaveLength(2);
    const ready = server.events.findIndex(({ kind }) => kind === 'connected');
    const ticket = server.events.findIndex(
      (event) => event.kind === 'message' && event.name === 'NewSessionTicket',
    );
    expect(ready).toBeLessThan(ticket);
  });
});

describe('what each side believes', () => {
  it('a client is connected once it has sent Finished, before the server judged it', async () => {
    const { client, server } = await shakeHands(world, {
      client: { identities: [] },
      server: { clientAuth: 'required' },
    });
    expect(client.connected).toBe(true);
    expect(server.connected).toBe(false);
    expect(client.alerts).toEqual(['received certificate_required (application)']);
    expect(client.endpoint.state).toBe('FAILED');
  });

  it('an optional certificate that is missing passes with a check that says so', async () => {
    const { server } = await shakeHands(world, {
      client: { identities: [] },
      server: { clientAuth: 'optional' },
    });
    expect(server.connected).toBe(true);
    expect(server.all('check')[0]).toMatchObject({
      subject: 'certificate',
      passed: true,
      path: null,
      checks: [{ id: 'certificate_presented', verdict: 'pass', found: 'none' }],
    });
  });
});

it('each end says whose Finished it has checked (§4.4.4)', async () => {
  const { client, server } = await shakeHands(world);
  const subjects = (end: typeof client) =>
    end.all('check').flatMap(({ subject, checks }) => (subject === 'finished' ? checks : []));
  expect(subjects(client)).toMatchObject([{ subject: 'the server’s Finished' }]);
  expect(subjects(server)).toMatchObject([{ subject: 'the client’s Finished' }]);
});

describe('after the handshake', () => {
  it('application data goes both ways, in as few records as it takes (§5.1)', async () => {
    const pair = await shakeHands(world);
    const { client, server } = pair;
    const long = new Uint8Array(2 ** 14 + 1).fill(7);
    await deliver(pair, client.take(await client.endpoint.send(long)), 'client');
    const received = server.all('data').map(({ data }) => data);
    expect(received.map(({ length }) => length)).toEqual([2 ** 14, 1]);
    await deliver(pair, server.take(await server.endpoint.send(bytesFromText('ok'))), 'server');
    expect(client.all('data').at(-1)?.data).toEqual(bytesFromText('ok'));
  });

  it('nothing can be sent before it, nor after the end', async () => {
    const early = makeClient(world);
    await expect(early.endpoint.send(new Uint8Array(1))).rejects.toThrow(RangeError);
    const { client } = await shakeHands(world);
    client.take(await client.endpoint.close());
    await expect(client.endpoint.send(new Uint8Array(1))).rejects.toThrow(RangeError);
  });

  it('each direction is closed on its own with close_notify (§6.1)', async () => {
    const pair = await shakeHands(world);
    const { client, server } = pair;
    await deliver(pair, client.take(await client.endpoint.close()), 'client');
    expect(server.all('closed')).toEqual([{ kind: 'closed', by: 'peer', orderly: true }]);
    expect(server.endpoint.state).toBe('CONNECTED');
    await deliver(pair, server.take(await server.endpoint.send(bytesFromText('last'))), 'server');
    expect(client.all('data').at(-1)?.data).toEqual(bytesFromText('last'));
    await deliver(pair, server.take(await server.endpoint.close()), 'server');
    expect([client.endpoint.state, server.endpoint.state]).toEqual(['CLOSED', 'CLOSED']);
    expect(server.take(await server.endpoint.close())).toHaveLength(0);
  });
});
