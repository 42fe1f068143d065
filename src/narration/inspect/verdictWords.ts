import type { InspectPurpose } from '../../lab/inspect/question.ts';
import type { Spell } from '../../lab/inspect/timeline.ts';
import { failureOf, type Circumstances } from '../failure.ts';
import { adviceWords, reasonSentence } from '../reasons.ts';
import { count } from '../phrases.ts';
import { stackVerdictWords } from '../stackVerdictWords.ts';
import { durationWords, momentWords } from '../times.ts';
import { subjectIdentity, type Certificate } from '../../pki/x509/certificate.ts';
import type { Check, PathVerdict } from '../../pki/path/check.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import { holdsAt } from '../../pki/x509/validity.ts';
import { deadEndWords } from '../page/pathWords.ts';

/** Who would judge a certificate of this purpose. */
export const JUDGES = {
  server: { role: 'As a server’s certificate', judge: 'A client', the: 'the client' },
  client: { role: 'As a client’s certificate', judge: 'A server', the: 'the server' },
} as const satisfies Record<InspectPurpose, unknown>;

/** What asks for whom it is. */
export const PURPOSE = 'What the certificate is for';

/** Beside what stops it: what is thought of its chain. */
export function chainAlone(verdict: string): string {
  return `Of its chain alone: ${verdict}`;
}

/** The verdict in a few words: `A client accepts it`. */
export function verdictWords(
  purpose: InspectPurpose,
  { accepted, cause }: VerdictLike,
  name: ReferenceName | null,
): string {
  const { judge } = JUDGES[purpose];
  if (accepted) return `${judge} accepts it${name === null ? ', if it asks for no name' : ''}`;
  return `${judge} refuses it: ${cause ? deadEndWords(cause, null) : 'not acceptable'}`;
}

type VerdictLike = Pick<PathVerdict, 'accepted' | 'cause'>;

/**
 * What the green leaves open when no name was asked for; null: nothing.
 *
 * @param leaf which is accepted for this purpose
 */
export function nameCaveat(
  purpose: InspectPurpose,
  leaf: Certificate,
  name: ReferenceName | null,
): string | null {
  if (name !== null) return null;
  if (purpose === 'client')
    return 'No name was asked for: many servers accept any client of a trusted CA, and decide later who may do what.';
  const hasName = subjectIdentity(leaf) !== null;
  return hasName
    ? 'No name was asked for. A real client always expects one, and refuses a certificate that does not carry it.'
    : 'No name was asked for, and this certificate carries none (no DNS name, IP address or URI in its SAN): a real client always expects one, and refuses it. A common name does not count (RFC 9525 §2).';
}

/** What is wrong, who mends it and how; as whole sentences. */
export interface Trouble {
  readonly what: string;
  readonly remedy: string;
  readonly spec: string;
  /** Which real stacks take it all the same; null: none that is known of. */
  readonly stacks: string | null;
}

export function troubleOf(cause: Check, circumstances: Circumstances): Trouble {
  const failure = failureOf(cause, circumstances);
  return {
    what: reasonSentence(failure),
    remedy: adviceWords(failure),
    spec: cause.spec,
    stacks: stackVerdictWords(failure),
  };
}

const HOUR = 3_600_000;

/**
 * How long it still holds, in a sentence: `It expires in 12 days, on 3 Mar 2027, 10:00 UTC.`
 *
 * @param time the moment that is asked about
 * @param now the moment at which it is asked
 */
export function expirySentence(certificate: Certificate, time: number, now: number): string {
  const { notBefore, notAfter } = certificate;
  const away = (moment: number) => {
    const hours = Math.abs(moment - time) / HOUR;
    return hours < 1 ? 'less than an hour' : durationWords(Math.round(hours));
  };
  const from = time === now ? '' : ' from that time';
  switch (holdsAt(certificate, time)) {
    case 'not yet':
      return `It begins to hold in ${away(notBefore)}${from}, on ${momentWords(notBefore)}.`;
    case 'ended':
      return `It expired ${away(notAfter)} ${time === now ? 'ago' : 'before that time'}, on ${momentWords(notAfter)}.`;
    case 'holds':
      return `It expires in ${away(notAfter)}${from}, on ${momentWords(notAfter)}.`;
  }
}

/** What a judgement took: `2 signatures were verified, on 1 path.` */
export function workWords({ signatureChecks, attempts }: PathVerdict): string {
  const signatures = count(signatureChecks, 'signature');
  const were = signatureChecks === 1 ? 'was' : 'were';
  return `${signatures} ${were} verified, on ${count(attempts.length, 'path')}.`;
}

/** A stretch of the timeline in words: `refused from 5 Dec 2026: expired`. */
export function spellWords(spell: Spell | undefined): string {
  if (!spell) return 'not known';
  const { accepted, cause } = spell;
  if (accepted) return 'accepted';
  return `refused: ${cause ? `${deadEndWords(cause, null)} (${cause.subject})` : 'not acceptable'}`;
}
