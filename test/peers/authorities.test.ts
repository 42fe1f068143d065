import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfig, ServerConfig } from '../../src/tls/endpoint.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, certificateFile, crypto, shown } from './direct.ts';

let world: TestWorld;
let other: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  other = await makeWorld(globalThis.crypto, {}, {}, 'Other Company Root CA');
});

describe('openssl s_client is asked for a certificate by our server', () => {
  async function asked(certificateAuthorities: ServerConfig['certificateAuthorities']) {
    const { said, server } = await askedBy(await shown(world.client), {
      ...LIKE_S_SERVER,
      crypto,
      clock: () => world.now,
      identities: [world.server],
      clientAuth: 'required',
      trust: { anchors: [world.root], name: null },
      certificateAuthorities,
    });
    const [, names = null] =
      /Acceptable client certificate CA names\n((?:CN.*\n)+)/.exec(said) ?? [];
    return { names, connected: server.connected };
  }

  it('reads whom it names, and sends its certificate whoever that is', async () => {
    expect(await asked('anchors')).toEqual({ names: 'CN = Test Root CA\n', connected: true });
    expect(await asked([other.root])).toEqual({
      names: 'CN = Other Company Root CA\n',
      connected: true,
    });
    expect(await asked([])).toEqual({ names: null, connected: true });
  });
});

describe('our client is asked for a certificate by openssl s_server that names another CA', () => {
  async function asks(unlistedIssuer: ClientConfig['unlistedIssuer'], ...named: Uint8Array[]) {
    const judges = ['-Verify', '1', '-verify_return_error'];
    const trusts = ['-verifyCAfile', await certificateFile(world.root)];
    const names =
      named.length === 0 ? ['-no_ca_names'] : ['-CAfile', await certificateFile(...named)];
    const { client } = await asking(
      [...(await shown(world.server)), ...judges, ...trusts, ...names],
      {
        ...LIKE_S_CLIENT,
        crypto,
        clock: () => world.now,
        serverName: SERVER_NAME,
        trust: { anchors: [world.root], name: { kind: 'dns', value: SERVER_NAME } },
        identities: [world.client],
        clearAlerts: true,
        unlistedIssuer,
      },
    );
    return client.alerts;
  }

  it('and sends its certificate all the same, or withholds it', async () => {
    expect(await asks('send', other.root)).toEqual([]);
    expect(await asks('withhold', other.root, world.root)).toEqual([]);
    expect(await asks('withhold')).toEqual([]);
    expect(await asks('withhold', other.root)).toEqual([
      'received certificate_required (application)',
    ]);
  });
});
