import { beforeAll, describe, expect, it } from 'vitest';
import type { Identity, ServerConfig } from '../../src/tls/endpoint.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { decodeHandshake } from '../../src/tls/messages.ts';
import { added, offer, replaced } from './offers.ts';
import { shakeHands, type End } from './pair.ts';
import { expectRefusal } from './refusals.ts';
import { issueLeaf, makeWorld, SERVER_NAME, type TestWorld } from './world.ts';

let world: TestWorld;
/** For other names than the world's server, and for its name with another key. */
let billing: Identity;
let wild: Identity;
let withRsa: Identity;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  const issue = (wish: Parameters<typeof issueLeaf>[3]) =>
    issueLeaf(globalThis.crypto, world, 'server', wish);
  billing = await issue({ san: { dns: ['billing.prod.svc'] } });
  wild = await issue({ san: { dns: ['*.Stage.svc'] } });
  withRsa = await issue({ kind: 'rsa-2048' });
});

/** Which of the world's identities a server has shown. */
function shownBy(server: End): string {
  const sent = server.all('message').find(({ name }) => name === 'Certificate');
  const body = decodeHandshake('Certificate', sent?.bytes ?? new Uint8Array());
  const hex = (der: Uint8Array | undefined) => Buffer.from(der ?? []).toString('hex');
  const shown = hex(body.certificateList[0]?.certData);
  const known = { payments: world.server, billing, wild, withRsa };
  return Object.entries(known).find(([, { chain }]) => hex(chain[0]) === shown)?.[0] ?? 'none';
}

/** Did EncryptedExtensions say that the name was used (RFC 6066 §3)? */
function saysThatNameWasUsed(server: End): boolean {
  const sent = server.all('message').find(({ name }) => name === 'EncryptedExtensions');
  const { extensions } = decodeHandshake('EncryptedExtensions', sent?.bytes ?? new Uint8Array());
  return findExtension(extensions, 'server_name') === null;
}

/** A server that has three names, asked for one. */
async function asked(serverName: string | null, config: Partial<ServerConfig> = {}) {
  const identities = [billing, world.server, wild] as const;
  const trust = { anchors: [world.root], name: null };
  return shakeHands(world, { client: { serverName, trust }, server: { identities, ...config } });
}

describe('a server of several names (RFC 6066 §3)', () => {
  it.each([
    ['billing.prod.svc', 'billing', true],
    [SERVER_NAME, 'payments', true],
    [SERVER_NAME.toUpperCase(), 'payments', true],
    ['a.stage.svc', 'wild', true],
    ['a.b.stage.svc', 'billing', false],
    ['stage.svc', 'billing', false],
    ['other.prod.svc', 'billing', false],
    [null, 'billing', false],
  ] as const)('asked for %s shows %s', async (name, shown, used) => {
    const { client, server } = await asked(name);
    expect(shownBy(server)).toBe(shown);
    expect(saysThatNameWasUsed(server)).toBe(used);
    expect(client.connected && server.connected).toBe(true);
  });

  it('refuses a name that it does not have, if told so: unrecognized_name', async () => {
    const { client, server } = await asked('other.prod.svc', { unknownName: 'refuse' });
    await expectRefusal(server, 'unrecognized_name', 'unknown_server_name');
    expect(client.alerts).toEqual(['received unrecognized_name (plaintext)']);
  });

  it('and then still shows the first to who asks for none, and its own to who asks right', async () => {
    expect(shownBy((await asked(null, { unknownName: 'refuse' })).server)).toBe('billing');
    const one = { identities: [billing], unknownName: 'refuse' } as const;
    const { server } = await asked('billing.prod.svc', one);
    expect([shownBy(server), saysThatNameWasUsed(server)]).toEqual(['billing', true]);
    await expectRefusal(
      (await asked(SERVER_NAME, one)).server,
      'unrecognized_name',
      'unknown_server_name',
    );
  });

  it('does not look at the name when there is nothing to choose and nothing to refuse', async () => {
    const { server } = await asked('other.prod.svc', { identities: [billing] });
    expect([shownBy(server), saysThatNameWasUsed(server)]).toEqual(['billing', false]);
  });
});

const algorithms = (...supportedSignatureAlgorithms: number[]) =>
  replaced({ name: 'signature_algorithms', data: { supportedSignatureAlgorithms } });
const forChains = (...supportedSignatureAlgorithms: number[]) =>
  added({ name: 'signature_algorithms_cert', data: { supportedSignatureAlgorithms } });

describe('of several identities of a name the client’s signature algorithms decide (§4.4.2.2)', () => {
  const both = () => ({ identities: [billing, world.server, withRsa] as const });
  const named = added({
    name: 'server_name',
    data: { serverNameList: [{ nameType: 0, name: Buffer.from(SERVER_NAME) }] },
  });
  const ECDSA = 0x0403;
  const RSA = 0x0804;

  it.each([
    ['either', [RSA, ECDSA], 'payments'],
    ['ECDSA only', [ECDSA], 'payments'],
    ['RSA only', [RSA], 'withRsa'],
  ] as const)('%s', async (_what, codes, shown) => {
    const { server } = await offer(
      world,
      (hello) => named({ ...hello, ...algorithms(...codes)(hello) }),
      both(),
    );
    expect(shownBy(server)).toBe(shown);
  });

  it('neither: handshake_failure, and no identity of another name', async () => {
    const { server } = await offer(
      world,
      (hello) => named({ ...hello, ...algorithms(RSA)(hello) }),
      { identities: [world.server, billing] },
    );
    await expectRefusal(server, 'handshake_failure', 'no_common_signature_scheme');
  });

  it('and the default may have several keys, too', async () => {
    const { server } = await offer(world, algorithms(RSA), {
      identities: [world.server, billing, withRsa],
    });
    expect(shownBy(server)).toBe('withRsa');
  });
});

describe('how a chain is signed decides between two that could sign (§4.2.3)', () => {
  /** For the same name, with the same kind of key; another CA signs with RSA. */
  async function served(change: Parameters<typeof offer>[1]): Promise<'ecdsa' | 'rsa'> {
    const rsa = await makeWorld(globalThis.crypto, { root: 'rsa-2048' });
    const { server } = await offer(world, change, { identities: [world.server, rsa.server] });
    return shownBy(server) === 'payments' ? 'ecdsa' : 'rsa';
  }

  it('by signature_algorithms_cert where the client sends it', async () => {
    expect(await served(forChains(0x0401))).toBe('rsa');
    expect(await served(forChains(0x0403))).toBe('ecdsa');
  });

  it('else by signature_algorithms; where no chain fits, the first is shown (§4.4.2.2)', async () => {
    expect(await served(algorithms(0x0403))).toBe('ecdsa');
    expect(await served(forChains(0x0807))).toBe('ecdsa');
  });
});
