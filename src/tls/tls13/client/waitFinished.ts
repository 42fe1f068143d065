import { sendCertificate, sendCertificateVerify, sendFinished } from '../authenticate.ts';
import { findExtension } from '../../extensionList.ts';
import type { ApplicationSecrets } from '../keySchedule.ts';
import type { Body } from '../../messages.ts';
import { connected } from '../postHandshake.ts';
import { waiting, type State } from '../../state.ts';
import { verifyFinished } from '../../verifyPeer.ts';
import { ownIdentity } from './ownIdentity.ts';
import type { Client, ProvenSession } from './session.ts';

/** WAIT_FINISHED: the server's last message; our own flight answers it (RFC 8446 §4.4.4). */
export function waitFinished(client: Client, session: ProvenSession): State {
  return waiting('WAIT_FINISHED', {
    async Finished(body, message) {
      const { connection } = client;
      const { schedule, secrets } = session;
      verifyFinished(connection, 'server', schedule, secrets.server, body);
      connection.transcript.add(message);
      connection.dropsChangeCipherSpec = false;

      const application = schedule.applicationSecrets(secrets, connection.transcript.point());
      connection.emit({ kind: 'secrets', epoch: 'application', secrets: application.all });
      await connection.changeReadKeys('application', application.server);
      if (client.config.clearAlerts) await connection.changeWriteKeys('handshake', secrets.client);
      await sendFlight(client, session);
      await connection.changeWriteKeys('application', application.client);
      return onConnected(client, session, application);
    },
  });
}

/** What the server asked for, and Finished. */
async function sendFlight(client: Client, session: ProvenSession): Promise<void> {
  const { connection } = client;
  const { request, schedule, secrets } = session;
  if (request) await sendIdentity(client, request);
  await sendFinished(connection, schedule, secrets.client);
}

/** Our certificate, and the proof that it is ours; an empty one when we have none that fits. */
async function sendIdentity(
  { config, connection }: Client,
  request: Body<'CertificateRequest'>,
): Promise<void> {
  const shown = ownIdentity(config, request);
  const isAsked = findExtension(request.extensions, 'status_request') !== undefined;
  await sendCertificate(connection, shown?.identity ?? null, isAsked);
  if (shown) await sendCertificateVerify(connection, shown.scheme, shown.identity.privateKey);
}

/** The client believes that it is connected, though the server has yet to judge its certificate. */
function onConnected(
  { connection }: Client,
  { schedule, suite, group, scheme, alpn, shown }: ProvenSession,
  application: ApplicationSecrets,
): State {
  const resumption = schedule.resumptionSecret(application, connection.transcript.point());
  connection.emit({ kind: 'secrets', epoch: 'application', secrets: [resumption] });
  connection.enter('CONNECTED');
  connection.emit({
    kind: 'connected',
    negotiated: {
      version: 'TLS 1.3',
      cipherSuite: suite.name,
      group: group.name,
      signatureScheme: scheme.name,
      alpn,
    },
    peerChain: shown.chain,
  });
  const pair = { sending: application.client, receiving: application.server };
  return connected(connection, schedule, pair);
}
