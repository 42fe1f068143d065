import { findExtension } from '../../extensionList.ts';
import { connected } from '../postHandshake.ts';
import { waiting, type State } from '../../state.ts';
import { verifyFinished } from '../../verifyPeer.ts';
import type { Server, Session } from './session.ts';

/**
 * WAIT_FINISHED: only now does the server know that the client saw the same handshake.
 *
 * @param peerChain the client's accepted chain; empty when it showed none
 */
export function waitFinished(
  server: Server,
  session: Session,
  peerChain: readonly Uint8Array[],
): State {
  return waiting('WAIT_FINISHED', {
    async Finished(body, message) {
      const { connection } = server;
      const { schedule, secrets, application } = session;
      verifyFinished(connection, 'client', schedule, secrets.client, body);
      connection.transcript.add(message);
      connection.dropsChangeCipherSpec = false;
      await connection.changeReadKeys('application', application.client);
      const resumption = schedule.resumptionSecret(application, connection.transcript.point());
      connection.emit({ kind: 'secrets', epoch: 'application', secrets: [resumption] });
      announce(server, session, peerChain);
      await sendTickets(server, session);
      const pair = { sending: application.server, receiving: application.client };
      return connected(connection, schedule, pair);
    },
  });
}

function announce(
  { connection }: Server,
  { choice }: Session,
  peerChain: readonly Uint8Array[],
): void {
  connection.enter('CONNECTED');
  connection.emit({
    kind: 'connected',
    negotiated: {
      version: 'TLS 1.3',
      cipherSuite: choice.suite.name,
      group: choice.group.name,
      signatureScheme: choice.scheme.name,
      alpn: choice.alpn,
    },
    peerChain,
  });
}

const PSK_DHE_KE = 1;
const TICKET_LIFETIME_SECONDS = 7200;
const TICKET_LENGTH = 32;

/**
 * RFC 8446 §4.6.1, for clients that could use them. Nobody can resume with ours: a ticket is
 * random, and a client that brings it back gets a full handshake.
 */
async function sendTickets({ config, connection }: Server, { hello }: Session): Promise<void> {
  const modes = findExtension(hello.extensions, 'psk_key_exchange_modes')?.keModes ?? [];
  const count = modes.includes(PSK_DHE_KE) ? (config.tickets ?? 0) : 0;
  const { crypto } = connection;
  for (let index = 0; index < count; index++) {
    await connection.sendAfterHandshake('NewSessionTicket', {
      ticketLifetime: TICKET_LIFETIME_SECONDS,
      ticketAgeAdd: new DataView(crypto.random(4).slice().buffer).getUint32(0),
      ticketNonce: Uint8Array.of(index),
      ticket: crypto.random(TICKET_LENGTH),
      extensions: [],
    });
  }
}
