import { createECDH } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AlertName } from '../../src/tls/alerts.ts';
import type { RefusalCode } from '../../src/tls/refusals.ts';
import type { ServerConfig } from '../../src/tls/endpoint.ts';
import { encodeHandshake, type ClientHello } from '../../src/tls/messages.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { added, helloRecord, offer, replaced, twoHellos, without } from './offers.ts';
import { makeServer } from './pair.ts';
import { plainRecord, PuppetClient } from './puppets.ts';
import { expectRefusal } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const shares = (...clientShares: { group: number; keyExchange: Uint8Array }[]) =>
  replaced({ name: 'key_share', data: { clientShares } });

const preSharedKeys = {
  name: 'pre_shared_key',
  data: {
    identities: [{ identity: new Uint8Array(8), obfuscatedTicketAge: 0 }],
    binders: [new Uint8Array(32)],
  },
} as const;
const modes = { name: 'psk_key_exchange_modes', data: { keModes: [1] } } as const;
const alpn = {
  name: 'application_layer_protocol_negotiation',
  data: { protocolNameList: [Buffer.from('h3')] },
} as const;

const hostNames = (...types: number[]) =>
  ({
    name: 'server_name',
    data: {
      serverNameList: types.map((nameType) => ({ nameType, name: Buffer.from('shop.example') })),
    },
  }) as const;

/** A point of P-256, on the curve, in the form that X9.62 calls hybrid. */
function hybrid(): Uint8Array {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return new Uint8Array(pair.getPublicKey(null, 'hybrid'));
}

