import { beforeAll, describe, expect, it } from 'vitest';
import type { VersionName } from '../../src/tls/algorithms.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { decodeHandshake, type ClientHello, type ServerHello } from '../../src/tls/messages.ts';
import { offer, replaced, without } from './offers.ts';
import { makeClient, shakeHands, type End } from './pair.ts';
import type { PuppetServer } from './puppets.ts';
import { expectRefusal, started } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const ONLY_12 = ['TLS 1.2'] as const;
const ONLY_13 = ['TLS 1.3'] as const;
const BOTH = ['TLS 1.3', 'TLS 1.2'] as const;

async function meet(client: readonly VersionName[], server: readonly VersionName[]) {
  return shakeHands(world, { client: { versions: client }, server: { versions: server } });
}

describe('what both ends have in common (RFC 8446 §4.2.1)', () => {
  it.each([
    [ONLY_13, ONLY_13],
    [BOTH, ONLY_13],
    [ONLY_13, BOTH],
    [BOTH, BOTH],
  ])('%j and %j: TLS 1.3', async (ours, theirs) => {
    const { client, server } = await meet(ours, theirs);
    expect(client.connected && server.connected).toBe(true);
  });

  it.each([
    [ONLY_13, ONLY_12, ['TLS 1.3']],
    [ONLY_12, ONLY_13, ['TLS 1.2']],
  ] as const)('%j and %j: nothing, protocol_version', async (ours, theirs, offered) => {
    const { client, server } = await meet(ours, theirs);
    expect(client.alerts).toEqual(['received protocol_version (plaintext)']);
    expect(server.all('alert')[0]?.error).toEqual({
      alert: 'protocol_version',
      code: 'no_common_version',
      offered,
      ours: theirs,
    });
    await expectRefusal(server, 'protocol_version', 'no_common_version');
  });

  it.each([
    [BOTH, ONLY_12],
    [ONLY_12, BOTH],
    [ONLY_12, ONLY_12],
    [BOTH, [...BOTH].reverse()],
  ])('%j and %j: TLS 1.2, which is not spoken here', async (ours, theirs) => {
    const { server } = await meet(ours, theirs);
    await expectRefusal(server, 'internal_error', 'version_not_implemented');
  });
});

describe('what a ClientHello offers', () => {
  async function helloOf(versions: readonly VersionName[]): Promise<ClientHello> {
    const client = makeClient(world, { versions });
    client.take(await client.endpoint.start());
    return decodeHandshake('ClientHello', client.all('message')[0]?.bytes ?? new Uint8Array());
  }
  const names = ({ extensions }: ClientHello) => extensions.map(({ name }) => name);

  it('of TLS 1.3 only: no suite of an older version', async () => {
    const hello = await helloOf(ONLY_13);
    expect(hello.cipherSuites).toEqual([0x1301, 0x1302]);
    expect(findExtension(hello.extensions, 'supported_versions')?.versions).toEqual([0x0304]);
  });

  it('of both: suites of both', async () => {
    const hello = await helloOf(BOTH);
    expect(hello.cipherSuites).toEqual([0x1301, 0x1302, 0xc02b, 0xc02f, 0xc02c, 0xc030]);
    expect(findExtension(hello.extensions, 'supported_versions')?.versions).toEqual([
      0x0304, 0x0303,
    ]);
  });

  it('of TLS 1.2 only: nothing that TLS 1.3 brought', async () => {
    const hello = await helloOf(ONLY_12);
    expect(hello.cipherSuites).toEqual([0xc02b, 0xc02f, 0xc02c, 0xc030]);
    expect(names(hello)).toEqual(['server_name', 'supported_groups', 'signature_algorithms']);
  });
});

describe('a server that takes TLS 1.2, too', () => {
  it.each([
    ['without supported_versions', without('supported_versions')],
    [
      'that names TLS 1.2',
      replaced({ name: 'supported_versions', data: { versions: [0x0a0a, 0x0303] } }),
    ],
  ])('does not go on with a hello %s, and says why', async (_what, change) => {
    const { server } = await offer(world, change, { versions: BOTH });
    await expectRefusal(server, 'internal_error', 'version_not_implemented');
  });
});

describe('a client that is answered', () => {
  async function answered(
    versions: readonly VersionName[],
    change: (hello: ServerHello) => Partial<ServerHello>,
  ): Promise<End> {
    const { client, server } = await started(world, { versions });
    await answer(server, change);
    client.take(await client.endpoint.receive(server.take()));
    return client;
  }
  async function answer(
    server: PuppetServer,
    change: (hello: ServerHello) => Partial<ServerHello>,
  ): Promise<void> {
    const hello = await server.serverHello();
    await server.connection.send('ServerHello', { ...hello, ...change(hello) });
  }
  const plain = () => ({ extensions: [] });
  const downgraded = () => ({
    extensions: [],
    random: Uint8Array.from([...new Uint8Array(24), ...Buffer.from('DOWNGRD\x01')]),
  });

  it('with TLS 1.2 that it offered does not go on, and says why', async () => {
    await expectRefusal(await answered(BOTH, plain), 'internal_error', 'version_not_implemented');
  });

  it('with TLS 1.2 by a server that was talked into it: a downgrade (§4.1.3)', async () => {
    const client = await answered(BOTH, downgraded);
    await expectRefusal(client, 'illegal_parameter', 'downgrade_sentinel');
  });

  it('with TLS 1.1 that it did not offer: protocol_version', async () => {
    const client = await answered(BOTH, () => ({ extensions: [], legacyVersion: 0x0302 }));
    await expectRefusal(client, 'protocol_version', 'unoffered_version_answered');
  });
});
