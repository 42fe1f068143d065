import type {
  Check,
  CheckVerdict,
  HandshakeCheckId,
  PathAttempt,
  PathCheckId,
  PathReason,
  PathVerdict,
} from '../pki/path/check.ts';
import type { CrlFault } from '../pki/revocation/status.ts';
import { bytes, list, nullable, object, oneOf, text, truth, whole } from './shape.ts';

/** No honest run comes near; what somebody hands in cannot make us hold more. */
export const MOST_CERTIFICATES = 4_096;
const MOST_CHECKS = 4_096;
const MOST_ATTEMPTS = 4_096;

/** A name of ours, or of a registry. */
export const word = text(200);
/** What may hold text out of a certificate. */
export const sentences = text(2 ** 20);
/** A handshake message, or a certificate, at its longest (RFC 8446 §4, §4.4.2). */
export const long = bytes(2 ** 24 + 3);

export const reason = oneOf<PathReason>({
  expired: 1,
  not_yet_valid: 1,
  unknown_issuer: 1,
  bad_signature: 1,
  not_ca: 1,
  path_len: 1,
  depth: 1,
  name_constraints: 1,
  eku: 1,
  key_usage: 1,
  unknown_critical_extension: 1,
  name_mismatch: 1,
  weak_key: 1,
  weak_signature: 1,
  revoked: 1,
  revocation_unknown: 1,
  policy: 1,
  malformed: 1,
  limit: 1,
});

export const check = object<Check>(
  {
    id: oneOf<PathCheckId | HandshakeCheckId>({
      encoding: 1,
      signature: 1,
      validity: 1,
      ca: 1,
      path_length: 1,
      key_usage: 1,
      eku: 1,
      name_constraints: 1,
      critical_extensions: 1,
      algorithm_strength: 1,
      policy: 1,
      revocation: 1,
      name: 1,
      trust_anchor: 1,
      certificate_presented: 1,
      possession: 1,
      finished: 1,
      record_integrity: 1,
    }),
    verdict: oneOf<CheckVerdict>({
      pass: 1,
      fail: 1,
      unknown: 1,
      'not-reached': 1,
      'not-applicable': 1,
    }),
    index: nullable(whole(0, MOST_CERTIFICATES)),
    subject: sentences,
    expected: sentences,
    found: sentences,
    spec: word,
  },
  {
    reason,
    crlFault: oneOf<CrlFault>({ expired: 1, not_yet_valid: 1, bad_signature: 1 }),
    isStapleMissing: truth,
  },
);
export const checks = list(check, MOST_CHECKS);
export const certificates = list(long, MOST_CERTIFICATES);

const attempt = object<PathAttempt>(
  { certificates, accepted: truth, checks, cause: nullable(check) },
  {},
);

export const pathVerdict = object<PathVerdict>(
  {
    accepted: truth,
    checks,
    cause: nullable(check),
    reason: nullable(reason),
    path: certificates,
    attempts: list(attempt, MOST_ATTEMPTS),
    signatureChecks: whole(0, 2 ** 31),
  },
  {},
);
