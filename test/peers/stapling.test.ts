import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Identity, ServerConfig, StaplePolicy } from '../../src/tls/endpoint.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { mustStapleLeaf, revoked, stapled } from '../tls/staples.ts';
import { makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, certificateFile, crypto, shown } from './direct.ts';
import { temporaryFolder } from './files.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

describe('openssl s_client asks our server', () => {
  async function asks(args: readonly string[], config: Partial<ServerConfig>) {
    const trusted = ['-CAfile', await certificateFile(world.root), '-verify_return_error'];
    return askedBy([...trusted, ...args], {
      ...LIKE_S_SERVER,
      crypto,
      clock: () => world.now,
      identities: [world.server],
      clientAuth: 'none',
      trust: { anchors: [world.root], name: null },
      ...config,
    });
  }

  it('for the staple, reads and believes it; and gets none when it does not ask', async () => {
    const identities = [await stapled(world.server, world)] as const;
    const { said } = await asks(['-status'], { identities });
    expect(said).toContain('OCSP Response Status: successful');
    expect(said).toContain('Cert Status: good');
    expect((await asks([], { identities })).said).not.toContain('OCSP');
    expect((await asks(['-status'], {})).said).toContain('OCSP response: no response sent');
  });

  it('and goes on when it says revoked', async () => {
    const identities = [await stapled(world.server, world, revoked(world))] as const;
    const { said, server } = await asks(['-status'], { identities });
    expect(said).toContain('Cert Status: revoked');
    expect(server.connected).toBe(true);
  });

  it.each([
    ['ignore', []],
    ['check', []],
    ['require', ['sent bad_certificate_status_response (application)']],
  ] as const)(
    'and is asked for its own, which it never staples; policy %s',
    async (stapling, alerts) => {
      const { said, server } = await asks(await shown(world.client), {
        stapling,
        clientAuth: 'required',
      });
      expect(server.alerts).toEqual(alerts);
      expect(server.connected).toBe(alerts.length === 0);
      expect(said.includes('SSL alert number 113')).toBe(alerts.length > 0);
    },
  );
});

describe('our client asks openssl s_server', () => {
  async function asks(identity: Identity, stapling: StaplePolicy) {
    const file = join(temporaryFolder(), 'staple.der');
    if (identity.staple) writeFileSync(file, identity.staple);
    const staple = identity.staple ? ['-status_file', file] : [];
    const { client, said } = await asking([...(await shown(identity)), ...staple], {
      ...LIKE_S_CLIENT,
      crypto,
      clock: () => world.now,
      serverName: SERVER_NAME,
      trust: { anchors: [world.root], name: { kind: 'dns', value: SERVER_NAME } },
      identities: [],
      clearAlerts: true,
      stapling,
    });
    const number = /SSL alert number (\d+)/.exec(said)?.[1];
    return client.connected ? 'connected' : `refused, alert ${number}`;
  }

  it('for the staple, and takes a good one', async () => {
    expect(await asks(await stapled(world.server, world), 'require')).toBe('connected');
  });

  it('and refuses one that says revoked, unless it ignores what is stapled', async () => {
    const identity = await stapled(world.server, world, revoked(world));
    expect(await asks(identity, 'check')).toBe('refused, alert 44');
    expect(await asks(identity, 'require')).toBe('refused, alert 44');
    expect(await asks(identity, 'ignore')).toBe('connected');
  });

  it('and misses one that has to be there (RFC 7633, RFC 6066 §8)', async () => {
    const identity = await mustStapleLeaf(world, 'server');
    expect(await asks(identity, 'check')).toBe('connected');
    expect(await asks(identity, 'must-staple')).toBe('refused, alert 113');
    expect(await asks(await stapled(identity, world), 'must-staple')).toBe('connected');
  });
});
