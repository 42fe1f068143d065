import { refuse } from './failure.ts';
import { SSL_3_0, versionName } from './registry.ts';

/**
 * RFC 8446 §D.5: a hello that says SSL 3.0 or less ends the handshake, whatever else it offers.
 *
 * @param message whose legacy_version this is, for people
 * @throws TlsFailure protocol_version
 */
export function refuseSsl(message: string, legacyVersion: number): void {
  if (legacyVersion > SSL_3_0) return;
  const version = versionName(legacyVersion) ?? `0x${legacyVersion.toString(16).padStart(4, '0')}`;
  refuse('protocol_version', `legacy_version of ${message} is ${version}, which is forbidden.`);
}
