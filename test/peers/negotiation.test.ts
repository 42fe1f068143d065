import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfig, ServerConfig } from '../../src/tls/endpoint.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, crypto, shown } from './direct.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

type Settings = Partial<
  Pick<ServerConfig & ClientConfig, 'cipherSuites' | 'groups' | 'signatureSchemes' | 'alpn'>
>;

/** What the client can, and what the server: of ours as settings, of OpenSSL as options. */
interface Case {
  readonly what: string;
  readonly client: Settings;
  readonly asClient: readonly string[];
  readonly server: Settings;
  readonly asServer: readonly string[];
  readonly alert: string;
  readonly number: string;
}

const CASES: readonly Case[] = [
  {
    what: 'cipher suite',
    client: { cipherSuites: ['TLS_AES_128_GCM_SHA256'] },
    asClient: ['-ciphersuites', 'TLS_AES_128_GCM_SHA256'],
    server: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] },
    asServer: ['-ciphersuites', 'TLS_AES_256_GCM_SHA384'],
    alert: 'handshake_failure',
    number: '40',
  },
  {
    what: 'group',
    client: { groups: ['x25519'] },
    asClient: ['-groups', 'X25519'],
    server: { groups: ['secp256r1'] },
    asServer: ['-groups', 'P-256'],
    alert: 'handshake_failure',
    number: '40',
  },
  {
    what: 'signature algorithm',
    client: { signatureSchemes: ['rsa_pss_rsae_sha256'] },
    asClient: ['-sigalgs', 'RSA-PSS+SHA256'],
    server: {},
    asServer: [],
    alert: 'handshake_failure',
    number: '40',
  },
  {
    what: 'application protocol',
    client: { alpn: ['h2'] },
    asClient: ['-alpn', 'h2'],
    server: { alpn: ['http/1.1'] },
    asServer: ['-alpn', 'http/1.1'],
    alert: 'no_application_protocol',
    number: '120',
  },
];

const serving = (settings: Settings): ServerConfig => ({
  ...LIKE_S_SERVER,
  crypto,
  clock: () => world.now,
  identities: [world.server],
  clientAuth: 'none',
  trust: { anchors: [], name: null },
  ...settings,
});

describe.each(CASES)('no common $what', ({ client, asClient, server, asServer, ...told }) => {
  it(`our server tells openssl s_client: ${told.alert}`, async () => {
    const { said, server: ours } = await askedBy(['-tls1_3', ...asClient], serving(server));
    expect(ours.alerts).toEqual([`sent ${told.alert} (plaintext)`]);
    expect(/SSL alert number (\d+)/.exec(said)?.[1]).toBe(told.number);
  });

  it('as openssl s_server tells our client', async () => {
    const args = [...(await shown(world.server)), '-tls1_3', ...asServer];
    const { client: ours } = await asking(args, {
      ...LIKE_S_CLIENT,
      crypto,
      clock: () => world.now,
      serverName: SERVER_NAME,
      trust: { anchors: [world.root], name: { kind: 'dns', value: SERVER_NAME } },
      identities: [],
      clearAlerts: false,
      ...client,
    });
    expect(ours.alerts).toEqual([`received ${told.alert} (plaintext)`]);
  });
});