describe('a server refuses a ClientHello (RFC 8446 §4.1.2, §4.2, §9.2)', () => {
  const x25519 = { group: 0x1d, keyExchange: new Uint8Array(32).fill(9) };
  it.each<{
    what: string;
    alert: AlertName;
    code: RefusalCode;
    change: (hello: ClientHello) => Partial<ClientHello>;
    config?: Partial<ServerConfig>;
  }>([
    {
      what: 'without supported_versions',
      alert: 'protocol_version',
      code: 'no_common_version',
      change: without('supported_versions'),
    },
    {
      what: 'without any extension',
      alert: 'protocol_version',
      code: 'no_common_version',
      change: () => ({ extensions: [] }),
    },
    {
      what: 'that offers TLS 1.2 only',
      alert: 'protocol_version',
      code: 'no_common_version',
      change: replaced({ name: 'supported_versions', data: { versions: [0x0303] } }),
    },
    {
      what: 'of SSL 3.0 by its legacy_version (§D.5)',
      alert: 'protocol_version',
      code: 'forbidden_legacy_version',
      change: () => ({ legacyVersion: 0x0300 }),
    },
    {
      what: 'of SSL 2.0 by its legacy_version (§D.5)',
      alert: 'protocol_version',
      code: 'forbidden_legacy_version',
      change: () => ({ legacyVersion: 0x0002 }),
    },
    {
      what: 'with two host names (RFC 6066 §3)',
      alert: 'decode_error',
      code: 'malformed_server_name',
      change: added(hostNames(0, 0)),
    },
    {
      what: 'with a name of a type that nobody knows (RFC 6066 §3)',
      alert: 'decode_error',
      code: 'malformed_server_name',
      change: added(hostNames(1)),
    },
    {
      what: 'with compression',
      alert: 'illegal_parameter',
      code: 'compression_offered',
      change: () => ({ legacyCompressionMethods: Uint8Array.of(1, 0) }),
    },
    {
      what: 'without a common suite',
      alert: 'handshake_failure',
      code: 'no_common_cipher_suite',
      change: () => ({ cipherSuites: [0x1303] }),
    },
    {
      what: 'without supported_groups',
      alert: 'missing_extension',
      code: 'missing_extension',
      change: without('supported_groups'),
    },
    {
      what: 'without key_share',
      alert: 'missing_extension',
      code: 'missing_extension',
      change: without('key_share'),
    },
    {
      what: 'without signature_algorithms',
      alert: 'missing_extension',
      code: 'missing_extension',
      change: without('signature_algorithms'),
    },
    {
      what: 'without a common group',
      alert: 'handshake_failure',
      code: 'no_common_group',
      change: (hello) => ({
        extensions: hello.extensions.map((one) =>
          one.name === 'supported_groups'
            ? { name: one.name, data: { namedGroupList: [0x1e] } }
            : one.name === 'key_share'
              ? { name: one.name, data: { clientShares: [] } }
              : one,
        ),
      }),
    },
    {
      what: 'whose signature schemes our key cannot make',
      alert: 'handshake_failure',
      code: 'no_common_signature_scheme',
      change: replaced({
        name: 'signature_algorithms',
        data: { supportedSignatureAlgorithms: [0x0807] },
      }),
    },
    {
      what: 'with two shares in one group',
      alert: 'illegal_parameter',
      code: 'duplicate_key_share',
      change: shares(x25519, x25519),
    },
    {
      what: 'with a share in a group that it does not support',
      alert: 'illegal_parameter',
      code: 'key_share_without_group',
      change: shares({ group: 0x1e, keyExchange: new Uint8Array(56) }),
    },
    {
      what: 'with a point that is not on the curve',
      alert: 'illegal_parameter',
      code: 'invalid_key_share',
      change: shares({ group: 0x17, keyExchange: Uint8Array.of(4, ...new Uint8Array(64).fill(5)) }),
    },
    {
      what: 'with a point in hybrid form (§4.2.8.2)',
      alert: 'illegal_parameter',
      code: 'invalid_key_share',
      change: shares({ group: 0x17, keyExchange: hybrid() }),
    },
    {
      what: 'with a share that gives an all-zero secret (§7.4.2)',
      alert: 'illegal_parameter',
      code: 'invalid_key_share',
      change: shares({ group: 0x1d, keyExchange: new Uint8Array(32) }),
    },
    {
      what: 'with an extension twice',
      alert: 'illegal_parameter',
      code: 'duplicate_extension',
      change: added(modes, modes),
    },
    {
      what: 'with an extension of CertificateRequest',
      alert: 'illegal_parameter',
      code: 'misplaced_extension',
      change: added({ name: 'opaque', type: 48, data: new Uint8Array(2) }),
    },
    {
      what: 'with pre_shared_key before another extension (§4.2.11)',
      alert: 'illegal_parameter',
      code: 'pre_shared_key_not_last',
      change: added(modes, preSharedKeys, { name: 'post_handshake_auth', data: null }),
    },
    {
      what: 'with pre_shared_key and no modes (§4.2.9)',
      alert: 'missing_extension',
      code: 'pre_shared_key_without_modes',
      change: added(preSharedKeys),
    },
    {
      what: 'without a common protocol (RFC 7301)',
      alert: 'no_application_protocol',
      code: 'no_common_protocol',
      change: added(alpn),
      config: { alpn: ['h2'] },
    },
  ])('$what: $alert', async ({ alert, code, change, config }) => {
    const { server } = await offer(world, change, config);
    await expectRefusal(server, alert, code);
  });

  it.each([
    { what: 'a key that it could resume with', change: added(modes, preSharedKeys) },
    {
      what: 'an unknown extension',
      change: added({ name: 'opaque', type: 21_000, data: new Uint8Array() }),
    },
    { what: 'protocols, of which we serve none', change: added(alpn) },
    {
      what: 'one host name that is not ours',
      change: added(hostNames(0)),
    },
    {
      what: 'TLS 1.0 as legacy_version (§4.1.2)',
      change: () => ({ legacyVersion: 0x0301 }),
    },
    {
      what: 'a suite and a group of GREASE (RFC 8701)',
      change: () => ({ cipherSuites: [0x0a0a, 0x1301] }),
    },
  ])('but takes one with $what', async ({ change }) => {
    const { server } = await offer(world, change);
    expect(server.endpoint.state).toBe('WAIT_FINISHED');
  });

  it.each<{ what: string; alert: AlertName; code: RefusalCode; bytes: number[] }>([
    {
      what: 'change_cipher_spec first',
      alert: 'unexpected_message',
      code: 'unexpected_change_cipher_spec',
      bytes: [20, 3, 3, 0, 1, 1],
    },
    {
      what: 'HTTP',
      alert: 'unexpected_message',
      code: 'unknown_content_type',
      bytes: [...Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    },
    {
      what: 'another message',
      alert: 'unexpected_message',
      code: 'unexpected_handshake_message',
      bytes: [22, 3, 3, 0, 4, 20, 0, 0, 0],
    },
    {
      what: 'a ClientHello that is cut off',
      alert: 'decode_error',
      code: 'undecodable',
      bytes: [22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3],
    },
  ])('$what: $alert', async ({ alert, code, bytes }) => {
    const server = makeServer(world);
    server.take(await server.endpoint.receive(Uint8Array.from(bytes)));
    await expectRefusal(server, alert, code);
  });

  it('one that does not end its record: unexpected_message (§5.1)', async () => {
    const server = makeServer(world);
    const hello = encodeHandshake('ClientHello', (await PuppetClient.make()).clientHello());
    server.take(await server.endpoint.receive(plainRecord(Uint8Array.of(...hello, 1))));
    await expectRefusal(server, 'unexpected_message', 'message_not_alone');
  });
});

describe('a server refuses a second ClientHello (§4.1.2)', () => {
  /** What a server that speaks one group only makes of two hellos. */
  async function answered(
    change: (second: ClientHello, first: ClientHello) => Partial<ClientHello>,
    together = false,
  ) {
    const server = makeServer(world, { groups: ['secp256r1'] });
    const { first, second } = await twoHellos('secp256r1');
    const changed = { ...second, ...change(second, first) };
    const records = [helloRecord(first), helloRecord(changed)];
    if (together) records.splice(0, 2, helloRecord(first, changed));
    for (const record of records) server.take(await server.endpoint.receive(record));
    return server;
  }

  it('but takes one that differs only in its share', async () => {
    const server = await answered(() => ({}));
    expect(server.messages.slice(0, 2)).toEqual(['HelloRetryRequest', 'ServerHello']);
    expect(server.endpoint.state).toBe('WAIT_FINISHED');
  });

  it.each<{ what: string; code: RefusalCode; change: Parameters<typeof answered>[0] }>([
    {
      what: 'of another random',
      code: 'second_hello_differs',
      change: () => ({ random: new Uint8Array(32) }),
    },
    {
      what: 'of another session id',
      code: 'second_hello_differs',
      change: () => ({ legacySessionId: Uint8Array.of(1) }),
    },
    {
      what: 'of more suites',
      code: 'second_hello_differs',
      change: () => ({ cipherSuites: [0x1301, 0x1302] }),
    },
    {
      what: 'with the share that was not asked for',
      code: 'second_hello_without_share',
      change: (_, { extensions }) => ({ extensions }),
    },
    {
      what: 'with both shares',
      code: 'second_hello_without_share',
      change: ({ extensions }, first) => ({
        extensions: extensions.map((one) => {
          const old = findExtension(first.extensions, 'key_share')?.clientShares ?? [];
          if (one.name !== 'key_share') return one;
          return { name: one.name, data: { clientShares: [...one.data.clientShares, ...old] } };
        }),
      }),
    },
    {
      what: 'that offers early data (§4.2.10)',
      code: 'second_hello_with_early_data',
      change: added({ name: 'early_data', data: null }),
    },
  ])('$what: illegal_parameter', async ({ code, change }) => {
    await expectRefusal(await answered(change), 'illegal_parameter', code);
  });

  it('in the record of the first: unexpected_message (§5.1)', async () => {
    await expectRefusal(
      await answered(() => ({}), true),
      'unexpected_message',
      'message_not_alone',
    );
  });
});
