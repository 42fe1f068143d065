import { beforeAll, describe, expect, it } from 'vitest';
import type { VersionName } from '../../src/tls/algorithms.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, crypto, shown } from './direct.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const ONLY_12 = ['TLS 1.2'] as const;
const ONLY_13 = ['TLS 1.3'] as const;
const BOTH = ['TLS 1.3', 'TLS 1.2'] as const;

describe('our server, asked by openssl s_client', () => {
  async function asked(versions: readonly VersionName[], ...args: readonly string[]) {
    const { said, server } = await askedBy(args, {
      ...LIKE_S_SERVER,
      crypto,
      clock: () => world.now,
      identities: [world.server],
      clientAuth: 'none',
      trust: { anchors: [], name: null },
      versions,
    });
    const number = /SSL alert number (\d+)/.exec(said)?.[1];
    return server.connected ? 'connected' : `alert ${number}`;
  }

  it('has a version in common with it, or says protocol_version', async () => {
    expect(await asked(ONLY_13, '-tls1_3')).toBe('connected');
    expect(await asked(BOTH)).toBe('connected');
    expect(await asked(ONLY_12, '-tls1_3')).toBe('alert 70');
    expect(await asked(ONLY_13, '-tls1_2')).toBe('alert 70');
  });

  it('goes no further where that is TLS 1.2, and blames itself', async () => {
    expect(await asked(BOTH, '-tls1_2')).toBe('alert 80');
    expect(await asked(ONLY_12)).toBe('alert 80');
  });
});

describe('our client asks openssl s_server', () => {
  async function asks(versions: readonly VersionName[], ...args: readonly string[]) {
    const { client } = await asking([...(await shown(world.server)), ...args], {
      ...LIKE_S_CLIENT,
      crypto,
      clock: () => world.now,
      serverName: SERVER_NAME,
      trust: { anchors: [world.root], name: { kind: 'dns', value: SERVER_NAME } },
      identities: [],
      clearAlerts: true,
      versions,
    });
    return client.connected ? ['connected'] : client.alerts;
  }

  it('has a version in common with it, or hears protocol_version', async () => {
    expect(await asks(BOTH)).toEqual(['connected']);
    expect(await asks(ONLY_13, '-tls1_2')).toEqual(['received protocol_version (plaintext)']);
    expect(await asks(ONLY_12, '-tls1_3')).toEqual(['received protocol_version (plaintext)']);
  });

  it('goes no further where that is TLS 1.2, and blames itself', async () => {
    expect(await asks(BOTH, '-tls1_2')).toEqual(['sent internal_error (plaintext)']);
    expect(await asks(ONLY_12)).toEqual(['sent internal_error (plaintext)']);
  });
});
