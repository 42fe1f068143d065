import { latin1 } from '../../../bytes/text.ts';
import { matchesDns } from '../../../pki/names/names.ts';
import { readableCertificate } from '../../../pki/x509/certificate.ts';
import type { Identity } from '../../endpoint.ts';
import { findExtension } from '../../extensionList.ts';
import { refuse } from '../../failure.ts';
import type { ClientHello } from '../../messages.ts';
import type { Server } from './session.ts';

const HOST_NAME = 0;

/** RFC 6066 §3: one name of a type, and there is one type. OpenSSL, too, calls all else malformed. */
export function checkServerName(extensions: ClientHello['extensions']): void {
  const names = findExtension(extensions, 'server_name')?.serverNameList;
  if (!names || (names.length === 1 && names[0]?.nameType === HOST_NAME)) return;
  refuse({ code: 'malformed_server_name' });
}

/** Whom a server may be in one handshake. */
export interface Candidates {
  /** In order of preference. */
  readonly identities: readonly Identity[];
  /** The name in the hello decided: that is told in EncryptedExtensions. */
  readonly byName: boolean;
}

/**
 * RFC 6066 §3: who carries the name that the client asks for; else the first, and those of its names
 * with other keys. Where there is nothing to choose and nothing to refuse, no name is looked at.
 *
 * @throws TlsFailure when nobody carries it and the server is told to insist
 */
export function candidates(
  { config: { identities, unknownName } }: Server,
  { extensions }: ClientHello,
): Candidates {
  const [asked] = findExtension(extensions, 'server_name')?.serverNameList ?? [];
  if (identities.length === 1 && unknownName === 'default') return { identities, byName: false };
  const names = new Map(identities.map((identity) => [identity, dnsNames(identity)]));
  const carrying = (fits: (presented: string) => boolean) =>
    identities.filter((identity) => names.get(identity)?.some(fits));
  if (asked) {
    const name = latin1(asked.name);
    const named = carrying((presented) => matchesDns(presented, name));
    if (named.length > 0) return { identities: named, byName: true };
    if (unknownName === 'refuse') refuse({ code: 'unknown_server_name', name });
  }
  const [first] = identities;
  const own = names.get(first) ?? [];
  const likewise = carrying((presented) => own.includes(presented));
  return { identities: [first, ...likewise.filter((one) => one !== first)], byName: false };
}

function dnsNames({ chain: [leaf] }: Identity): readonly string[] {
  const names = (leaf && readableCertificate(leaf)?.extensions.subjectAltName) ?? [];
  return names.flatMap((name) => (name.kind === 'dns' ? [name.value.toLowerCase()] : []));
}
