import { describe, expect, it } from 'vitest';
import type { PathReason } from '../../src/pki/path/check.ts';
import type { CrlFault } from '../../src/pki/revocation/status.ts';
import { ALERTS, alertCode, alertFor, alertName, encodeAlert } from '../../src/tls/alerts.ts';

describe('alerts (RFC 8446 §6)', () => {
  it('have the codes of the RFC, each once', () => {
    expect(alertCode('close_notify')).toBe(0);
    expect(alertCode('certificate_required')).toBe(116);
    expect(alertCode('no_application_protocol')).toBe(120);
    const codes = Object.values<number>(ALERTS);
    expect(new Set(codes).size).toBe(codes.length);
    expect(alertName(48)).toBe('unknown_ca');
    expect(alertName(200)).toBe('unassigned');
  });

  it('are fatal but for the two that end in order (§6.1)', () => {
    expect([...encodeAlert('close_notify')]).toEqual([1, 0]);
    expect([...encodeAlert('unknown_ca')]).toEqual([2, 48]);
  });

  it('tell of a failed path check what OpenSSL tells (measured: openssl 3.0)', () => {
    const measured: Record<PathReason, number> = {
      expired: 45,
      not_yet_valid: 42,
      unknown_issuer: 48,
      not_ca: 48,
      path_len: 48,
      depth: 48,
      bad_signature: 51,
      name_mismatch: 42,
      eku: 43,
      name_constraints: 46,
      unknown_critical_extension: 46,
      weak_key: 42,
      weak_signature: 42,
      revoked: 44,
      revocation_unknown: 48,
      key_usage: 43,
      policy: 46,
      malformed: 42,
      limit: 48,
    };
    for (const [reason, code] of Object.entries(measured)) {
      expect([reason, alertCode(alertFor(reason as PathReason, { index: 0 }))]).toEqual([
        reason,
        code,
      ]);
    }
  });

  it('tell of a CA that may not sign certificates as of none, as OpenSSL does (its error 79)', () => {
    expect(alertFor('key_usage', { index: 1 })).toBe('unknown_ca');
  });

  it('tell of a CRL that does not count what OpenSSL tells (measured: openssl 3.0)', () => {
    const measured: Record<CrlFault, number> = {
      expired: 45,
      not_yet_valid: 42,
      bad_signature: 51,
    };
    for (const [fault, code] of Object.entries(measured)) {
      const alert = alertFor('revocation_unknown', { index: 0, crlFault: fault as CrlFault });
      expect([fault, alertCode(alert)]).toEqual([fault, code]);
    }
  });
});
