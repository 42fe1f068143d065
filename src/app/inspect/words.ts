import type { InspectPurpose } from '../../lab/inspect.ts';
import type { Spell } from '../../lab/inspectTimeline.ts';
import { remedyFor, type Remedy } from '../../narration/remedies.ts';
import type { Certificate } from '../../pki/certificate.ts';
import type { Check, PathVerdict } from '../../pki/check.ts';
import { holdsAt } from '../../pki/validity.ts';
import { deadEndWords } from '../../ui/path/words.ts';
import { durationWords } from '../../ui/controls/clockScale.ts';

/** Who would judge a certificate of this purpose. */
export const JUDGES = {
  server: { role: 'As a server’s certificate', judge: 'A client', the: 'the client' },
  client: { role: 'As a client’s certificate', judge: 'A server', the: 'the server' },
} as const satisfies Record<InspectPurpose, unknown>;

/** The verdict in a few words: `A client accepts it`. */
export function verdictWords(purpose: InspectPurpose, { accepted, cause }: VerdictLike): string {
  const { judge } = JUDGES[purpose];
  if (accepted) return `${judge} accepts it`;
  return `${judge} refuses it: ${cause ? deadEndWords(cause, null) : 'not acceptable'}`;
}

type VerdictLike = Pick<PathVerdict, 'accepted' | 'cause'>;

/** What is wrong, who mends it and how; as whole sentences. */
export interface Trouble {
  readonly what: string;
  readonly remedy: string;
  readonly spec: string;
}

export function troubleOf(purpose: InspectPurpose, cause: Check): Trouble {
  const { who, action }: Remedy = remedyFor(cause, purpose);
  return {
    what: `${cause.subject}: expected ${cause.expected}; found ${cause.found}.`,
    remedy: `${who.charAt(0).toUpperCase()}${who.slice(1)} can mend it: ${action}.`,
    spec: cause.spec,
  };
}

const HOUR = 3_600_000;

/** How long it still holds, in words: `It expires in 12 days`. */
export function expirySentence(certificate: Certificate, time: number): string {
  const { notBefore, notAfter } = certificate;
  const away = (moment: number) => {
    const hours = Math.abs(moment - time) / HOUR;
    return hours < 1 ? 'less than an hour' : durationWords(Math.round(hours));
  };
  switch (holdsAt(certificate, time)) {
    case 'not yet':
      return `It begins to hold in ${away(notBefore)}`;
    case 'ended':
      return `It expired ${away(notAfter)} ago`;
    case 'holds':
      return `It expires in ${away(notAfter)}`;
  }
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

export function dateWords(time: number): string {
  return DATE.format(time);
}

/** A stretch of the timeline in words: `refused from 5 Dec 2026: expired`. */
export function spellWords(spell: Spell | undefined): string {
  if (!spell) return 'not known';
  const { accepted, cause } = spell;
  if (accepted) return 'accepted';
  return `refused: ${cause ? `${deadEndWords(cause, null)} (${cause.subject})` : 'not acceptable'}`;
}
