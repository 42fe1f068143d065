import { equalBytes } from '../../bytes/bytes.ts';
import type { DistinguishedName } from '../names/distinguishedName.ts';
import { isPointOf } from './ecPoint.ts';
import { OID } from '../der/oids.ts';
import type { Extensions } from './extensions.ts';
import type { AlgorithmIdentifier, PublicKeyInfo } from './publicKeyInfo.ts';

/** Something that RFC 5280 forbids in a certificate that can be read otherwise. */
export interface Defect {
  readonly field: string;
  /** The end of a sentence: `a serial number that is negative`. */
  readonly problem: string;
  readonly spec: string;
}

/** What of a certificate is looked at. */
interface Read {
  readonly version: number;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly spki: PublicKeyInfo;
  readonly innerSignatureAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly extensions: Extensions;
  readonly extensionList: readonly { readonly oid: string; readonly critical: boolean }[];
}

/** What only the encoding tells. */
interface Raw {
  readonly serial: Uint8Array;
  readonly uniqueIds: boolean;
  readonly hasExtensions: boolean;
}

/** What a certificate says about itself that cannot be right, whoever issued it. */
export function findDefects(
  certificate: Read,
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
  // Zero and negative numbers break the rule too, and are to be taken all the same (§4.1.2.2).
  if (serial.length > 20) defect('serialNumber', 'a number of more than 20 octets', '4.1.2.2');
  if (issuer.rdnKeys.length === 0) defect('issuer', 'an empty name', '4.1.2.4');
  const { subject, extensions, extensionList } = certificate;
  for (const [field, name] of [
    ['issuer', issuer],
    ['subject', subject],
  ] as const) {
    const flaw = nameFlaw(name);
    if (flaw) defect(field, flaw, '4.1.2.4');
  }
  const keyProblem = keyFlaw(certificate.spki);
  if (keyProblem) defects.push({ field: 'subjectPublicKeyInfo', ...keyProblem });
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

function nameFlaw({ attributes }: DistinguishedName): string | null {
  return attributes.find(({ flaw }) => flaw !== null)?.flaw ?? null;
}

/** What keeps a key from being one; kinds that are not known here are told of by other rules. */
function keyFlaw({ curve, algorithm, keyBits }: PublicKeyInfo): Omit<Defect, 'field'> | null {
  if (curve !== null && isPointOf(curve, keyBits) === false) {
    return { problem: `a key that is no point of ${curve}`, spec: 'RFC 5480 §2.2' };
  }
  if (algorithm.oid === OID.ed25519 && keyBits.length !== 32) {
    return { problem: 'an Ed25519 key that has not 32 octets', spec: 'RFC 8410 §4' };
  }
  return null;
}
