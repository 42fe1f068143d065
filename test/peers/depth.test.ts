import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import type { Identity, Trust } from '../../src/tls/endpoint.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import { issueLeaf, makeWorld, SERVER_NAME, type TestWorld } from '../tls/world.ts';
import { askedBy, asking, certificateFile, crypto, shown } from './direct.ts';

let world: TestWorld;
/** Below three intermediate CAs each. */
let server: Identity;
let client: Identity;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  server = await belowThree('server');
  client = await belowThree('client');
});

async function belowThree(profile: 'server' | 'client'): Promise<Identity> {
  let issuer = { certificate: world.root, privateKey: world.rootKey };
  const above: Uint8Array[] = [];
  for (const name of ['First', 'Second', 'Third']) {
    const { publicKey, privateKey } = await generateKeyPair(globalThis.crypto, 'ecdsa-p256');
    const certificate = await issueCertificate(globalThis.crypto, {
      profile: 'intermediate',
      subject: { commonName: `${name} CA` },
      pathLength: null,
      publicKey,
      issuer,
      notBefore: world.now - 3_600_000,
      notAfter: world.now + 3_600_000,
    });
    above.unshift(certificate);
    issuer = { certificate, privateKey };
  }
  const { chain, privateKey } = await issueLeaf(globalThis.crypto, world, profile, { issuer });
  return { chain: [...chain, ...above], privateKey };
}

const trusting = (maxIntermediates: number, name: Trust['name']): Trust => ({
  anchors: [world.root],
  name,
  maxIntermediates,
});

describe('a chain with three intermediate CAs', () => {
  const DEPTHS = [
    [1, 48],
    [2, 48],
    [3, null],
  ] as const;

  it.each(DEPTHS)(
    'of our server ends with s_client at depth %i in alert %s',
    async (depth, alert) => {
      const trusted = ['-CAfile', await certificateFile(world.root), '-verify_return_error'];
      const { server: ours } = await askedBy([...trusted, '-verify_depth', String(depth)], {
        ...LIKE_S_SERVER,
        crypto,
        clock: () => world.now,
        identities: [server],
        clientAuth: 'none',
        trust: { anchors: [], name: null },
      });
      expect(ours.alerts).toEqual(alert ? ['received unknown_ca (plaintext)'] : []);
      expect(ours.connected).toBe(alert === null);
    },
  );

  it.each(DEPTHS)(
    'of s_server ends with our client at depth %i in alert %s',
    async (depth, alert) => {
      const { said, client: ours } = await asking(await shown(server), {
        ...LIKE_S_CLIENT,
        crypto,
        clock: () => world.now,
        serverName: SERVER_NAME,
        trust: trusting(depth, { kind: 'dns', value: SERVER_NAME }),
        identities: [],
        clearAlerts: true,
      });
      expect(ours.connected).toBe(alert === null);
      expect(/SSL alert number (\d+)/.exec(said)?.[1]).toBe(alert?.toString());
    },
  );

  it.each(DEPTHS)(
    'of s_client ends with our server at depth %i in alert %s',
    async (depth, alert) => {
      const { said, server: ours } = await askedBy(await shown(client), {
        ...LIKE_S_SERVER,
        crypto,
        clock: () => world.now,
        identities: [world.server],
        clientAuth: 'required',
        trust: trusting(depth, null),
      });
      expect(ours.connected).toBe(alert === null);
      expect(/SSL alert number (\d+)/.exec(said)?.[1]).toBe(alert?.toString());
    },
  );

  it.each(DEPTHS)(
    'of our client ends with s_server at depth %i in alert %s',
    async (depth, alert) => {
      // The number after -Verify only says whose errors are passed over.
      const judges = ['-Verify', '9', '-verify_depth', String(depth), '-verify_return_error'];
      const trusted = ['-CAfile', await certificateFile(world.root)];
      const { client: ours } = await asking(
        [...(await shown(world.server)), ...judges, ...trusted],
        {
          ...LIKE_S_CLIENT,
          crypto,
          clock: () => world.now,
          serverName: SERVER_NAME,
          trust: { anchors: [world.root], name: null },
          identities: [client],
          clearAlerts: true,
        },
      );
      expect(ours.alerts).toEqual(alert ? ['received unknown_ca (application)'] : []);
    },
  );
});
