import { count } from '../phrases.ts';
import type { Party } from '../../lab/trace.ts';
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

/** What the card of a certificate says beside its facts. */
export const CERTIFICATE_CARD = {
  shows: { facts: 'In short', fields: 'Fields', bytes: 'DER' },
  copy: 'Copy PEM',
} as const;

/** What asks how a certificate is shown. */
export function howToShow(name: string): string {
  return `How to show ${name}`;
}

/** The bytes of a certificate. */
export function certificateTitle(name: string): string {
  return `Certificate ${name}`;
}

/** Above the chain that a party shows in a step. */
export function shownChain(party: Party): string {
  return `What the ${party} shows, the leaf first.`;
}

export function emptyList(party: Party): string {
  return `The ${party} sends an empty list: it has no certificate to show.`;
}

export const NO_CERTIFICATES = 'No certificate travels or is judged in this step.';

/** The way to a step where one does; a step counts from 1. */
export function otherStep(step: number, party: Party): string {
  return `Step ${step}: the ${party} shows its certificate`;
}

/** What a party shows of itself, or whom it trusts. */
export function partyTitle(party: Party, what: 'chain' | 'trust'): string {
  return what === 'chain' ? `What the ${party} shows of itself` : `Whom the ${party} trusts`;
}

/** What is said above its certificates, and where there are none. */
export const PARTY_CERTIFICATES = {
  chain: {
    some: 'The chain that it sends, the leaf first. The private key that belongs to the leaf never leaves it.',
    none: 'It has no certificate to show.',
  },
  trust: {
    some: 'A certificate is accepted when its chain ends at one of these.',
    none: 'It judges nobody, so it trusts nobody.',
  },
  untold: 'Who looks on has not been shown this yet.',
} as const;

/** In place of a certificate that its bytes do not make. */
export function unreadableWords(length: number): string {
  return `These ${count(length, 'byte')} were sent as a certificate, and are none that can be read.`;
}
