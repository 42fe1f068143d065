import { findExtension } from '../../extensionList.ts';
import type { ClientHello } from '../../messages.ts';
import { HELLO_RETRY_REQUEST_RANDOM } from '../../messages.ts';
import { TLS_1_2, TLS_1_3 } from '../../registry.ts';
import { waiting, type WholeMessage, type State } from '../../state.ts';
import { checkSecondHello, negotiate } from './negotiate.ts';
import { sendFlight } from './sendFlight.ts';
import type { Retry, Server } from './session.ts';

/** Bytes of content of refused early data that are passed over; what OpenSSL takes, too. */
const MAX_SKIPPED_EARLY_DATA = 2 ** 14;

/** START. */
export function waitClientHello(server: Server): State {
  return waiting('START', {
    ClientHello: (hello, message) => onClientHello(server, hello, message, null),
  });
}

/** START again, after a HelloRetryRequest. */
function waitSecondClientHello(server: Server, retry: Retry): State {
  return waiting('START', {
    ClientHello: (hello, message) => onClientHello(server, hello, message, retry),
  });
}

/** RECVD_CH: choose, or ask once for a share in a group that both have (RFC 8446 §4.1.1). */
async function onClientHello(
  server: Server,
  hello: ClientHello,
  message: WholeMessage,
  retry: Retry | null,
): Promise<State> {
  const { connection } = server;
  connection.enter('RECVD_CH');
  connection.dropsChangeCipherSpec = true;
  connection.requireRecordBoundary('ClientHello');
  const choice = negotiate(server, hello);
  if (retry) checkSecondHello(retry, hello);
  connection.transcript.add(message);
  passOverEarlyData(server, hello);
  if (choice.clientShare === null) return sendHelloRetryRequest(server, { hello, choice });
  connection.enter('NEGOTIATED');
  return sendFlight(server, hello, { ...choice, clientShare: choice.clientShare });
}

/**
 * §4.2.10: early data is not taken; what was sent of it cannot be decrypted and is skipped. It all
 * stands before a second ClientHello, which cannot offer any, so that nothing is skipped after it.
 */
function passOverEarlyData({ connection }: Server, { extensions }: ClientHello): void {
  const isOffered = findExtension(extensions, 'early_data') !== undefined;
  connection.reader.skippableEarlyData = isOffered ? MAX_SKIPPED_EARLY_DATA : 0;
}

/** §4.1.4. */
async function sendHelloRetryRequest(server: Server, retry: Retry): Promise<State> {
  const { connection } = server;
  const { hello, choice } = retry;
  connection.transcript.replaceClientHello(connection.crypto.hash(choice.suite.hash));
  await connection.send('HelloRetryRequest', {
    legacyVersion: TLS_1_2,
    random: HELLO_RETRY_REQUEST_RANDOM,
    legacySessionIdEcho: hello.legacySessionId,
    cipherSuite: choice.suite.code,
    legacyCompressionMethod: 0,
    extensions: [
      { name: 'supported_versions', data: { selectedVersion: TLS_1_3 } },
      { name: 'key_share', data: { selectedGroup: choice.group.code } },
    ],
  });
  if (hello.legacySessionId.length > 0) await connection.sendChangeCipherSpec();
  return waitSecondClientHello(server, retry);
}
