import type { Check, PathReason } from '../pki/path/check.ts';
import type { AlertName } from './alerts.ts';

/** What a fact of a refusal can be. Names of messages, algorithms and versions are text. */
interface FactKinds {
  readonly number: number;
  readonly text: string;
  readonly texts: readonly string[];
  readonly role: 'client' | 'server';
  readonly reason: PathReason;
  readonly check: Check;
}

export type FactKind = keyof FactKinds;

interface Declaration {
  /** What the peer is told; null where the reason of a failed path check decides (`alertFor`). */
  readonly alert: AlertName | null;
  readonly facts: Readonly<Record<string, FactKind>>;
}

/** One way to refuse: the alert that it ends in, and what has to be told with it. */
function ending<A extends AlertName | null, F extends Declaration['facts']>(alert: A, facts: F) {
  return { alert, facts };
}

const NO_FACTS = {} as const;

/**
 * Every way in which an endpoint refuses its peer, one name for each fault. Which alert each ends in
 * is OpenSSL's choice wherever RFC 8446 leaves one.
 */
export const REFUSALS = {
  // Records (RFC 8446 §5).
  unknown_content_type: ending('unexpected_message', { contentType: 'number' }),
  record_too_long: ending('record_overflow', { length: 'number', limit: 'number' }),
  record_content_too_long: ending('record_overflow', { length: 'number' }),
  plaintext_record: ending('unexpected_message', { contentType: 'text' }),
  padding_only: ending('unexpected_message', NO_FACTS),
  unknown_inner_content_type: ending('unexpected_message', { contentType: 'number' }),
  empty_record: ending('unexpected_message', { contentType: 'text' }),
  bad_record_mac: ending('bad_record_mac', { epoch: 'text', sequence: 'number' }),
  too_many_idle_records: ending('unexpected_message', { what: 'text', limit: 'number' }),
  unexpected_change_cipher_spec: ending('unexpected_message', { state: 'text' }),
  unexpected_application_data: ending('unexpected_message', { state: 'text' }),

  // Messages in records (§4, §5.1).
  interrupted_message: ending('unexpected_message', { contentType: 'text' }),
  message_not_alone: ending('unexpected_message', { message: 'text' }),
  message_across_keys: ending('unexpected_message', NO_FACTS),
  message_too_long: ending('illegal_parameter', { length: 'number', limit: 'number' }),
  unknown_handshake_type: ending('unexpected_message', { handshakeType: 'number' }),
  unexpected_handshake_message: ending('unexpected_message', { message: 'text', state: 'text' }),
  undecodable: ending('decode_error', { field: 'text', offset: 'number', problem: 'text' }),

  // Extensions of any message (§4.2).
  duplicate_extension: ending('illegal_parameter', { message: 'text', extension: 'text' }),
  misplaced_extension: ending('illegal_parameter', { message: 'text', extension: 'text' }),
  unsolicited_extension: ending('unsupported_extension', { message: 'text', extension: 'text' }),
  missing_extension: ending('missing_extension', { message: 'text', extension: 'text' }),

  // Either hello (§4.1.2, §4.1.3, §D.5).
  forbidden_legacy_version: ending('protocol_version', { message: 'text', version: 'text' }),
  invalid_key_share: ending('illegal_parameter', { peer: 'role', group: 'text' }),

  // ClientHello, and what a server has in common with it (§4.1.1, §4.1.2, §9.2).
  no_common_version: ending('protocol_version', { offered: 'texts', ours: 'texts' }),
  compression_offered: ending('illegal_parameter', NO_FACTS),
  malformed_server_name: ending('decode_error', NO_FACTS),
  unknown_server_name: ending('unrecognized_name', { name: 'text' }),
  pre_shared_key_not_last: ending('illegal_parameter', NO_FACTS),
  pre_shared_key_without_modes: ending('missing_extension', NO_FACTS),
  duplicate_key_share: ending('illegal_parameter', NO_FACTS),
  key_share_without_group: ending('illegal_parameter', NO_FACTS),
  no_common_cipher_suite: ending('handshake_failure', NO_FACTS),
  no_common_group: ending('handshake_failure', NO_FACTS),
  no_common_signature_scheme: ending('handshake_failure', NO_FACTS),
  no_common_protocol: ending('no_application_protocol', { offered: 'texts' }),
  second_hello_differs: ending('illegal_parameter', { field: 'text' }),
  second_hello_without_share: ending('illegal_parameter', { group: 'text' }),
  second_hello_with_early_data: ending('illegal_parameter', NO_FACTS),

  // ServerHello and HelloRetryRequest (§4.1.3, §4.1.4).
  downgrade_sentinel: ending('illegal_parameter', NO_FACTS),
  unoffered_version_answered: ending('protocol_version', { version: 'text', offered: 'texts' }),
  unoffered_version_selected: ending('illegal_parameter', { version: 'text' }),
  wrong_legacy_version: ending('illegal_parameter', { version: 'text' }),
  session_id_not_echoed: ending('illegal_parameter', { message: 'text' }),
  compression_selected: ending('illegal_parameter', { message: 'text' }),
  unoffered_suite_selected: ending('illegal_parameter', { message: 'text', suite: 'text' }),
  suite_changed_after_retry: ending('illegal_parameter', { suite: 'text', before: 'text' }),
  wrong_group_selected: ending('illegal_parameter', { group: 'text', ours: 'text' }),
  retry_without_change: ending('illegal_parameter', NO_FACTS),
  retry_for_useless_group: ending('illegal_parameter', { group: 'text' }),

  // EncryptedExtensions (RFC 7301 §3.1).
  several_protocols_selected: ending('illegal_parameter', NO_FACTS),
  unoffered_protocol_selected: ending('illegal_parameter', { protocol: 'text' }),

  // Who the peer is (RFC 8446 §4.3.2, §4.4).
  request_with_context: ending('illegal_parameter', NO_FACTS),
  certificate_with_context: ending('illegal_parameter', NO_FACTS),
  unknown_status_type: ending('decode_error', { statusType: 'number' }),
  no_server_certificate: ending('decode_error', NO_FACTS),
  no_client_certificate: ending('certificate_required', NO_FACTS),
  certificate_refused: ending(null, { reason: 'reason', check: 'check' }),
  unoffered_signature_scheme: ending('illegal_parameter', { peer: 'role', scheme: 'text' }),
  signature_scheme_of_another_key: ending('illegal_parameter', { peer: 'role', scheme: 'text' }),
  possession_not_proven: ending('decrypt_error', { peer: 'role', name: 'text', scheme: 'text' }),
  finished_of_wrong_length: ending('decode_error', { length: 'number', expected: 'number' }),
  finished_not_verified: ending('decrypt_error', { peer: 'role' }),

  // After the handshake (§4.6.3).
  unknown_key_update_request: ending('illegal_parameter', { requestUpdate: 'number' }),

  /** Not the peer's doing: both could speak it, and we do not. */
  version_not_implemented: ending('internal_error', { version: 'text' }),
  /** Nor this: something failed with us. */
  internal_error: ending('internal_error', { problem: 'text' }),
} as const satisfies Readonly<Record<string, Declaration>>;

/** The name of one way to refuse. */
export type RefusalCode = keyof typeof REFUSALS;

/** The facts that one way to refuse comes with. */
export type RefusalFacts<C extends RefusalCode> = {
  readonly [F in keyof (typeof REFUSALS)[C]['facts']]: FactKinds[(typeof REFUSALS)[C]['facts'][F] &
    FactKind];
};

/** Why an endpoint refuses: `{ code: 'record_too_long', length: 20000, limit: 16640 }`. */
export type Refusal = {
  [C in RefusalCode]: { readonly code: C } & RefusalFacts<C>;
}[RefusalCode];
