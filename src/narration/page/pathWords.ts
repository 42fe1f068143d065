import { REASONS } from '../reasons.ts';
import { count } from '../phrases.ts';
import { dateWords } from '../times.ts';
import type { Certificate } from '../../pki/x509/certificate.ts';
import type { Check } from '../../pki/path/check.ts';
import { generalNameText, type GeneralName } from '../../pki/names/generalName.ts';
import { formatIp, prefixLength } from '../../pki/names/ip.ts';
import { OID, oidName } from '../../pki/der/oids.ts';
import { holdsAt } from '../../pki/x509/validity.ts';

/**
 * Why a path ended, in a few words for the edge at which it did.
 *
 * @param cause the first fatal check of the path
 * @param judged the certificate that it speaks of, when it can be read
 */
export function deadEndWords(cause: Check, judged: Certificate | null): string {
  const pathLen = judged?.extensions.basicConstraints?.pathLen ?? null;
  if (cause.reason === 'path_len' && pathLen !== null) return `path length ${pathLen} exceeded`;
  return reasonWords(cause);
}

/** A reason in a few words, whichever certificate it is about; null: no check says why. */
export function reasonWords(cause: Pick<Check, 'reason'> | null): string {
  return cause?.reason ? REASONS[cause.reason].short : 'not acceptable';
}

/** How many names of one kind a label spells out. */
const SPELT = 2;

function listed(items: readonly string[]): string {
  const more = items.length - SPELT;
  const shown = items.slice(0, SPELT).join(', ');
  return more > 0 ? `${shown} +${more}` : shown;
}

/** A subtree of names, as it narrows: `lab.example and below`, `10.0.0.0/8`. */
function subtreeWords(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
      return name.value === '' ? 'any DNS name' : `*.${name.value.replace(/^\./, '')}`;
    case 'ip': {
      const half = name.bytes.length / 2;
      const bits = prefixLength(name.bytes.subarray(half));
      return `${formatIp(name.bytes.subarray(0, half))}/${bits ?? '?'}`;
    }
    case 'email':
    case 'uri':
      return name.value;
    default:
      return generalNameText(name);
  }
}

/**
 * How a certificate narrows what stands below it (or what it may be used for itself), one short
 * label each. RFC 5280 §4.2.1.9, §4.2.1.10, §4.2.1.12.
 */
export function limitLabels(certificate: Certificate): readonly string[] {
  const { basicConstraints, nameConstraints, extendedKeyUsage } = certificate.extensions;
  const labels: string[] = [];
  if (nameConstraints && nameConstraints.permitted.length > 0)
    labels.push(`may issue for ${listed(nameConstraints.permitted.map(subtreeWords))}`);
  if (nameConstraints && nameConstraints.excluded.length > 0)
    labels.push(`never for ${listed(nameConstraints.excluded.map(subtreeWords))}`);
  if (extendedKeyUsage && !extendedKeyUsage.includes(OID.anyExtendedKeyUsage))
    labels.push(`${listed(extendedKeyUsage.map(oidName))} only`);
  if (basicConstraints?.ca && basicConstraints.pathLen !== null) {
    const { pathLen } = basicConstraints;
    labels.push(pathLen === 0 ? 'no CA below' : `${count(pathLen, 'ca')} below`);
  }
  return labels;
}

/** Whether a certificate holds at a time, in a few words: `until 3 Mar 2027`. */
export function validityWords(certificate: Certificate, clock: number): string {
  const standing = holdsAt(certificate, clock);
  if (standing === 'not yet') return `from ${dateWords(certificate.notBefore)}`;
  return `${standing === 'ended' ? 'ended' : 'until'} ${dateWords(certificate.notAfter)}`;
}
