import type { Check, PathReason } from '../pki/path/check.ts';
import type { CrlFault } from '../pki/revocation/status.ts';
import { decode, enumerated, struct, type Type } from './language.ts';

/** RFC 8446 §6, and the codes of earlier versions and extensions that may still arrive. */
export const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  export_restriction: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  certificate_unobtainable: 111,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  bad_certificate_hash_value: 114,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
  ech_required: 121,
  /** Stands for every code that is assigned nowhere; the record holds the code that was sent. */
  unassigned: 255,
} as const;

/** An alert by its name in RFC 8446 §6; `unassigned` for a code that none has. */
export type AlertName = keyof typeof ALERTS;

const NAMES = new Map<number, AlertName>(
  (Object.keys(ALERTS) as AlertName[]).map((name) => [ALERTS[name], name]),
);

/** The code of an alert, e.g. 48 for `unknown_ca`. */
export function alertCode(name: AlertName): number {
  return ALERTS[name];
}

/** The name of an alert code; `unassigned` when it has none. */
export function alertName(code: number): AlertName {
  return NAMES.get(code) ?? 'unassigned';
}

/**
 * The one table from a failed path check to its alert. RFC 8446 §6.2 leaves the choice open;
 * this is OpenSSL's (`ssl_x509err2alert`), so that the two can be compared.
 */
const ALERT_FOR: Readonly<Record<PathReason, AlertName>> = {
  expired: 'certificate_expired',
  not_yet_valid: 'bad_certificate',
  unknown_issuer: 'unknown_ca',
  bad_signature: 'decrypt_error',
  not_ca: 'unknown_ca',
  path_len: 'unknown_ca',
  depth: 'unknown_ca',
  name_constraints: 'certificate_unknown',
  eku: 'unsupported_certificate',
  // Of a leaf; OpenSSL calls what may not issue no CA at all.
  key_usage: 'unsupported_certificate',
  unknown_critical_extension: 'certificate_unknown',
  name_mismatch: 'bad_certificate',
  weak_key: 'bad_certificate',
  weak_signature: 'bad_certificate',
  revoked: 'certificate_revoked',
  revocation_unknown: 'unknown_ca',
  policy: 'certificate_unknown',
  malformed: 'bad_certificate',
  limit: 'unknown_ca',
};

/** Where a CRL was there and did not count, OpenSSL tells of it as it would of a certificate. */
const ALERT_FOR_CRL: Readonly<Record<CrlFault, AlertName>> = {
  expired: 'certificate_expired',
  not_yet_valid: 'bad_certificate',
  bad_signature: 'decrypt_error',
};

/**
 * The alert that tells the peer why its certificate was refused.
 *
 * @param because what was wrong with a CRL, or that an OCSP response was missing (RFC 6066 §8), when
 *   that is the reason; and which certificate of the path it was, 0 for the leaf
 */
export function alertFor(
  reason: PathReason,
  { crlFault, isStapleMissing, index }: Pick<Check, 'crlFault' | 'isStapleMissing' | 'index'>,
): AlertName {
  if (isStapleMissing) return 'bad_certificate_status_response';
  if (reason === 'key_usage' && index !== 0) return 'unknown_ca';
  return crlFault ? ALERT_FOR_CRL[crlFault] : ALERT_FOR[reason];
}

export interface Alert {
  /** 1: warning, 2: fatal; of no consequence in TLS 1.3. */
  readonly level: number;
  readonly description: number;
}

/** RFC 8446 §6. */
export const alertType: Type<Alert> = struct('Alert', 'RFC 8446 §6', {
  level: enumerated('AlertLevel', 1, (code) => ['warning', 'fatal'][code - 1] ?? null),
  description: enumerated('AlertDescription', 1, (code) => NAMES.get(code) ?? null),
});

/** Whether an alert only announces an orderly end; every other one is an error (§6). */
export function isClosure(name: AlertName): boolean {
  return name === 'close_notify' || name === 'user_canceled';
}

/** The two bytes of an alert that we send. */
export function encodeAlert(name: AlertName): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(isClosure(name) ? 1 : 2, ALERTS[name]);
}

/** @throws DecodeError */
export function decodeAlert(bytes: Uint8Array): Alert {
  return decode('Alert', alertType, bytes);
}
