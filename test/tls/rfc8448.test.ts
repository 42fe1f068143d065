import { concatBytes } from '../../src/bytes/bytes.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { signedContent } from '../../src/tls/tls13/authenticate.ts';
import {
  KeySchedule,
  type ApplicationSecrets,
  type HandshakeSecrets,
} from '../../src/tls/tls13/keySchedule.ts';
import { decodeHandshake, encodeHandshake, handshakeName } from '../../src/tls/messages.ts';
import { RecordReader } from '../../src/tls/recordLayer.ts';
import { Transcript } from '../../src/tls/transcript.ts';
import { splitRecords } from './pair.ts';
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
  type TraceName,
} from './rfc8448.ts';

const CASES = [
  { section: '§3', name: 'Simple_1RTT_Handshake', request: false },
  { section: '§6', name: 'Client_Authentication_Handshake', request: true },
] as const;

describe.each(CASES)('RFC 8448 $section ($name)', ({ name, request }) => {
  const trace = new PublishedTrace(name);
  const clientHello = fragmentOf(trace.bytes('Record_ClientHello_1'));
  const serverHello = trace.bytes('Message_ServerHello');
  const beforeVerify = [
    clientHello,
    serverHello,
    trace.bytes('Message_EncryptedExtensions'),
    ...(request ? [trace.bytes('Message_CertificateRequest')] : []),
    trace.bytes('Message_Server_Certificate'),
  ];
  const serverVerify = trace.bytes('Message_Server_CertificateVerify');
  const serverFinished = trace.bytes('Message_Server_Finished');
  const throughServerFinished = [...beforeVerify, serverVerify, serverFinished];
  const schedule = new KeySchedule(sha256, suite);
  let handshake: HandshakeSecrets;
  let application: ApplicationSecrets;

  beforeAll(async () => {
    const shared = await agreeX25519(
      trace.bytes('clientRandomnessAfterRandom').subarray(0, 32),
      serverHello.subarray(52, 84),
    );
    handshake = schedule.handshakeSecrets(shared, transcriptOf(clientHello, serverHello).point());
    application = schedule.applicationSecrets(
      handshake,
      transcriptOf(...throughServerFinished).point(),
    );
  });

  it('derives every published secret (RFC 8446 §7.1)', () => {
    const value = (wanted: string) => handshake.all.find((one) => one.name === wanted)?.value;
    expect(value('shared_secret')).toEqual(trace.expected('sharedSecret'));
    expect(value('early_secret')).toEqual(trace.expected('earlySecret'));
    expect(value('handshake_secret')).toEqual(trace.expected('handshakeSecret'));
    expect(handshake.client.value).toEqual(trace.expected('clientHandshakeTrafficSecret'));
    expect(handshake.server.value).toEqual(trace.expected('serverHandshakeTrafficSecret'));
  });

  it('opens the server’s flight and seals it again, byte for byte (§5.2)', async () => {
    const record = trace.bytes('Record_ServerHandshakeMessages');
    const [opened] = await openAndSeal(handshake.server, [record]);
    expect(opened?.record.contentType).toBe('handshake');
    expect(opened?.record.content).toEqual(concatBytes(...throughServerFinished.slice(2)));
    expect(opened?.sealed).toEqual(record);
  });

  it('signs and verifies what the server’s CertificateVerify covers (§4.4.3)', async () => {
    const content = signedContent('server', transcriptOf(...beforeVerify).point().hash);
    expect(content).toEqual(trace.bytes('Server_MessageToSign'));
    const { certificateList } = decodeHandshake(
      'Certificate',
      trace.bytes('Message_Server_Certificate'),
    );
    const { spki } = parseCertificate(certificateList[0]?.certData ?? new Uint8Array());
    const signature = trace.bytes('Server_MessageSignature');
    expect(decodeHandshake('CertificateVerify', serverVerify).signature).toEqual(signature);
    const scheme = request ? 'ecdsa_secp256r1_sha256' : 'rsa_pss_rsae_sha256';
    expect(await crypto.verify(scheme, spki.der, signature, content)).toBe(true);
    content[100] = (content[100] ?? 0) ^ 1;
    expect(await crypto.verify(scheme, spki.der, signature, content)).toBe(false);
  });

  it('computes the server’s Finished (§4.4.4)', () => {
    const { hash } = transcriptOf(...beforeVerify, serverVerify).point();
    const verifyData = schedule.verifyData(handshake.server, hash);
    expect(encodeHandshake('Finished', { verifyData })).toEqual(serverFinished);
  });

  it('opens the client’s flight, verifies its Finished and seals it again', async () => {
    const record = trace.bytes('Record_ClientFinished');
    const [opened] = await openAndSeal(handshake.client, [record]);
    expect(opened?.sealed).toEqual(record);
    const messages = messagesIn(opened?.record.content ?? new Uint8Array());
    const finished = messages.pop() ?? new Uint8Array();
    const before = transcriptOf(...throughServerFinished, ...messages);
    const verifyData = schedule.verifyData(handshake.client, before.point().hash);
    expect(encodeHandshake('Finished', { verifyData })).toEqual(finished);
    if (request) {
      const [certificate = new Uint8Array()] = messages;
      const content = signedContent(
        'client',
        transcriptOf(...throughServerFinished, certificate).point().hash,
      );
      expect(content).toEqual(trace.bytes('Client_MessageToSign'));
    }
  });

  it('opens and seals every record under the application keys', async () => {
    const isSimple = !request;
    const server = [
      ...(isSimple
        ? [trace.bytes('Record_NewSessionTicket'), trace.bytes('Record_Server_AppData')]
        : []),
      trace.bytes('Record_Server_CloseNotify'),
    ];
    const client = [
      ...(isSimple ? [trace.bytes('Record_Client_AppData')] : []),
      trace.bytes('Record_Client_CloseNotify'),
    ];
    const fromServer = await openAndSeal(application.server, server);
    const fromClient = await openAndSeal(application.client, client);
    expect(fromServer.map(({ sealed }) => sealed)).toEqual(server);
    expect(fromClient.map(({ sealed }) => sealed)).toEqual(client);
    const closeNotify = Uint8Array.of(1, 0);
    expect(fromServer.at(-1)?.record.content).toEqual(closeNotify);
    expect(fromClient.at(-1)?.record.content).toEqual(closeNotify);
    if (isSimple) {
      const ticket = fromServer[0]?.record.content ?? new Uint8Array();
      const body = decodeHandshake('NewSessionTicket', ticket);
      expect(body.ticket).toEqual(trace.bytes('SessionTicket'));
      expect(encodeHandshake('NewSessionTicket', body)).toEqual(ticket);
      expect(fromServer[1]?.record.content).toEqual(trace.bytes('Server_AppData'));
      expect(fromClient[0]?.record.content).toEqual(trace.bytes('Client_AppData'));
    }
  });
});

