import { sendCertificate, sendCertificateVerify, sendFinished } from '../authenticate.ts';
import { findExtension } from '../../extensionList.ts';
import { alpnExtension, asksForOcsp, SERVER_NAME_USED } from '../../extensions.ts';
import { refuse } from '../../failure.ts';
import { KeySchedule, type HandshakeSecrets } from '../keySchedule.ts';
import type { ClientHello } from '../../messages.ts';
import { TLS_1_2, TLS_1_3 } from '../../registry.ts';
import type { State } from '../../state.ts';
import { certificateRequest } from './certificateRequest.ts';
import type { Choice, Server } from './session.ts';
import { waitCertificate } from './waitCertificate.ts';
import { waitFinished } from './waitFinished.ts';

/** A choice for which the client has sent its key share. */
type Agreed = Choice & { readonly clientShare: Uint8Array };

/** NEGOTIATED: everything that the server has to say, in one flight (RFC 8446 §2). */
export async function sendFlight(
  server: Server,
  hello: ClientHello,
  choice: Agreed,
): Promise<State> {
  const { config, connection } = server;
  const { schedule, secrets } = await sendServerHello(server, hello, choice);
  await sendEncryptedExtensions(server, choice);
  if (config.clientAuth !== 'none')
    await connection.send('CertificateRequest', certificateRequest(server));
  const isAsked = asksForOcsp(findExtension(hello.extensions, 'status_request'));
  await sendCertificate(connection, choice.identity, isAsked);
  await sendCertificateVerify(connection, choice.scheme, choice.identity.privateKey);
  await sendFinished(connection, schedule, secrets.server);

  // Appendix A.2: K_send = application. What we read is still under the handshake keys.
  const application = schedule.applicationSecrets(secrets, connection.transcript.point());
  connection.emit({ kind: 'secrets', epoch: 'application', secrets: application.all });
  await connection.changeWriteKeys('application', application.server);
  connection.enter('WAIT_FLIGHT2');
  const session = { hello, choice, schedule, secrets, application };
  return config.clientAuth === 'none'
    ? waitFinished(server, session, [])
    : waitCertificate(server, session);
}

/** §4.1.3, and the handshake keys, which both directions use from here on. */
async function sendServerHello(
  { connection }: Server,
  hello: ClientHello,
  { suite, group, clientShare }: Agreed,
): Promise<{ schedule: KeySchedule; secrets: HandshakeSecrets }> {
  const { crypto, reader, transcript } = connection;
  const random = crypto.random(32);
  const share = await crypto.generateKeyShare(group.name);
  const sharedSecret = await share.agree(clientShare);
  if (!sharedSecret) refuse({ code: 'invalid_key_share', peer: 'client', group: group.name });
  const hash = crypto.hash(suite.hash);
  transcript.choose(hash);
  await connection.send('ServerHello', {
    legacyVersion: TLS_1_2,
    random,
    legacySessionIdEcho: hello.legacySessionId,
    cipherSuite: suite.code,
    legacyCompressionMethod: 0,
    extensions: [
      {
        name: 'key_share',
        data: { serverShare: { group: group.code, keyExchange: share.publicKey } },
      },
      { name: 'supported_versions', data: { selectedVersion: TLS_1_3 } },
    ],
  });
  const schedule = new KeySchedule(hash, suite);
  const secrets = schedule.handshakeSecrets(sharedSecret, transcript.point());
  connection.emit({ kind: 'secrets', epoch: 'handshake', secrets: secrets.all });
  if (hello.legacySessionId.length > 0) await connection.sendChangeCipherSpec();
  await connection.changeWriteKeys('handshake', secrets.server);
  await connection.changeReadKeys('handshake', secrets.client);
  reader.plaintextAlerts = true;
  return { schedule, secrets };
}

/** §4.3.1. */
async function sendEncryptedExtensions(
  { connection }: Server,
  { alpn, byName }: Choice,
): Promise<void> {
  await connection.send('EncryptedExtensions', {
    extensions: [
      ...(byName ? [SERVER_NAME_USED] : []),
      ...(alpn === null ? [] : [alpnExtension([alpn])]),
    ],
  });
}
