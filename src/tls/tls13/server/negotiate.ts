import { equalBytes } from '../../../bytes/bytes.ts';
import { latin1 } from '../../../bytes/text.ts';
import type { CipherSuite, Group } from '../../algorithms.ts';
import { showable } from '../../chooseIdentity.ts';
import { checkPlacement } from '../../extensionRules.ts';
import { findExtension } from '../../extensionList.ts';
import { refuse } from '../../failure.ts';
import { refuseSsl } from '../../legacyVersion.ts';
import type { ClientHello } from '../../messages.ts';
import { TLS_1_2, TLS_1_3, versionText } from '../../registry.ts';
import { candidates, checkServerName } from './serverName.ts';
import type { Choice, Retry, Server } from './session.ts';

/** RFC 8446 §4.1.1: what client and server have in common. @throws TlsFailure when it is too little */
export function negotiate(server: Server, hello: ClientHello): Choice {
  refuseSsl('ClientHello', hello.legacyVersion);
  checkVersion(server, hello);
  checkClientHello(hello);
  const suite = chooseSuite(server, hello);
  const { identities, byName } = candidates(server, hello);
  const { group, clientShare } = chooseGroup(server, hello);
  const [shown] = showable(identities, server.schemes, hello.extensions);
  if (!shown) refuse({ code: 'no_common_signature_scheme' });
  const alpn = chooseProtocol(server, hello);
  return { suite, group, clientShare, ...shown, byName, alpn };
}

/** §4.2.1: the version that both have, which has to be TLS 1.3 to go on. */
function checkVersion({ versions }: Server, { legacyVersion, extensions }: ClientHello): void {
  const list = findExtension(extensions, 'supported_versions')?.versions;
  // Who names none offers TLS 1.2 at most, whatever its legacy_version says.
  const offered = list ?? [Math.min(legacyVersion, TLS_1_2)];
  const common = versions.find(({ code }) => offered.includes(code));
  if (!common) {
    const ours = versions.map(({ name }) => name);
    refuse({ code: 'no_common_version', offered: offered.map(versionText), ours });
  }
  if (common.code !== TLS_1_3) refuse({ code: 'version_not_implemented', version: common.name });
}

/** What makes a ClientHello one of TLS 1.3 (§4.1.2, §9.2). */
function checkClientHello(hello: ClientHello): void {
  const { legacyCompressionMethods, extensions } = hello;
  checkPlacement('ClientHello', extensions);
  if (legacyCompressionMethods.length !== 1 || legacyCompressionMethods[0] !== 0) {
    refuse({ code: 'compression_offered' });
  }
  for (const extension of ['supported_groups', 'key_share', 'signature_algorithms'] as const) {
    if (findExtension(extensions, extension)) continue;
    refuse({ code: 'missing_extension', message: 'ClientHello', extension });
  }
  checkServerName(extensions);
  checkPreSharedKeys(extensions);
}

/** We take no pre-shared key, but an offer of one has to be well formed (§4.2.9, §4.2.11). */
function checkPreSharedKeys(extensions: ClientHello['extensions']): void {
  const index = extensions.findIndex(({ name }) => name === 'pre_shared_key');
  if (index < 0) return;
  if (index !== extensions.length - 1) refuse({ code: 'pre_shared_key_not_last' });
  if (!findExtension(extensions, 'psk_key_exchange_modes')) {
    refuse({ code: 'pre_shared_key_without_modes' });
  }
}

function chooseSuite({ suites }: Server, { cipherSuites }: ClientHello): CipherSuite {
  const found = suites.find(({ code }) => cipherSuites.includes(code));
  return found ?? refuse({ code: 'no_common_cipher_suite' });
}

/** §4.2.7, §4.2.8: a group with a share is better than one that costs another round trip. */
function chooseGroup(
  { groups }: Server,
  { extensions }: ClientHello,
): Pick<Choice, 'group' | 'clientShare'> {
  const supported = new Set(findExtension(extensions, 'supported_groups')?.namedGroupList);
  const shares = findExtension(extensions, 'key_share')?.clientShares ?? [];
  const offered = shares.map(({ group }) => group);
  if (new Set(offered).size < offered.length) refuse({ code: 'duplicate_key_share' });
  if (offered.some((code) => !supported.has(code))) refuse({ code: 'key_share_without_group' });
  const common: readonly Group[] = groups.filter(({ code }) => supported.has(code));
  const group = common.find(({ code }) => offered.includes(code)) ?? common[0];
  if (!group) refuse({ code: 'no_common_group' });
  const share = shares.find(({ group: code }) => code === group.code);
  return { group, clientShare: share?.keyExchange ?? null };
}

/** RFC 7301 §3.2: with protocols on both sides, one has to be in common. */
function chooseProtocol({ alpn }: Server, { extensions }: ClientHello): string | null {
  const list = findExtension(extensions, 'application_layer_protocol_negotiation');
  if (!list || alpn.length === 0) return null;
  const offered = list.protocolNameList.map(latin1);
  const found = alpn.find((protocol) => offered.includes(protocol));
  return found ?? refuse({ code: 'no_common_protocol', offered });
}

/** §4.1.2: what the client may not change between its two hellos. @throws TlsFailure if it did */
export function checkSecondHello({ hello: first, choice }: Retry, second: ClientHello): void {
  const same = {
    random: equalBytes(first.random, second.random),
    legacy_session_id: equalBytes(first.legacySessionId, second.legacySessionId),
    cipher_suites: first.cipherSuites.join() === second.cipherSuites.join(),
  };
  for (const [field, isSame] of Object.entries(same)) {
    if (!isSame) refuse({ code: 'second_hello_differs', field });
  }
  const shares = findExtension(second.extensions, 'key_share')?.clientShares ?? [];
  if (shares.length !== 1 || shares[0]?.group !== choice.group.code) {
    refuse({ code: 'second_hello_without_share', group: choice.group.name });
  }
  if (findExtension(second.extensions, 'early_data') !== undefined) {
    refuse({ code: 'second_hello_with_early_data' });
  }
}