describe('RFC 8448 §5 (HelloRetryRequest)', () => {
  const trace = new PublishedTrace('HelloRetryRequest_Handshake');

  it('replaces the first ClientHello by its message_hash (RFC 8446 §4.4.1)', () => {
    const transcript = new Transcript();
    const firstHello = fragmentOf(trace.bytes('Record_ClientHello_1'));
    transcript.add({ name: 'ClientHello', bytes: firstHello });
    transcript.replaceClientHello(sha256);
    for (const bytes of [
      fragmentOf(trace.bytes('Record_HelloRetryRequest')),
      fragmentOf(trace.bytes('Record_ClientHello_2')),
      trace.bytes('Message_ServerHello'),
      trace.bytes('Message_EncryptedExtensions'),
      trace.bytes('Message_Server_Certificate'),
    ]) {
      transcript.add({ name: 'ClientHello', bytes });
    }
    const content = signedContent('server', transcript.point().hash);
    expect(content).toEqual(trace.bytes('Server_MessageToSign'));
  });

  it('is told apart from a ServerHello, and brings a cookie', () => {
    const message = fragmentOf(trace.bytes('Record_HelloRetryRequest'));
    expect(handshakeName(message)).toBe('HelloRetryRequest');
    const { extensions } = decodeHandshake('HelloRetryRequest', message);
    expect(extensions).toContainEqual({
      name: 'cookie',
      data: { cookie: trace.bytes('HelloRetryRequest_Cookie') },
    });
  });
});

describe('RFC 8448 §7 (middlebox compatibility)', () => {
  it('reads change_cipher_spec before the encrypted flight (RFC 8446 §D.4)', async () => {
    const trace = new PublishedTrace('Middlebox_Compatibility_Mode');
    const [first, flight] = splitRecords(trace.bytes('Record_ServerHandshakeMessages'));
    const reader = new RecordReader(crypto);
    const shared = await agreeX25519(
      trace.bytes('clientRandomnessAfterRandom').subarray(32, 64),
      keyShareOf(trace.bytes('Message_ServerHello')),
    );
    const hellos = [
      fragmentOf(trace.bytes('Record_ClientHello_1')),
      trace.bytes('Message_ServerHello'),
    ];
    const { server } = new KeySchedule(sha256, suite).handshakeSecrets(
      shared,
      transcriptOf(...hellos).point(),
    );
    await reader.changeKeys('handshake', server);
    reader.push(concatBytes(first ?? new Uint8Array(), flight ?? new Uint8Array()));
    expect((await reader.next())?.contentType).toBe('change_cipher_spec');
    const messages = messagesIn((await reader.next())?.content ?? new Uint8Array());
    expect(messages.at(-1)).toEqual(trace.bytes('Message_Server_Finished'));
  });
});

describe('RFC 8448, every message of every section', () => {
  const traces: readonly TraceName[] = [
    'Simple_1RTT_Handshake',
    'HelloRetryRequest_Handshake',
    'Client_Authentication_Handshake',
    'Middlebox_Compatibility_Mode',
  ];

  it.each(traces)('%s: decodes and encodes to the same bytes', (name) => {
    const trace = new PublishedTrace(name);
    const messages = trace
      .names()
      .filter((key) => /^(Message_|Record_ClientHello|Record_HelloRetry)/.test(key))
      .map((key) => messageIn(key, trace.bytes(key)));
    expect(messages.length).toBeGreaterThan(4);
    for (const message of messages) {
      const kind = handshakeName(message) ?? 'Finished';
      expect(encodeHandshake(kind, decodeHandshake(kind, message))).toEqual(message);
    }
  });
});

function messageIn(key: string, bytes: Uint8Array): Uint8Array {
  return key.startsWith('Record_') ? fragmentOf(bytes) : bytes;
}

function keyShareOf(serverHello: Uint8Array): Uint8Array {
  const { extensions } = decodeHandshake('ServerHello', serverHello);
  const share = extensions.find((extension) => extension.name === 'key_share');
  return share?.name === 'key_share' ? share.data.serverShare.keyExchange : new Uint8Array();
}
