import { beforeAll, describe, it } from 'vitest';
import type { AlertName } from '../../src/tls/alerts.ts';
import type { RefusalCode } from '../../src/tls/refusals.ts';
import {
  encodeHandshake,
  HELLO_RETRY_REQUEST_RANDOM,
  type ServerHello,
} from '../../src/tls/messages.ts';
import { plainRecord, type PuppetServer } from './puppets.ts';
import { expectRefusal, started, surprises } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

const helloWith =
  (change: (hello: ServerHello) => Partial<ServerHello>) => async (server: PuppetServer) => {
    const hello = await server.serverHello();
    await server.connection.send('ServerHello', { ...hello, ...change(hello) });
  };

const withShare = (group: number, keyExchange: Uint8Array) =>
  helloWith(({ extensions }) => ({
    extensions: [
      ...extensions.filter(({ name }) => name !== 'key_share'),
      { name: 'key_share', data: { serverShare: { group, keyExchange } } },
    ],
  }));

const without = (unwanted: string) =>
  helloWith(({ extensions }) => ({
    extensions: extensions.filter(({ name }) => name !== unwanted),
  }));

const retryWith =
  (group: number | null, suite = 0x1301) =>
  async (server: PuppetServer) => {
    const hello = await server.serverHello();
    await server.connection.send('HelloRetryRequest', {
      ...hello,
      random: HELLO_RETRY_REQUEST_RANDOM,
      cipherSuite: suite,
      extensions: [
        { name: 'supported_versions', data: { selectedVersion: 0x0304 } },
        ...(group === null ? [] : [{ name: 'key_share' as const, data: { selectedGroup: group } }]),
      ],
    });
  };

