import { durationWords, momentWords } from '../times.ts';
import type { Certificate } from '../../pki/x509/certificate.ts';
import { generalNameText } from '../../pki/names/generalName.ts';
import { oidName } from '../../pki/der/oids.ts';
import { keyText } from '../../pki/x509/publicKeyInfo.ts';
import { holdsAt } from '../../pki/x509/validity.ts';

/** One line about a certificate. */
export interface CertificateFact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}

const HOUR = 3_600_000;

/** How a certificate stands to a moment: `ends in 3 days`, `ended 2 hours ago`. */
export function expiryWords(
  certificate: Certificate,
  clock: number,
): { readonly valid: boolean; readonly words: string } {
  const away = (time: number) => {
    const hours = Math.abs(time - clock) / HOUR;
    return hours < 1 ? 'less than an hour' : durationWords(Math.round(hours));
  };
  const { notBefore, notAfter } = certificate;
  switch (holdsAt(certificate, clock)) {
    case 'not yet':
      return { valid: false, words: `starts in ${away(notBefore)}` };
    case 'ended':
      return { valid: false, words: `ended ${away(notAfter)} ago` };
    case 'holds':
      return { valid: true, words: `ends in ${away(notAfter)}` };
  }
}

/** What a person wants to know first. */
export function certificateFacts(certificate: Certificate): CertificateFact[] {
  const { subject, issuer, notBefore, notAfter, serialNumber, extensions, spki } = certificate;
  const names = extensions.subjectAltName?.map(generalNameText).join(', ');
  const purpose = extensions.extendedKeyUsage?.map(oidName).join(', ');
  const { basicConstraints, keyUsage } = extensions;
  return [
    { name: 'subject', value: subject.text },
    ...(names ? [{ name: 'names', value: names, mono: true }] : []),
    { name: 'issuer', value: issuer.text },
    { name: 'valid', value: `${momentWords(notBefore)} to ${momentWords(notAfter)}` },
    ...(purpose ? [{ name: 'purpose', value: purpose, mono: true }] : []),
    ...(keyUsage ? [{ name: 'key usage', value: [...keyUsage].join(', '), mono: true }] : []),
    { name: 'CA', value: basicConstraints?.ca === true ? 'yes, it may issue others' : 'no' },
    { name: 'key', value: keyText(spki), mono: true },
    { name: 'serial', value: serialNumber, mono: true },
  ];
}
