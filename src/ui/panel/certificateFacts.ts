import { subjectIdentity, type Certificate } from '../../pki/certificate.ts';
import { generalNameText } from '../../pki/generalName.ts';
import { offsetWords, utcWords } from '../controls/clockScale.ts';

/** One line about a certificate. */
export interface CertificateFact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}

const HOUR = 3_600_000;

/** How a certificate stands to a moment: `ends 3 days later`, `ended 2 hours ago`. */
export function expiryWords(
  { notBefore, notAfter }: Certificate,
  clock: number,
): { readonly valid: boolean; readonly words: string } {
  const hours = (time: number) => Math.round((time - clock) / HOUR);
  if (clock < notBefore)
    return { valid: false, words: `starts in ${durationWords(hours(notBefore))}` };
  if (clock > notAfter)
    return { valid: false, words: `ended ${durationWords(hours(notAfter))} ago` };
  return { valid: true, words: `ends in ${durationWords(hours(notAfter))}` };
}

function durationWords(hours: number): string {
  const size = Math.abs(hours);
  return size === 0 ? 'less than an hour' : offsetWords(size).replace(' later', '');
}

/** What a person wants to know first. */
export function certificateFacts(certificate: Certificate): CertificateFact[] {
  const { subject, issuer, notBefore, notAfter, serialNumber, extensions } = certificate;
  const names = extensions.subjectAltName?.map(generalNameText).join(', ');
  const identity = subjectIdentity(certificate);
  return [
    { name: 'subject', value: subject.text },
    ...(names ? [{ name: 'names', value: names, mono: true }] : []),
    ...(identity && !names ? [{ name: 'identity', value: identity, mono: true }] : []),
    { name: 'issuer', value: issuer.text },
    { name: 'valid', value: `${utcWords(notBefore)} to ${utcWords(notAfter)}` },
    { name: 'serial', value: serialNumber, mono: true },
  ];
}