describe('a client in WAIT_SH refuses (RFC 8446 §4.1.3, §4.1.4)', () => {
  const sentinel = Uint8Array.from(Buffer.from('00'.repeat(24) + '444f574e47524401', 'hex'));
  const sentinelBelow = sentinel.with(31, 0);
  const noSentinel = sentinel.with(24, 0);
  surprises(
    () => world,
    [
      {
        what: 'another message',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: (server) => server.encryptedExtensions(),
      },
      {
        what: 'TLS 1.2',
        alert: 'protocol_version',
        code: 'unoffered_version_answered',
        act: without('supported_versions'),
      },
      {
        what: 'TLS 1.2 with the downgrade sentinel',
        alert: 'illegal_parameter',
        code: 'downgrade_sentinel',
        act: helloWith(() => ({ random: sentinel, extensions: [] })),
      },
      {
        what: 'TLS 1.1 with the downgrade sentinel of TLS 1.1',
        alert: 'illegal_parameter',
        code: 'downgrade_sentinel',
        act: helloWith(() => ({ random: sentinelBelow, extensions: [] })),
      },
      {
        what: 'TLS 1.2 with all but the first byte of the sentinel',
        alert: 'protocol_version',
        code: 'unoffered_version_answered',
        act: helloWith(() => ({ random: noSentinel, extensions: [] })),
      },
      {
        what: 'a version that was not offered',
        alert: 'illegal_parameter',
        code: 'unoffered_version_selected',
        act: helloWith(({ extensions }) => ({
          extensions: [
            ...extensions.slice(1),
            { name: 'supported_versions', data: { selectedVersion: 0x0303 } },
          ],
        })),
      },
      {
        what: 'SSL 3.0 as legacy_version (§D.5)',
        alert: 'protocol_version',
        code: 'forbidden_legacy_version',
        act: helloWith(() => ({ legacyVersion: 0x0300 })),
      },
      {
        what: 'SSL 2.0 as legacy_version (§D.5)',
        alert: 'protocol_version',
        code: 'forbidden_legacy_version',
        act: helloWith(() => ({ legacyVersion: 0x0002 })),
      },
      {
        what: 'another legacy_version',
        alert: 'illegal_parameter',
        code: 'wrong_legacy_version',
        act: helloWith(() => ({ legacyVersion: 0x0301 })),
      },
      {
        what: 'a suite that was not offered',
        alert: 'illegal_parameter',
        code: 'unoffered_suite_selected',
        act: helloWith(() => ({ cipherSuite: 0x1303 })),
      },
      {
        what: 'another session id',
        alert: 'illegal_parameter',
        code: 'session_id_not_echoed',
        act: helloWith(() => ({ legacySessionIdEcho: Uint8Array.of(1) })),
      },
      {
        what: 'compression',
        alert: 'illegal_parameter',
        code: 'compression_selected',
        act: helloWith(() => ({ legacyCompressionMethod: 1 })),
      },
      {
        what: 'no key share',
        alert: 'missing_extension',
        code: 'missing_extension',
        act: without('key_share'),
      },
      {
        what: 'a share in another group',
        alert: 'illegal_parameter',
        code: 'wrong_group_selected',
        act: withShare(0x17, new Uint8Array(65)),
      },
      {
        what: 'a share that is too short',
        alert: 'illegal_parameter',
        code: 'invalid_key_share',
        act: withShare(0x1d, new Uint8Array(31)),
      },
      {
        what: 'a share that gives an all-zero secret (§7.4.2)',
        alert: 'illegal_parameter',
        code: 'invalid_key_share',
        act: withShare(0x1d, new Uint8Array(32)),
      },
      {
        what: 'an extension twice',
        alert: 'illegal_parameter',
        code: 'duplicate_extension',
        act: helloWith(({ extensions }) => ({
          extensions: [...extensions, ...extensions.slice(0, 1)],
        })),
      },
      {
        what: 'an extension that was not offered',
        alert: 'unsupported_extension',
        code: 'unsolicited_extension',
        act: helloWith(({ extensions }) => ({
          extensions: [...extensions, { name: 'pre_shared_key', data: { selectedIdentity: 0 } }],
        })),
      },
      {
        what: 'a retry with the group of our share',
        alert: 'illegal_parameter',
        code: 'retry_for_useless_group',
        act: retryWith(0x1d),
      },
      {
        what: 'a retry with a group that was not offered',
        alert: 'illegal_parameter',
        code: 'retry_for_useless_group',
        act: retryWith(0x19),
      },
      {
        what: 'a retry that changes nothing',
        alert: 'illegal_parameter',
        code: 'retry_without_change',
        act: retryWith(null),
      },
      {
        what: 'a second retry',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: async (server) => {
          await retryWith(0x17)(server);
          await retryWith(0x17)(server);
        },
      },
      {
        what: 'another suite after a retry',
        alert: 'illegal_parameter',
        code: 'suite_changed_after_retry',
        act: async (server) => {
          await retryWith(0x17, 0x1302)(server);
          await helloWith(() => ({}))(server);
        },
      },
    ],
    () => Promise.resolve(),
  );

  it.each<{ what: string; alert: AlertName; code: RefusalCode; bytes: number[] }>([
    {
      what: 'HTTP',
      alert: 'unexpected_message',
      code: 'unknown_content_type',
      bytes: [...Buffer.from('HTTP/1.1 400 Bad Request')],
    },
    {
      what: 'application data in clear',
      alert: 'unexpected_message',
      code: 'plaintext_record',
      bytes: [23, 3, 3, 0, 1, 0],
    },
    {
      what: 'a record that is too long',
      alert: 'record_overflow',
      code: 'record_too_long',
      bytes: [22, 3, 3, 0x40, 1],
    },
    {
      what: 'an empty handshake record',
      alert: 'unexpected_message',
      code: 'empty_record',
      bytes: [22, 3, 3, 0, 0],
    },
    {
      what: 'an empty alert',
      alert: 'unexpected_message',
      code: 'empty_record',
      bytes: [21, 3, 3, 0, 0],
    },
    {
      what: 'an alert of three bytes',
      alert: 'decode_error',
      code: 'undecodable',
      bytes: [21, 3, 3, 0, 3, 2, 40, 0],
    },
    {
      what: 'a change_cipher_spec that says 2',
      alert: 'unexpected_message',
      code: 'unexpected_change_cipher_spec',
      bytes: [20, 3, 3, 0, 1, 2],
    },
    {
      what: 'a message of an unknown type',
      alert: 'unexpected_message',
      code: 'unknown_handshake_type',
      bytes: [22, 3, 3, 0, 4, 99, 0, 0, 0],
    },
    {
      what: 'a message that is far too long',
      alert: 'illegal_parameter',
      code: 'message_too_long',
      bytes: [22, 3, 3, 0, 4, 2, 255, 255, 255],
    },
    {
      what: 'an empty ServerHello',
      alert: 'decode_error',
      code: 'undecodable',
      bytes: [22, 3, 3, 0, 4, 2, 0, 0, 0],
    },
  ])('$what: $alert', async ({ alert, code, bytes }) => {
    const { client } = await started(world);
    client.take(await client.endpoint.receive(Uint8Array.from(bytes)));
    await expectRefusal(client, alert, code);
  });

  it('a retry that does not end its record: unexpected_message (§5.1)', async () => {
    const { client, server } = await started(world);
    await retryWith(0x17)(server);
    const message = server.take().subarray(5);
    client.take(await client.endpoint.receive(plainRecord(Uint8Array.of(...message, 2))));
    await expectRefusal(client, 'unexpected_message', 'message_not_alone');
  });

  it('a ServerHello that does not end its record: unexpected_message (§5.1)', async () => {
    const { client, server } = await started(world);
    const hello = encodeHandshake('ServerHello', await server.serverHello());
    client.take(await client.endpoint.receive(plainRecord(Uint8Array.of(...hello, 8))));
    await expectRefusal(client, 'unexpected_message', 'message_across_keys');
  });
});
