import { KEY_USAGES } from '../x509/extensions.ts';
import { generalNameText } from '../names/generalName.ts';
import { oidName } from '../der/oids.ts';
import { keyText } from '../x509/publicKeyInfo.ts';
import { signatureText } from '../x509/signatureAlgorithm.ts';
import { verifySignature } from '../keys/verifySignature.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  ABSENT,
  basicConstraintsText,
  EXTENSIONS,
  extensionValue,
  NOT_ASKED,
  timeValue,
  value,
  type Answer,
  type Reading,
} from './answers.ts';

/**
 * What our own reader makes of a certificate.
 *
 * @param issuers whoever has the name of its issuer, to verify the signature with; may be empty
 */
export async function ourReading(
  provider: Crypto,
  certificate: Certificate,
  issuers: readonly Certificate[],
): Promise<Reading> {
  const { subject, issuer, serialNumber, notBefore, notAfter, spki } = certificate;
  return {
    subject: value(subject.text),
    issuer: value(issuer.text),
    serialNumber: value(numberText(serialNumber)),
    notBefore: timeValue(notBefore),
    notAfter: timeValue(notAfter),
    ...extensionAnswers(certificate),
    publicKey: value(keyText(spki)),
    signatureAlgorithm: value(signatureText(certificate.signatureAlgorithm)),
    signature: await signatureAnswer(provider, certificate, issuers),
  };
}

/** A serial number as the number that it is: the octet that only says “not negative” is no digit. */
function numberText(octets: string): string {
  const number = BigInt.asIntN(octets.length * 4, BigInt(`0x${octets}`));
  const digits = (number < 0n ? -number : number).toString(16);
  return `${number < 0n ? '-' : ''}${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}

type ExtensionField = keyof typeof EXTENSIONS;

function extensionAnswers(certificate: Certificate): Record<ExtensionField, Answer> {
  const { subjectAltName, keyUsage, extendedKeyUsage, basicConstraints } = certificate.extensions;
  const told = (field: ExtensionField, text: string | null) =>
    extensionAnswer(certificate, field, text);
  return {
    subjectAltName: told('subjectAltName', subjectAltName?.map(generalNameText).join(', ') ?? null),
    keyUsage: told(
      'keyUsage',
      keyUsage && KEY_USAGES.filter((usage) => keyUsage.has(usage)).join(', '),
    ),
    extendedKeyUsage: told('extendedKeyUsage', extendedKeyUsage?.map(oidName).join(', ') ?? null),
    basicConstraints: told(
      'basicConstraints',
      basicConstraints && basicConstraintsText(basicConstraints.ca, basicConstraints.pathLen),
    ),
  };
}

/** An extension that stands there and was not understood is a defect of the certificate. */
function extensionAnswer(
  { extensionList, defects }: Certificate,
  field: ExtensionField,
  text: string | null,
): Answer {
  const oid = EXTENSIONS[field];
  const extension = extensionList.find((one) => one.oid === oid);
  if (!extension) return ABSENT;
  if (text !== null) return extensionValue(extension.critical, text);
  const defect = defects.find((one) => one.field.startsWith(oidName(oid)));
  return { kind: 'failed', message: defect?.problem ?? '' };
}

async function signatureAnswer(
  provider: Crypto,
  { signatureAlgorithm, signature, tbs }: Certificate,
  issuers: readonly Certificate[],
): Promise<Answer> {
  if (issuers.length === 0) return NOT_ASKED;
  for (const [index, { spki }] of issuers.entries()) {
    const verdict = await verifySignature(provider, spki, signatureAlgorithm, signature, tbs);
    if (verdict === 'valid')
      return { kind: 'verified', key: { number: index + 1, of: issuers.length } };
  }
  return { kind: 'notVerified' };
}
