import type { Certificate } from './certificate.ts';
import { equalBytes } from './der.ts';
import { OID } from './oids.ts';

/** Something that RFC 5280 forbids in a certificate that can be read otherwise. */
export interface Defect {
  readonly field: string;
  /** The end of a sentence: `a serial number that is negative`. */
  readonly problem: string;
  readonly spec: string;
}

/** What only the encoding tells. */
interface Raw {
  readonly serial: Uint8Array;
  readonly uniqueIds: boolean;
  readonly hasExtensions: boolean;
}

/** What a certificate says about itself that cannot be right, whoever issued it. */
export function findDefects(
  certificate: Omit<Certificate, 'defects'>,
  { serial, uniqueIds, hasExtensions }: Raw,
  defects: Defect[],
): void {
  const defect = (field: string, problem: string, section: string): void => {
    defects.push({ field, problem, spec: `RFC 5280 §${section}` });
  };
  const { version, issuer } = certificate;
  if (!equalBytes(certificate.innerSignatureAlgorithm.der, certificate.signatureAlgorithm.der)) {
    defect('signatureAlgorithm', 'not the algorithm that was signed', '4.1.1.2');
  }
  if ((serial[0] ?? 0) >= 0x80) defect('serialNumber', 'a number that is negative', '4.1.2.2');
  if (serial.length > 20) defect('serialNumber', 'a number of more than 20 octets', '4.1.2.2');
  if (serial.length === 1 && serial[0] === 0) defect('serialNumber', 'zero', '4.1.2.2');
  if (issuer.rdnKeys.length === 0) defect('issuer', 'an empty name', '4.1.2.4');
  const { subject, extensions, extensionList } = certificate;
  if (subject.rdnKeys.length === 0) {
    const isCritical = extensionList.some(
      ({ oid, critical }) => oid === OID.subjectAltName && critical,
    );
    if (extensions.basicConstraints?.ca) defect('subject', 'an empty name of a CA', '4.1.2.6');
    else if (extensions.subjectAltName && !isCritical) {
      defect('subjectAltName', 'not critical, though the subject is empty', '4.2.1.6');
    }
  }
  if (hasExtensions && version !== 3) {
    defect('version', `extensions in a certificate of version ${version}`, '4.1.2.1');
  }
  if (uniqueIds && version === 1) {
    defect('version', 'unique identifiers in a certificate of version 1', '4.1.2.8');
  }
}
