import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfig, Identity, ServerConfig } from '../../src/tls/endpoint.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { issueLeaf, makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, certificateFile, crypto, shown } from './direct.ts';

let world: TestWorld;
let billing: Identity;
let withRsa: Identity;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  const san = { dns: ['billing.prod.svc'] };
  billing = await issueLeaf(globalThis.crypto, world, 'server', { san });
  withRsa = await issueLeaf(globalThis.crypto, world, 'server', { kind: 'rsa-2048' });
});

describe('openssl s_client asks our server of several identities', () => {
  async function asks(args: readonly string[], config: Partial<ServerConfig> = {}) {
    const trusted = ['-CAfile', await certificateFile(world.root), '-verify_return_error'];
    const { said, server } = await askedBy([...trusted, ...args], {
      ...LIKE_S_SERVER,
      crypto,
      clock: () => world.now,
      identities: [billing, world.server, withRsa],
      clientAuth: 'none',
      trust: { anchors: [], name: null },
      ...config,
    });
    return {
      connected: server.connected,
      alerts: server.alerts,
      number: /SSL alert number (\d+)/.exec(said)?.[1],
      signature: /Peer signature type: (.*)/.exec(said)?.[1],
    };
  }

  it('by name', async () => {
    const hostname = (name: string) => ['-servername', name, '-verify_hostname', name];
    expect(await asks(hostname(SERVER_NAME))).toMatchObject({ connected: true });
    expect(await asks(hostname('billing.prod.svc'))).toMatchObject({ connected: true });
  });

  it('without a name, and is shown the first', async () => {
    const asked = ['-noservername', '-verify_hostname'];
    expect(await asks([...asked, 'billing.prod.svc'])).toMatchObject({ connected: true });
    expect(await asks([...asked, SERVER_NAME])).toMatchObject({
      connected: false,
      alerts: ['received bad_certificate (plaintext)'],
    });
  });

  it('by a name that it does not have, and is refused with alert 112 if so told', async () => {
    const asked = ['-servername', 'other.prod.svc'];
    expect(await asks(asked)).toMatchObject({ connected: true });
    expect(await asks(asked, { unknownName: 'refuse' })).toMatchObject({
      alerts: ['sent unrecognized_name (plaintext)'],
      number: '112',
    });
  });

  it('by a signature that it verifies', async () => {
    const asked = ['-servername', SERVER_NAME, '-sigalgs'];
    expect(await asks([...asked, 'ECDSA+SHA256:RSA-PSS+SHA256'])).toMatchObject({
      signature: 'ECDSA',
    });
    // The root has signed with ECDSA: a chain that it cannot verify is no reason to send none.
    expect(await asks([...asked, 'RSA-PSS+SHA256:ECDSA+SHA384'])).toMatchObject({
      signature: 'RSA-PSS',
    });
    expect(await asks(['-servername', 'billing.prod.svc', '-sigalgs', 'RSA-PSS+SHA256'])).toEqual({
      connected: false,
      alerts: ['sent handshake_failure (plaintext)'],
      number: '40',
      signature: undefined,
    });
  });
});

describe('our client asks openssl s_server of two names', () => {
  async function asks(
    serverName: string | null,
    expected: string,
    args: readonly string[] = [],
  ): Promise<string[]> {
    const second = ['-servername', SERVER_NAME, ...(await shown(world.server, '2'))];
    const config: ClientConfig = {
      ...LIKE_S_CLIENT,
      crypto,
      clock: () => world.now,
      serverName,
      trust: { anchors: [world.root], name: { kind: 'dns', value: expected } },
      identities: [],
      clearAlerts: false,
    };
    const { client } = await asking([...(await shown(billing)), ...second, ...args], config);
    return client.connected ? ['connected'] : client.alerts;
  }

  it('and is shown the one that it asked for, or the default', async () => {
    expect(await asks(SERVER_NAME, SERVER_NAME)).toEqual(['connected']);
    expect(await asks(null, 'billing.prod.svc')).toEqual(['connected']);
    expect(await asks(null, SERVER_NAME)).toEqual(['sent bad_certificate (handshake)']);
    expect(await asks('other.prod.svc', 'billing.prod.svc')).toEqual(['connected']);
  });

  it('and is refused with the alert that ours sends, too', async () => {
    expect(await asks('other.prod.svc', 'other.prod.svc', ['-servername_fatal'])).toEqual([
      'received unrecognized_name (plaintext)',
    ]);
  });
});
