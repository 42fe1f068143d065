import { concatBytes } from '../../src/bytes/bytes.ts';
import { describe, expect, it } from 'vitest';
import { CIPHER_SUITES, GROUPS, SIGNATURE_SCHEMES, VERSIONS } from '../../src/tls/algorithms.ts';
import { waitServerHello } from '../../src/tls/tls13/client/waitServerHello.ts';
import { Connection } from '../../src/tls/connection.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import type { ClientConfig, TlsEvent } from '../../src/tls/endpoint.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import { KeySchedule } from '../../src/tls/tls13/keySchedule.ts';
import { Machine } from '../../src/tls/machine.ts';
import { decodeHandshake } from '../../src/tls/messages.ts';
import { RecordWriter } from '../../src/tls/recordLayer.ts';
import type { Server } from '../../src/tls/tls13/server/session.ts';
import { waitFinished } from '../../src/tls/tls13/server/waitFinished.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import {
  agreeX25519,
  crypto,
  fragmentOf,
  messagesIn,
  openAndSeal,
  PublishedTrace,
  sha256,
  suite,
  transcriptOf,
} from './rfc8448.ts';

const group = GROUPS[0] as (typeof GROUPS)[number];

/** The secrets of a trace, from the client's published private key. */
async function secretsOf(trace: PublishedTrace) {
  const privateKey = trace.bytes('clientRandomnessAfterRandom').subarray(0, 32);
  const clientHello = fragmentOf(trace.bytes('Record_ClientHello_1'));
  const serverHello = trace.bytes('Message_ServerHello');
  const schedule = new KeySchedule(sha256, suite);
  const shared = await agreeX25519(privateKey, serverHello.subarray(52, 84));
  const point = transcriptOf(clientHello, serverHello).point();
  return {
    privateKey,
    clientHello,
    serverHello,
    schedule,
    shared,
    handshake: schedule.handshakeSecrets(shared, point),
  };
}

describe('RFC 8448 §6 through the client’s states', () => {
  it('goes from the recorded ServerHello to the recorded client flight', async () => {
    const trace = new PublishedTrace('Client_Authentication_Handshake');
    const { privateKey, clientHello, handshake } = await secretsOf(trace);
    const recordedFlight = trace.bytes('Record_ClientFinished');
    const [opened] = await openAndSeal(handshake.client, [recordedFlight]);
    const [ownCertificate = new Uint8Array()] = messagesIn(
      opened?.record.content ?? new Uint8Array(),
    );
    const chain = (message: Uint8Array) =>
      decodeHandshake('Certificate', message).certificateList.map(({ certData }) => certData);
    const serverChain = chain(trace.bytes('Message_Server_Certificate'));

    // The recorded signature stands in for the private key, which RFC 8448 does not print.
    const recorded: TlsCrypto = {
      ...crypto,
      sign: () => Promise.resolve(trace.bytes('Client_MessageSignature')),
    };
    const { privateKey: rsaKey } = await generateKeyPair(globalThis.crypto, 'rsa-2048');
    const config: ClientConfig = {
      crypto: recorded,
      clock: () => Date.UTC(2016, 8, 1),
      serverName: 'server',
      trust: { anchors: serverChain, name: null },
      ...LIKE_S_CLIENT,
      identities: [{ chain: chain(ownCertificate), privateKey: rsaKey }],
      clearAlerts: false,
    };
    const connection = new Connection('client', recorded);
    connection.transcript.add({ name: 'ClientHello', bytes: clientHello });
    const client = {
      config,
      connection,
      versions: VERSIONS,
      suites: CIPHER_SUITES,
      groups: GROUPS,
      schemes: SIGNATURE_SCHEMES,
      alpn: [],
    };
    const hello = decodeHandshake('ClientHello', clientHello);
    const share = {
      group: 'x25519' as const,
      publicKey: new Uint8Array(),
      agree: (peer: Uint8Array) => agreeX25519(privateKey, peer),
    };
    const machine = new Machine(connection, () =>
      waitServerHello(client, { hello, share, retrySuite: null }),
    );
    const { events } = await machine.receive(
      concatBytes(trace.bytes('Record_ServerHello'), trace.bytes('Record_ServerHandshakeMessages')),
    );

    expect(machine.state).toBe('CONNECTED');
    const sent = events.filter(
      (event): event is Extract<TlsEvent, { kind: 'message' }> =>
        event.kind === 'message' && event.direction === 'sent',
    );
    expect(sent.map(({ name }) => name)).toEqual(['Certificate', 'CertificateVerify', 'Finished']);
    const writer = new RecordWriter(crypto);
    await writer.changeKeys('handshake', handshake.client);
    const flight = concatBytes(...sent.map(({ bytes }) => bytes));
    expect((await writer.write('handshake', flight)).bytes).toEqual(recordedFlight);

    const { bytes } = await machine.close();
    expect(bytes).toEqual(trace.bytes('Record_Client_CloseNotify'));
    await machine.receive(trace.bytes('Record_Server_CloseNotify'));
    expect(machine.state).toBe('CLOSED');
  });
});

