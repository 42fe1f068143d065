import type { GeneralName } from './generalName.ts';

/** A SPIFFE ID: `spiffe://trust-domain/path` (SPIFFE-ID §2). */
export interface SpiffeId {
  readonly trustDomain: string;
  /** With its leading slash; empty for the trust domain itself. */
  readonly path: string;
}

export type SpiffeErrorCode =
  | 'too_long'
  | 'not_spiffe'
  | 'bad_trust_domain'
  | 'bad_path'
  | 'no_uri'
  | 'several_uris'
  | 'unknown_trust_domain';

/** Why something is no SPIFFE ID, or says nothing about who is meant. */
export class SpiffeError extends Error {
  override readonly name = 'SpiffeError';
  readonly code: SpiffeErrorCode;

  constructor(code: SpiffeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const SCHEME = 'spiffe://';

/**
 * Reads a SPIFFE ID; nothing is normalised, as IDs are compared exactly (SPIFFE-ID §2.1 to §2.3).
 *
 * @throws SpiffeError
 */
export function parseSpiffeId(uri: string): SpiffeId {
  if (uri.length > 2048) {
    throw new SpiffeError('too_long', 'A SPIFFE ID has at most 2048 characters.');
  }
  if (!uri.startsWith(SCHEME)) {
    throw new SpiffeError('not_spiffe', `“${uri}” does not start with “${SCHEME}”.`);
  }
  const rest = uri.slice(SCHEME.length);
  const slash = rest.indexOf('/');
  const trustDomain = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  if (!/^[a-z0-9._-]{1,255}$/.test(trustDomain)) {
    const rule = 'lower-case letters, digits, dots, hyphens and underscores, and no port';
    throw new SpiffeError('bad_trust_domain', `The trust domain “${trustDomain}” is not ${rule}.`);
  }
  const segments = path.split('/').slice(1);
  const sound = (segment: string): boolean =>
    /^[a-zA-Z0-9._-]+$/.test(segment) && segment !== '.' && segment !== '..';
  if (!segments.every(sound)) {
    throw new SpiffeError(
      'bad_path',
      `The path “${path}” has an empty segment, a dot segment or a character that is not allowed.`,
    );
  }
  return { trustDomain, path };
}

/**
 * The SPIFFE ID of a certificate: it has exactly one URI, and that is one (X509-SVID §2).
 *
 * @throws SpiffeError
 */
export function spiffeIdOf(names: readonly GeneralName[]): SpiffeId {
  const uris = names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []));
  const [only] = uris;
  if (only === undefined) {
    throw new SpiffeError('no_uri', 'The certificate has no URI, so it carries no SPIFFE ID.');
  }
  if (uris.length > 1) {
    const message = `The certificate has ${uris.length} URIs; a SPIFFE certificate has exactly one.`;
    throw new SpiffeError('several_uris', message);
  }
  return parseSpiffeId(only);
}

/**
 * What keeps a certificate from proving a SPIFFE ID, as what was found in it; null when nothing does
 * or none is meant.
 */
export function spiffeFault(names: readonly GeneralName[], reference: string): string | null {
  if (!reference.startsWith(SCHEME)) return null;
  try {
    spiffeIdOf(names);
    return null;
  } catch (error) {
    if (error instanceof SpiffeError) return `no valid SPIFFE ID. ${error.message.slice(0, -1)}`;
    throw error;
  }
}

/** Trust anchors (DER) for each trust domain: an authority speaks for its own domain only. */
export type TrustBundles = ReadonlyMap<string, readonly Uint8Array[]>;

/**
 * The anchors that may vouch for a certificate: those of the trust domain that it names.
 *
 * @param names the leaf's subjectAltName
 * @throws SpiffeError when it names none, or one without a bundle
 */
export function anchorsFor(
  bundles: TrustBundles,
  names: readonly GeneralName[],
): readonly Uint8Array[] {
  const { trustDomain } = spiffeIdOf(names);
  const anchors = bundles.get(trustDomain);
  if (anchors) return anchors;
  const message = `There is no trust bundle for the trust domain “${trustDomain}”.`;
  throw new SpiffeError('unknown_trust_domain', message);
}
