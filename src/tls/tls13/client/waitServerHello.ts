import { equalBytes } from '../../../bytes/bytes.ts';
import type { CipherSuite } from '../../algorithms.ts';
import { checkResponse, codesOf } from '../../extensionRules.ts';
import { findExtension } from '../../extensionList.ts';
import { refuse } from '../../failure.ts';
import { KeySchedule } from '../keySchedule.ts';
import { refuseSsl } from '../../legacyVersion.ts';
import type { HelloRetryRequest, ServerHello } from '../../messages.ts';
import {
  cipherSuiteName,
  EXTENSION_TYPES,
  groupName,
  TLS_1_2,
  TLS_1_3,
  versionText,
} from '../../registry.ts';
import { waiting, type WholeMessage, type State } from '../../state.ts';
import { sendSecondClientHello } from './clientHello.ts';
import type { Client, Offer } from './session.ts';
import { waitEncryptedExtensions } from './waitEncryptedExtensions.ts';

/** WAIT_SH. A second HelloRetryRequest is not expected (RFC 8446 §4.1.4). */
export function waitServerHello(client: Client, offer: Offer): State {
  return waiting('WAIT_SH', {
    ServerHello: (hello, message) => onServerHello(client, offer, hello, message),
    ...(offer.retrySuite === null && {
      HelloRetryRequest: (request, message) => onHelloRetryRequest(client, offer, request, message),
    }),
  });
}

/** RFC 8446 §4.1.3: both ends can now compute the handshake keys. */
async function onServerHello(
  client: Client,
  offer: Offer,
  hello: ServerHello,
  message: WholeMessage,
): Promise<State> {
  const { connection } = client;
  const { transcript } = connection;
  checkVersion(
    client,
    hello,
    findExtension(hello.extensions, 'supported_versions')?.selectedVersion,
  );
  const suite = checkHello('ServerHello', client, offer, hello);
  const { group, sharedSecret } = await agreeOnSecret(client, offer, hello);

  const hash = connection.crypto.hash(suite.hash);
  transcript.choose(hash);
  transcript.add(message);
  const schedule = new KeySchedule(hash, suite);
  const secrets = schedule.handshakeSecrets(sharedSecret, transcript.point());
  connection.emit({ kind: 'secrets', epoch: 'handshake', secrets: secrets.all });
  await connection.changeReadKeys('handshake', secrets.server);
  // Appendix A.1 lets K_send change only with our flight, but wants alerts under the new keys.
  if (!client.config.clearAlerts) await connection.changeWriteKeys('handshake', secrets.client);
  const offered = codesOf(offer.hello.extensions);
  return waitEncryptedExtensions(client, { suite, group, schedule, secrets, offered });
}

async function agreeOnSecret({ groups }: Client, { share }: Offer, hello: ServerHello) {
  const serverShare = findExtension(hello.extensions, 'key_share')?.serverShare;
  if (!serverShare) {
    refuse({ code: 'missing_extension', message: 'ServerHello', extension: 'key_share' });
  }
  const group = groups.find(({ code }) => code === serverShare.group);
  if (group?.name !== share.group) {
    const chosen = groupName(serverShare.group) ?? String(serverShare.group);
    refuse({ code: 'wrong_group_selected', group: chosen, ours: share.group });
  }
  const sharedSecret = await share.agree(serverShare.keyExchange);
  if (!sharedSecret) refuse({ code: 'invalid_key_share', peer: 'server', group: group.name });
  return { group, sharedSecret };
}

/** §4.1.4: the server wants a key share in another group, or its cookie back, or both. */
async function onHelloRetryRequest(
  client: Client,
  offer: Offer,
  request: HelloRetryRequest,
  message: WholeMessage,
): Promise<State> {
  const { connection, groups } = client;
  connection.requireRecordBoundary('HelloRetryRequest');
  checkVersion(
    client,
    request,
    findExtension(request.extensions, 'supported_versions')?.selectedVersion,
  );
  const suite = checkHello('HelloRetryRequest', client, offer, request);
  const selected = findExtension(request.extensions, 'key_share')?.selectedGroup;
  const cookie = findExtension(request.extensions, 'cookie')?.cookie;
  const group = groups.find(({ code }) => code === selected) ?? null;
  if (selected === undefined && cookie === undefined) {
    refuse({ code: 'retry_without_change' });
  }
  if (selected !== undefined && (!group || group.name === offer.share.group)) {
    refuse({ code: 'retry_for_useless_group', group: groupName(selected) ?? String(selected) });
  }
  connection.enter('START');
  connection.transcript.replaceClientHello(connection.crypto.hash(suite.hash));
  connection.transcript.add(message);
  const share = group ? await connection.crypto.generateKeyShare(group.name) : offer.share;
  const hello = await sendSecondClientHello(client, offer.hello, group, share, cookie);
  return waitServerHello(client, { hello, share, retrySuite: suite });
}

const DOWNGRADE = [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44];

/** §4.1.3, §4.2.1: a version that we offered; a server that was talked into less says so. */
function checkVersion(
  { versions }: Client,
  { legacyVersion, random }: ServerHello | HelloRetryRequest,
  selected: number | undefined,
): void {
  refuseSsl('ServerHello', legacyVersion);
  const offersTls13 = versions.some(({ code }) => code === TLS_1_3);
  if (selected === undefined) {
    const sentinel = random.subarray(24);
    if (offersTls13 && DOWNGRADE.every((byte, index) => sentinel[index] === byte)) {
      refuse({ code: 'downgrade_sentinel' });
    }
    const version = versionText(legacyVersion);
    const offered = versions.map(({ name }) => name);
    if (versions.some(({ code }) => code === legacyVersion)) {
      refuse({ code: 'version_not_implemented', version });
    }
    refuse({ code: 'unoffered_version_answered', version, offered });
  }
  if (selected !== TLS_1_3 || !offersTls13) {
    refuse({ code: 'unoffered_version_selected', version: versionText(selected) });
  }
  if (legacyVersion !== TLS_1_2) {
    refuse({ code: 'wrong_legacy_version', version: versionText(legacyVersion) });
  }
}

/** What a ServerHello and a HelloRetryRequest have in common. */
function checkHello(
  name: 'ServerHello' | 'HelloRetryRequest',
  { suites }: Client,
  { hello, retrySuite }: Offer,
  answer: ServerHello | HelloRetryRequest,
): CipherSuite {
  const offered = new Set(codesOf(hello.extensions));
  // §4.2.2: a cookie is the one extension that a server may bring unasked.
  if (name === 'HelloRetryRequest') offered.add(EXTENSION_TYPES.cookie);
  checkResponse(name, answer.extensions, offered);
  if (!equalBytes(answer.legacySessionIdEcho, hello.legacySessionId)) {
    refuse({ code: 'session_id_not_echoed', message: name });
  }
  if (answer.legacyCompressionMethod !== 0) {
    refuse({ code: 'compression_selected', message: name });
  }
  const suite = suites.find(({ code }) => code === answer.cipherSuite);
  if (!suite) {
    const selected = cipherSuiteName(answer.cipherSuite) ?? String(answer.cipherSuite);
    refuse({ code: 'unoffered_suite_selected', message: name, suite: selected });
  }
  if (retrySuite && retrySuite !== suite) {
    refuse({ code: 'suite_changed_after_retry', suite: suite.name, before: retrySuite.name });
  }
  return suite;
}