describe('RFC 8448 §3 through the server’s last states', () => {
  it('takes the recorded Finished and data, and answers with the recorded records', async () => {
    const trace = new PublishedTrace('Simple_1RTT_Handshake');
    const { clientHello, serverHello, schedule, handshake } = await secretsOf(trace);
    const messages = [
      clientHello,
      serverHello,
      trace.bytes('Message_EncryptedExtensions'),
      trace.bytes('Message_Server_Certificate'),
      trace.bytes('Message_Server_CertificateVerify'),
      trace.bytes('Message_Server_Finished'),
    ];
    const application = schedule.applicationSecrets(handshake, transcriptOf(...messages).point());
    const connection = new Connection('server', crypto);
    connection.transcript.choose(sha256);
    for (const bytes of messages) connection.transcript.add({ name: 'Finished', bytes });
    await connection.changeReadKeys('handshake', handshake.client);
    await connection.changeWriteKeys('application', application.server);
    const keys = await generateKeyPair(globalThis.crypto, 'ecdsa-p256');
    const identity = { chain: [], privateKey: keys.privateKey };
    const server: Server = {
      config: {
        ...LIKE_S_SERVER,
        crypto,
        clock: () => 0,
        identities: [identity],
        clientAuth: 'none',
        trust: { anchors: [], name: null },
      },
      connection,
      versions: VERSIONS,
      suites: CIPHER_SUITES,
      groups: GROUPS,
      schemes: SIGNATURE_SCHEMES,
      alpn: [],
    };
    const scheme = SIGNATURE_SCHEMES[0] as (typeof SIGNATURE_SCHEMES)[number];
    const hello = decodeHandshake('ClientHello', clientHello);
    const choice = { suite, group, clientShare: null, identity, scheme, byName: false, alpn: null };
    const session = { hello, choice, schedule, secrets: handshake, application };
    const machine = new Machine(connection, () => waitFinished(server, session, []));

    await machine.receive(trace.bytes('Record_ClientFinished'));
    expect(machine.state).toBe('CONNECTED');
    // The recorded server sent a ticket here, under the first sequence number.
    const { ticket } = await recordedTicket(trace, application.server);
    const body = decodeHandshake('NewSessionTicket', ticket);
    await connection.sendAfterHandshake('NewSessionTicket', body);
    expect(connection.takeOutput().bytes).toEqual(trace.bytes('Record_NewSessionTicket'));

    const { events } = await machine.receive(trace.bytes('Record_Client_AppData'));
    expect(events).toMatchObject([{ kind: 'data', data: trace.bytes('Client_AppData') }]);
    const answer = await machine.send(trace.bytes('Server_AppData'));
    expect(answer.bytes).toEqual(trace.bytes('Record_Server_AppData'));
    await machine.receive(trace.bytes('Record_Client_CloseNotify'));
    expect((await machine.close()).bytes).toEqual(trace.bytes('Record_Server_CloseNotify'));
    expect(machine.state).toBe('CLOSED');
  });
});

async function recordedTicket(trace: PublishedTrace, secret: Parameters<typeof openAndSeal>[0]) {
  const [opened] = await openAndSeal(secret, [trace.bytes('Record_NewSessionTicket')]);
  return { ticket: opened?.record.content ?? new Uint8Array() };
}
