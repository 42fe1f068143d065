import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { get } from '../../src/node/client.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { createHttpServer } from '../../src/node/server.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { filesOf, type SetupFiles } from './files.ts';
import { goPeer } from './go.ts';
import { program } from './program.ts';

/** Handshakes of `lab serve` and `lab connect` with stacks that share no code with OpenSSL. */

const crypto = createNodeCrypto();
const CLIENT_AUTH = ['none', 'required'] as const;
type ClientAuth = (typeof CLIENT_AUTH)[number];

let world: TestWorld;
let server: SetupFiles;
let client: SetupFiles;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  const common = { anchors: [world.root], clock: world.now };
  server = await filesOf({ ...common, identity: world.server });
  client = await filesOf({ ...common, identity: world.client });
});

/** Starts `lab serve`, lets a client of another stack ask it, and gives what that client said. */
async function askUs(clientAuth: ClientAuth, ask: (port: number) => Promise<string>) {
  const trust = { anchors: [world.root], name: null };
  const settings = { ...LIKE_S_SERVER, identities: [world.server], clientAuth } as const;
  const config = { crypto, clock: Date.now, ...settings, trust };
  const lines: string[] = [];
  const listener = createHttpServer(config, (line) => lines.push(line));
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  try {
    return await ask((listener.address() as AddressInfo).port);
  } finally {
    listener.close();
  }
}

describe('GnuTLS', () => {
  it.each(CLIENT_AUTH)('asks our server, client authentication %s', async (clientAuth) => {
    const said = await askUs(clientAuth, (port) => {
      const shown = ['--x509certfile', `${client.chain}`, '--x509keyfile', `${client.key}`];
      const args = [
        ...['--port', String(port), '--x509cafile', `${client.anchors}`],
        ...['--sni-hostname', SERVER_NAME, '--verify-hostname', SERVER_NAME],
        ...(clientAuth === 'required' ? shown : []),
        '127.0.0.1',
      ];
      const input = 'GET / HTTP/1.0\r\n\r\n';
      return program('gnutls-cli', args, { input, from: 'gnutls-bin' }).ended;
    });
    expect(said).toContain('You speak TLS 1.3');
    expect(said).toContain(
      clientAuth === 'required' ? 'You are spiffe://' : 'You showed no certificate',
    );
  });
});

describe('Go', () => {
  let peer: string;
  beforeAll(async () => {
    peer = await goPeer();
  }, 200_000);

  const serves = (...more: readonly string[]) => {
    const held = ['-chain', `${server.chain}`, '-key', `${server.key}`];
    const said = ['-request', '\r\n\r\n', '-answer', 'HTTP/1.0 200 OK\r\n\r\nGo says hello.\n'];
    return program(peer, ['serve', ...held, ...said, ...more]);
  };

  it.each(CLIENT_AUTH)('asks our server, client authentication %s', async (clientAuth) => {
    const shown = ['-chain', `${client.chain}`, '-key', `${client.key}`];
    const said = await askUs(clientAuth, (port) => {
      const args = [
        ...['connect', '-address', `127.0.0.1:${port}`, '-name', SERVER_NAME],
        ...['-anchors', `${client.anchors}`, '-request', 'GET / HTTP/1.0\r\n\r\n'],
        ...(clientAuth === 'required' ? shown : []),
      ];
      return program(peer, args).ended;
    });
    expect(said).toContain('You speak TLS 1.3');
    expect(said).toContain(
      clientAuth === 'required' ? 'You are spiffe://' : 'You showed no certificate',
    );
  });

  it.each(CLIENT_AUTH)('answers our client, client authentication %s', async (clientAuth) => {
    const theirs = serves('-auth', clientAuth, '-anchors', `${server.anchors}`);
    const [, port] = await theirs.hears(/port (\d+)/);
    const name = { kind: 'dns', value: SERVER_NAME } as const;
    const target = { host: '127.0.0.1', port: Number(port), name, serverName: SERVER_NAME };
    const trust = { anchors: [world.root], name };
    const identities = clientAuth === 'required' ? [world.client] : [];
    const common = { ...LIKE_S_CLIENT, crypto, clock: Date.now, clearAlerts: false };
    const config = { ...common, serverName: SERVER_NAME, trust, identities };
    const answer = await get(target, config, () => undefined);
    expect(answer.refusal).toBeNull();
    expect(answer.response).toContain('Go says hello.');
    expect(await theirs.ended).not.toContain('error');
  });

  it.each([
    { clearAlerts: false, reads: 'remote error: tls: unknown certificate authority' },
    { clearAlerts: true, reads: 'local error: tls: bad record MAC' },
  ])(
    'reads why our client refuses it, clear alerts: $clearAlerts',
    async ({ clearAlerts, reads }) => {
      const theirs = serves();
      const [, port] = await theirs.hears(/port (\d+)/);
      const name = { kind: 'dns', value: SERVER_NAME } as const;
      const target = { host: '127.0.0.1', port: Number(port), name, serverName: SERVER_NAME };
      const stranger = await makeWorld(globalThis.crypto);
      const trust = { anchors: [stranger.root], name };
      const common = { ...LIKE_S_CLIENT, crypto, clock: Date.now, serverName: SERVER_NAME };
      const config = { ...common, trust, identities: [] };
      const answer = await get(target, { ...config, clearAlerts }, () => undefined);
      expect(answer.refusal).toContain('unknown_ca');
      expect(await theirs.ended).toContain(reads);
    },
  );
});
