import { refuse } from './failure.ts';
import { SSL_3_0, versionText } from './registry.ts';

/**
 * RFC 8446 §D.5: a hello that says SSL 3.0 or less ends the handshake, whatever else it offers.
 *
 * @param message whose legacy_version this is
 * @throws TlsFailure protocol_version
 */
export function refuseSsl(message: string, legacyVersion: number): void {
  if (legacyVersion > SSL_3_0) return;
  refuse({ code: 'forbidden_legacy_version', message, version: versionText(legacyVersion) });
}
