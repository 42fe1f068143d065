import { rootCertificates } from 'node:tls';
import { decodePem } from '../pki/der/pem.ts';

/** The public authorities that Node trusts, which are Mozilla's (DER). */
export function publicAnchors(): Uint8Array[] {
  return rootCertificates.flatMap((pem) => decodePem(pem).map(({ der }) => der));
}
