import { equalBytes } from '../../../bytes/bytes.ts';
import { readableCertificates } from '../../../pki/x509/certificate.ts';
import { SIGNATURE_SCHEMES } from '../../algorithms.ts';
import { showable, type Showable } from '../../chooseIdentity.ts';
import type { ClientConfig } from '../../endpoint.ts';
import { findExtension } from '../../extensionList.ts';
import type { Body } from '../../messages.ts';

/**
 * The identity that answers a CertificateRequest (RFC 8446 §4.4.2.3): one that the server can
 * verify, and that an authority issued which it names, where it names any.
 *
 * @returns null when there is none, or none that we show
 */
export function ownIdentity(
  { identities, unlistedIssuer }: ClientConfig,
  { extensions }: Body<'CertificateRequest'>,
): Showable | null {
  const present = identities.filter(({ chain }) => chain.length > 0);
  const able = showable(present, SIGNATURE_SCHEMES, extensions);
  const [first = null] = able;
  const names = findExtension(extensions, 'certificate_authorities')?.authorities;
  if (!names || (able.length < 2 && unlistedIssuer === 'send')) return first;
  const listed = able.find(({ identity }) => isFrom(names, identity.chain));
  return listed ?? (unlistedIssuer === 'send' ? first : null);
}

/** Did one of these issue a certificate of the chain? Names are compared as bytes, as Go does. */
function isFrom(names: readonly Uint8Array[], chain: readonly Uint8Array[]): boolean {
  return readableCertificates(chain).some(({ issuer }) =>
    names.some((name) => equalBytes(name, issuer.der)),
  );
}
