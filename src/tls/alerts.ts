import type { PathReason } from '../pki/path/check.ts';
import type { CrlFault } from '../pki/revocation/status.ts';
import { decode, enumerated, struct, type Type } from './language.ts';

/** RFC 8446 §6, and the codes of earlier versions and extensions that may still arrive. */
export const ALERTS = {
  close_notify: { code: 0, text: 'The sender will not send any more messages.' },
  unexpected_message: { code: 10, text: 'An inappropriate message was received.' },
  bad_record_mac: { code: 20, text: 'A record could not be deprotected.' },
  decryption_failed: { code: 21, text: 'A record could not be decrypted (TLS 1.0).' },
  record_overflow: { code: 22, text: 'A record was longer than allowed.' },
  decompression_failure: { code: 30, text: 'A record could not be decompressed (TLS 1.2).' },
  handshake_failure: { code: 40, text: 'No acceptable set of security parameters was found.' },
  no_certificate: { code: 41, text: 'There is no certificate (SSL 3.0).' },
  bad_certificate: { code: 42, text: 'A certificate was corrupt, or does not hold here.' },
  unsupported_certificate: { code: 43, text: 'A certificate was of an unsupported type or use.' },
  certificate_revoked: { code: 44, text: 'A certificate was revoked by its signer.' },
  certificate_expired: { code: 45, text: 'A certificate has expired or is not valid now.' },
  certificate_unknown: { code: 46, text: 'A certificate is unacceptable for another reason.' },
  illegal_parameter: { code: 47, text: 'A field of the handshake was wrong or contradictory.' },
  unknown_ca: { code: 48, text: 'No trusted authority vouches for the certificate.' },
  access_denied: { code: 49, text: 'The certificate is valid, but access was denied.' },
  decode_error: { code: 50, text: 'A message could not be decoded.' },
  decrypt_error: { code: 51, text: 'A signature or a Finished message could not be verified.' },
  export_restriction: { code: 60, text: 'Export restrictions were not met (TLS 1.0).' },
  protocol_version: { code: 70, text: 'The protocol version is not supported.' },
  insufficient_security: { code: 71, text: 'The server needs more secure parameters.' },
  internal_error: { code: 80, text: 'Something failed that the peer did not cause.' },
  inappropriate_fallback: { code: 86, text: 'The client retried with an older version.' },
  user_canceled: { code: 90, text: 'The handshake was cancelled for another reason.' },
  no_renegotiation: { code: 100, text: 'Renegotiation is not done here (TLS 1.2).' },
  missing_extension: { code: 109, text: 'A mandatory extension is missing.' },
  unsupported_extension: { code: 110, text: 'An extension was sent that was not offered.' },
  certificate_unobtainable: { code: 111, text: 'A certificate could not be fetched (RFC 6066).' },
  unrecognized_name: { code: 112, text: 'No server of the requested name is here.' },
  bad_certificate_status_response: { code: 113, text: 'The OCSP response was not acceptable.' },
  bad_certificate_hash_value: { code: 114, text: 'A certificate hash does not match (RFC 6066).' },
  unknown_psk_identity: { code: 115, text: 'The pre-shared key is not known.' },
  certificate_required: { code: 116, text: 'A client certificate is required.' },
  no_application_protocol: { code: 120, text: 'No common application protocol was found.' },
  ech_required: { code: 121, text: 'Encrypted Client Hello is required (RFC 9849).' },
  /** Stands for every code that is assigned nowhere; the record holds the code that was sent. */
  unassigned: { code: 255, text: 'An alert code that no specification assigns.' },
} as const;

export type AlertName = keyof typeof ALERTS;

const NAMES = new Map<number, AlertName>(
  (Object.keys(ALERTS) as AlertName[]).map((name) => [ALERTS[name].code, name]),
);

/** The code of an alert, e.g. 48 for `unknown_ca`. */
export function alertCode(name: AlertName): number {
  return ALERTS[name].code;
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
  name_constraints: 'certificate_unknown',
  eku: 'unsupported_certificate',
  key_usage: 'certificate_unknown',
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
 * @param crlFault what was wrong with a CRL, when that is the reason; else null
 */
export function alertFor(reason: PathReason, crlFault: CrlFault | null): AlertName {
  return crlFault === null ? ALERT_FOR[reason] : ALERT_FOR_CRL[crlFault];
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
  return Uint8Array.of(isClosure(name) ? 1 : 2, ALERTS[name].code);
}

/** @throws DecodeError */
export function decodeAlert(bytes: Uint8Array): Alert {
  return decode('Alert', alertType, bytes);
}
