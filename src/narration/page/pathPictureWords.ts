import type { Check, PathAttempt } from '../../pki/path/check.ts';
import { displayName, readableCertificate } from '../../pki/x509/certificate.ts';
import { capital, count } from '../phrases.ts';
import { andMore } from './commonWords.ts';
import { reasonWords } from './pathWords.ts';

/** What the picture of a certificate’s paths says beside its certificates. */
export const PATH_PICTURE = {
  name: 'Certificate path',
  certificates: 'Certificates, from the leaf to the trust anchors',
  taken: 'the path taken',
  furthest: 'the path that came furthest',
  tried: 'tried, and given up',
  inWords: 'In words',
  failed: ', failed',
  /** Said when all is drawn that a path check told. */
  cut: 'More paths than these may have been tried; a check tells of so many only.',
} as const;

/** What stands on the card of a certificate that is not as the others. */
export const PATH_CARDS = {
  unreadable: { title: 'A certificate that cannot be read', note: 'its bytes make no sense' },
  selfSigned: { title: 'Nobody but itself', note: 'it is self-signed' },
  missing: { title: 'An issuer without a name', note: 'neither sent nor trusted here' },
  unused: 'on no path from this certificate',
} as const;

/** The place of those who are trusted. */
export function trustPlace(truster: string, isEmpty: boolean): string {
  return `${capital(truster)} trusts${isEmpty ? ' nobody yet' : ''}`;
}

/** Of how many labels there was no room. */
export function moreLabels(n: number): string {
  return `+${n} more`;
}

/** Why paths ended at one place: the first two reasons, and how many more. */
export function endsWords(reasons: readonly string[]): string {
  const rest = reasons.length - 2;
  return reasons.slice(0, 2).join(', ') + (rest > 0 ? `, ${rest} more` : '');
}

/** What a picture draws of the paths that were tried, and what it leaves out. */
interface Told {
  /** Attempts in the picture. */
  readonly attempts: readonly PathAttempt[];
  /** Attempts that are left out. */
  readonly hidden: readonly PathAttempt[];
  /** There may have been more attempts: a path check tells only of so many. */
  readonly isCut: boolean;
  readonly nodes: readonly { readonly title: string; readonly unused: boolean }[];
  /** How many trust anchors are left out. */
  readonly hiddenAnchors: number;
}

/**
 * The picture in words: one line a path, and one for what the picture leaves out.
 *
 * @param truster who judges: `the client`
 */
export function pathTranscript(told: Told, truster: string): string[] {
  const lines = told.attempts.map((attempt) => attemptLine(attempt, truster));
  const unused = told.nodes.filter((node) => node.unused).map(({ title }) => title);
  const rest = told.hiddenAnchors > 0 ? ` ${andMore(told.hiddenAnchors)}` : '';
  if (unused.length + told.hiddenAnchors > 0)
    lines.push(`Also trusted, and on none of these paths: ${unused.join(', ')}${rest}.`);
  if (told.hidden.length > 0) lines.push(`Also tried: ${hiddenWords(told)}.`);
  else if (told.isCut) lines.push(PATH_PICTURE.cut);
  return lines;
}

function attemptLine({ certificates, accepted, cause }: PathAttempt, truster: string): string {
  const names = certificates.map(nameOf).join(' is vouched for by ');
  if (accepted) return `Taken: ${names}, which ${truster} trusts.`;
  return `Given up: ${names}. ${cause ? endWords(cause) : 'no check says why'}.`;
}

function nameOf(der: Uint8Array): string {
  const certificate = readableCertificate(der);
  return certificate ? displayName(certificate) : 'a certificate that cannot be read';
}

function endWords({ subject, expected, found, spec }: Check): string {
  return `${subject}: expected ${expected}; found ${found} (${spec})`;
}

/** What the button says that draws the rest. */
export function unfoldWords(told: Told): string {
  return told.hidden.length > 0
    ? `and ${hiddenWords(told)}`
    : `${andMore(told.hiddenAnchors)} trusted`;
}

/** How many paths are left out of a picture, and how they ended: `14 more paths (9 expired, 5 …)`. */
export function hiddenWords({ hidden, isCut }: Pick<Told, 'hidden' | 'isCut'>): string {
  const reasons = new Map<string, number>();
  for (const { cause } of hidden) {
    const reason = reasonWords(cause);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const ends = [...reasons].map(([reason, n]) => `${n} ${reason}`).join(', ');
  return `${isCut ? 'at least ' : ''}${count(hidden.length, 'morePath')} (${ends})`;
}
