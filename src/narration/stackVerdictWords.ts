import type { Certificate } from '../pki/x509/certificate.ts';
import { DIFFERENCES, namesOf } from './differences.ts';
import type { Failure } from './failure.ts';

/**
 * Which real stacks took what is refused here; null: it was not measured, or none did.
 *
 * It says nothing of whether they would take the rest of the chain.
 */
export function stackVerdictWords(failure: Failure): string | null {
  const likeness = likenessOf(failure);
  if (!likeness) return null;
  const mode = failure.side === 'server' ? 'tls' : 'mtls';
  const took = DIFFERENCES.filter(
    (one) =>
      one.case === likeness.case &&
      one.modes.includes(mode) &&
      (one.plays === 'both' || one.plays === failure.judge) &&
      one.theirs.refusedBy === null,
  );
  if (took.length === 0) return null;
  return `Stacks differ here: ${namesOf(took)} took ${likeness.what} when this was measured.`;
}

/** A case of the list of differences that was about a certificate like this one. */
interface Likeness {
  readonly case: string;
  readonly what: string;
}

function likenessOf({ cause, side, position, certificate }: Failure): Likeness | null {
  if (!certificate) return null;
  const { keyUsage } = certificate.extensions;
  if (cause.reason === 'key_usage' && position === 'leaf' && keyUsage?.has('keyEncipherment')) {
    const what = 'a certificate with keyEncipherment and without digitalSignature';
    return { case: `${side}-no-digital-signature`, what };
  }
  if (cause.reason === 'not_ca' && position === 'anchor' && isNetscapeAuthority(certificate)) {
    return {
      case: `${side}-netscape-root`,
      what: 'a root that only Netscape’s extension calls a CA',
    };
  }
  return null;
}

const NETSCAPE_CERT_TYPE = '2.16.840.1.113730.1.1';

/** Of before basicConstraints: bit 5 of Netscape's extension, a BIT STRING of one octet. */
function isNetscapeAuthority({ version, extensions, extensionList }: Certificate): boolean {
  if (version !== 3 || extensions.basicConstraints || extensions.keyUsage) return false;
  const [, , , bits = 0] = extensionList.find(({ oid }) => oid === NETSCAPE_CERT_TYPE)?.value ?? [];
  return (bits & 0x04) !== 0;
}
