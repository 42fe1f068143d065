import { expect, it } from 'vitest';
import type { FieldNode } from '../../src/bytes/fieldTree.ts';
import { describeHandshake, describeRecords } from '../../src/tls/describe.ts';
import { tlsErrorOf } from '../../src/tls/failure.ts';
import { HandshakeAssembler } from '../../src/tls/handshakeAssembler.ts';
import { refuseSsl } from '../../src/tls/legacyVersion.ts';
import { showBytes } from '../../src/tls/language.ts';
import { encodeHandshake } from '../../src/tls/messages.ts';
import { serverNameExtension } from '../../src/tls/extensions.ts';
import { shakeHands } from './pair.ts';
import { plainRecord, PuppetClient } from './puppets.ts';
import { makeWorld } from './world.ts';

/** The value that a field shows, wherever it is below. */
function shown(node: FieldNode, name: string): string | undefined {
  if (node.name === name) return node.value;
  for (const child of node.children ?? []) {
    const found = shown(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

it('each secret names the one that it comes from, its label and how far its transcript goes (RFC 8446 §7.1)', async () => {
  const { server } = await shakeHands(await makeWorld(globalThis.crypto));
  const secrets = server.all('secrets').flatMap(({ secrets: list }) => list);
  expect(
    secrets.map(({ name, from, label, transcriptThrough }) =>
      [name, from, label, transcriptThrough].join(' < '),
    ),
  ).toEqual([
    'shared_secret <  <  < ',
    'early_secret <  <  < ',
    'handshake_secret < early_secret <  < ',
    'client_handshake_traffic_secret < handshake_secret < c hs traffic < ServerHello',
    'server_handshake_traffic_secret < handshake_secret < s hs traffic < ServerHello',
    'main_secret < handshake_secret <  < ',
    'client_application_traffic_secret_0 < main_secret < c ap traffic < Finished',
    'server_application_traffic_secret_0 < main_secret < s ap traffic < Finished',
    'exporter_secret < main_secret < exp master < Finished',
    'resumption_secret < main_secret < res master < Finished',
  ]);
});

it('a host name is called one, and one of another kind is not (RFC 6066 §3)', async () => {
  const hello = (await PuppetClient.make()).clientHello();
  const name = Uint8Array.of(97);
  const of = (nameType: number) =>
    describeHandshake(
      encodeHandshake('ClientHello', {
        ...hello,
        extensions: [{ name: 'server_name', data: { serverNameList: [{ nameType, name }] } }],
      }),
    );
  expect(shown(of(0), 'name_type')).toBe('host_name (0)');
  expect(shown(of(1), 'name_type')).toBe('1');
  const usual = { ...hello, extensions: [serverNameExtension('payments.example')] };
  const tree = describeHandshake(encodeHandshake('ClientHello', usual));
  expect(shown(tree, 'name')).toBe('“payments.example”');
});

it('a code that is in no registry is shown as the RFCs write it', async () => {
  const hello = (await PuppetClient.make()).clientHello();
  const tree = describeHandshake(
    encodeHandshake('ClientHello', {
      ...hello,
      legacyVersion: 0x0909,
      cipherSuites: [0x0b0b],
      extensions: [
        { name: 'signature_algorithms', data: { supportedSignatureAlgorithms: [0x0c0c] } },
        { name: 'supported_groups', data: { namedGroupList: [0x0d0d] } },
      ],
    }),
  );
  expect(shown(tree, 'legacy_version')).toBe('0x0909');
  expect(shown(tree, 'cipher_suites')).toBe('0x0b0b');
  expect(shown(tree, 'supported_signature_algorithms')).toBe('0x0c0c');
  expect(shown(tree, 'named_group_list')).toBe('0x0d0d');
});

it('a list without entries is shown as empty, one entry by itself', async () => {
  const hello = (await PuppetClient.make()).clientHello();
  const of = (clientShares: { group: number; keyExchange: Uint8Array }[]) =>
    describeHandshake(
      encodeHandshake('ClientHello', {
        ...hello,
        extensions: [{ name: 'key_share', data: { clientShares } }],
      }),
    );
  expect(shown(of([]), 'client_shares')).toBe('empty');
  expect(shown(of([{ group: 29, keyExchange: Uint8Array.of(1) }]), 'client_shares')).toBe(
    '1 entry',
  );
});

it('a version that nobody ever named is told as its number', () => {
  expect(() => refuseSsl('ClientHello', 0x021a)).toThrow(
    expect.objectContaining({
      error: {
        alert: 'protocol_version',
        code: 'forbidden_legacy_version',
        message: 'ClientHello',
        version: '0x021a',
      },
    }),
  );
  expect(() => refuseSsl('ClientHello', 0x0301)).not.toThrow();
});

it('sixteen bytes are shown whole, of more the beginning and how many there are', () => {
  const bytes = Uint8Array.from({ length: 17 }, () => 0xab);
  expect(showBytes(bytes.subarray(0, 0))).toBe('empty');
  expect(showBytes(bytes.subarray(0, 16))).toBe('ab'.repeat(16));
  expect(showBytes(bytes)).toBe(`${'ab'.repeat(16)}… (17 bytes)`);
});

it('one record begins at its first byte, and of several each where the one before ends', () => {
  const record = plainRecord(Uint8Array.of(1, 2, 3));
  expect(describeRecords([record])).toMatchObject({ start: 0, end: record.length });
  const tree = describeRecords([record, record]);
  expect(tree.children?.map(({ start, end }) => [start, end])).toEqual([
    [0, record.length],
    [record.length, 2 * record.length],
  ]);
});

it('a message that ends with its record takes nothing of the next (RFC 8446 §5.1)', () => {
  const assembler = new HandshakeAssembler();
  const message = Uint8Array.of(20, 0, 0, 1, 7);
  const record = (content: Uint8Array) => ({
    bytes: plainRecord(content),
    content,
    epoch: 'plaintext' as const,
    outerType: 'handshake' as const,
    contentType: 'handshake' as const,
    sequence: 0,
  });
  const first = record(message);
  assembler.push(first);
  assembler.push(record(message));
  expect(assembler.next()).toEqual({ bytes: message, records: [first] });
});

it('what is thrown and is no error is told as it is', () => {
  expect(tlsErrorOf('lost')).toEqual({
    alert: 'internal_error',
    code: 'internal_error',
    problem: 'lost',
  });
  expect(tlsErrorOf(new Error('broken'))).toMatchObject({ problem: 'broken' });
});
