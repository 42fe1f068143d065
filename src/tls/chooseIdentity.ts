import { readableCertificates } from '../pki/x509/certificate.ts';
import type { SignatureScheme } from './algorithms.ts';
import type { Identity } from './endpoint.ts';
import { findExtension } from './extensionList.ts';
import type { Body } from './messages.ts';
import { isSignedWith, schemesOfKey } from './signatures.ts';

/** Which of its certificates an endpoint shows (RFC 8446 §4.4.2.2, §4.4.2.3). */
export interface Showable {
  readonly identity: Identity;
  /** What it signs CertificateVerify with. */
  readonly scheme: SignatureScheme;
}

/** What a peer says of the signatures that it verifies (§4.2.3). */
type Wishes = readonly Body<'CertificateRequest' | 'ClientHello'>['extensions'][number][];

/**
 * The identities whose key makes a signature that the peer verifies, in their order; before all
 * others those whose chain it verifies, too. Others may still be shown (§4.4.2.2).
 *
 * @param schemes those that we sign with, in order of preference
 */
export function showable(
  identities: readonly Identity[],
  schemes: readonly SignatureScheme[],
  wishes: Wishes,
): readonly Showable[] {
  const wanted = findExtension(wishes, 'signature_algorithms')?.supportedSignatureAlgorithms ?? [];
  const found = identities.flatMap((identity): Showable[] => {
    const own = schemesOfKey(identity.privateKey);
    const scheme = schemes.find((one) => own.includes(one) && wanted.includes(one.code));
    return scheme ? [{ identity, scheme }] : [];
  });
  if (found.length < 2) return found;
  const forChains = findExtension(wishes, 'signature_algorithms_cert');
  const codes = forChains?.supportedSignatureAlgorithms ?? wanted;
  const fits = ({ identity }: Showable) =>
    readableCertificates(identity.chain).every((one) => isSignedWith(one, codes));
  return [...found.filter(fits), ...found.filter((one) => !fits(one))];
}
