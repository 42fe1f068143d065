import type { Refusal, RefusalCode } from '../tls/refusals.ts';
import { count, list } from './phrases.ts';

type Told<C extends RefusalCode> = Extract<Refusal, { readonly code: C }>;

/** One sentence for each way to refuse, with its facts; the compiler sees that none is left out. */
const SENTENCES: { readonly [C in RefusalCode]: (told: Told<C>) => string } = {
  unknown_content_type: ({ contentType }) => `A record of type ${contentType} is none of TLS.`,
  record_too_long: ({ length, limit }) =>
    `A record of ${count(length, 'byte')} is longer than ${count(limit, 'byte')}.`,
  record_content_too_long: ({ length }) =>
    `A record holds ${count(length, 'byte')}, more than 16,384.`,
  plaintext_record: ({ contentType }) => `A record of ${contentType} may not come in clear now.`,
  padding_only: () => 'An encrypted record holds only padding.',
  unknown_inner_content_type: ({ contentType }) =>
    `An encrypted record holds a content of type ${contentType}.`,
  empty_record: ({ contentType }) => `A record of ${contentType} is empty.`,
  bad_record_mac: ({ epoch, sequence }) =>
    `Record ${sequence} of the ${epoch} keys could not be opened: its authentication tag does not fit.`,
  too_many_idle_records: ({ what, limit }) => `${what} came more than ${limit} times.`,
  unexpected_change_cipher_spec: ({ state }) => `change_cipher_spec may not come in ${state}.`,
  unexpected_application_data: ({ state }) => `Application data may not come in ${state}.`,

  interrupted_message: ({ contentType }) =>
    `A record of ${contentType} interrupts a handshake message.`,
  message_not_alone: ({ message }) => `${message} has to end its record, and something follows it.`,
  message_across_keys: () => 'The keys change here, and a handshake message is only half received.',
  message_too_long: ({ length, limit }) =>
    `A handshake message of ${count(length, 'byte')}: at most ${count(limit, 'byte')} are taken.`,
  unknown_handshake_type: ({ handshakeType }) =>
    `A handshake message of type ${handshakeType} is none of TLS 1.3.`,
  unexpected_handshake_message: ({ message, state }) => `${message} may not come in ${state}.`,
  undecodable: ({ field, offset, problem }) => `${field}, at byte ${offset}: ${problem}.`,

  duplicate_extension: ({ message, extension }) =>
    `${message} holds the extension ${extension} twice.`,
  misplaced_extension: ({ message, extension }) =>
    `The extension ${extension} has no place in ${message}.`,
  unsolicited_extension: ({ message, extension }) =>
    `${message} holds the extension ${extension}, which was not offered.`,
  missing_extension: ({ message, extension }) => `${message} holds no ${extension}.`,

  forbidden_legacy_version: ({ message, version }) =>
    `legacy_version of ${message} is ${version}, which is forbidden.`,
  invalid_key_share: ({ peer, group }) => `The ${peer}’s key share is no public key of ${group}.`,

  no_common_version: ({ offered, ours }) =>
    `The client offers ${list(offered)}, and the server takes ${list(ours)}.`,
  compression_offered: () => 'A ClientHello of TLS 1.3 offers compression.',
  malformed_server_name: () => 'server_name of ClientHello is not one host name.',
  unknown_server_name: ({ name }) =>
    `The client asks for ${name}, and no certificate of this server carries that name.`,
  pre_shared_key_not_last: () => 'pre_shared_key is not the last extension of ClientHello.',
  pre_shared_key_without_modes: () => 'ClientHello offers pre-shared keys without their modes.',
  duplicate_key_share: () => 'ClientHello holds two key shares in one group.',
  key_share_without_group: () =>
    'ClientHello holds a key share in a group that its supported_groups does not name.',
  no_common_cipher_suite: () => 'Client and server have no cipher suite in common.',
  no_common_group: () => 'Client and server have no group in common.',
  no_common_signature_scheme: () => 'The client verifies no signature that our key makes.',
  no_common_protocol: ({ offered }) => `The client offers ${offered.join(', ')}; none is served.`,
  second_hello_differs: ({ field }) =>
    `The second ClientHello is not like the first: its ${field} is another.`,
  second_hello_without_share: ({ group }) =>
    `The second ClientHello does not bring one share, in ${group}.`,
  second_hello_with_early_data: () => 'The second ClientHello offers early data.',

  downgrade_sentinel: () => 'The server speaks TLS 1.3 but was offered less: a downgrade.',
  unoffered_version_answered: ({ version, offered }) =>
    `The server answered with ${version}; only ${list(offered)} was offered.`,
  unoffered_version_selected: ({ version }) =>
    `The server selected ${version}, which was not offered.`,
  wrong_legacy_version: ({ version }) => `legacy_version is ${version}, not TLS 1.2.`,
  session_id_not_echoed: ({ message }) => `${message} echoes a session id that was not sent.`,
  compression_selected: ({ message }) => `${message} selects a compression method.`,
  unoffered_suite_selected: ({ message, suite }) =>
    `${message} selects ${suite}, which was not offered.`,
  suite_changed_after_retry: ({ suite, before }) =>
    `ServerHello selects ${suite}, after ${before} before.`,
  wrong_group_selected: ({ group, ours }) =>
    `The server chose the group ${group}; ours was ${ours}.`,
  retry_without_change: () => 'HelloRetryRequest asks for no change.',
  retry_for_useless_group: ({ group }) => `HelloRetryRequest asks for a key share in ${group}.`,

  several_protocols_selected: () => 'The server selected more than one application protocol.',
  unoffered_protocol_selected: ({ protocol }) =>
    `The server selected ${protocol}, which was not offered.`,

  request_with_context: () => 'A CertificateRequest of the handshake has a context.',
  certificate_with_context: () => 'A Certificate of the handshake answers a request of its own.',
  unknown_status_type: ({ statusType }) =>
    `What is stapled to the certificate is of type ${statusType}, and not OCSP.`,
  no_server_certificate: () => 'The server’s Certificate is empty.',
  no_client_certificate: () => 'The client showed no certificate, and one is required.',
  certificate_refused: ({ check: { subject, expected, found, spec } }) =>
    `The certificate ${subject} was refused: expected ${expected}; found ${found} (${spec}).`,
  unoffered_signature_scheme: ({ peer, scheme }) =>
    `The ${peer} signed with ${scheme}, which was not offered.`,
  signature_scheme_of_another_key: ({ peer, scheme }) =>
    `The ${peer} signed with ${scheme}, which the certificate’s key cannot make.`,
  possession_not_proven: ({ peer, name, scheme }) =>
    `The ${peer} did not prove that it holds the key of ${name}: a ${scheme} signature that this key did not make over this handshake.`,
  finished_of_wrong_length: ({ length, expected }) =>
    `Finished.verify_data is of ${count(length, 'byte')}, not ${expected}.`,
  finished_not_verified: ({ peer }) => `The ${peer}’s Finished does not fit this handshake.`,

  unknown_key_update_request: ({ requestUpdate }) =>
    `KeyUpdate.request_update is ${requestUpdate}.`,

  version_not_implemented: ({ version }) =>
    `Both sides could speak ${version}, which this lab does not: it goes no further.`,
  internal_error: ({ problem }) => `Something failed that the peer did not cause: ${problem}`,
};

/** Why an endpoint refused, as a sentence: what its own log says. */
export function refusalSentence<C extends RefusalCode>(
  told: Told<C> & { readonly code: C },
): string {
  const sentence: (told: Told<C>) => string = SENTENCES[told.code];
  return sentence(told);
}
