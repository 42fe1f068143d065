import type { InspectPurpose } from '../../lab/inspect/question.ts';
import type { Spell } from '../../lab/inspect/timeline.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import { backWords } from '../page/controlsWords.ts';
import { dateWords, momentWords } from '../times.ts';
import { spellWords } from './verdictWords.ts';

/** What is asked about what was brought. */
export const QUESTION = {
  noName: 'no name is asked for',
  insist: 'Refuse what no CRL or OCSP response vouches for',
} as const;

export function nameLabel(purpose: InspectPurpose): string {
  return `Name that the ${purpose === 'server' ? 'client' : 'server'} expects`;
}

const KINDS: Readonly<Record<ReferenceName['kind'], string>> = {
  dns: 'Compared as a DNS name (RFC 9525).',
  ip: 'Compared as an IP address, octet by octet.',
  uri: 'Compared as a URI, exactly; a SPIFFE ID is checked as one.',
  email: 'Compared as an e-mail address; the handshake below cannot ask for one.',
};

/**
 * How a name is compared.
 *
 * @param typed what stands in the field
 * @param asked what was made of it; null: no name is asked for
 */
export function nameWords(
  typed: string,
  asked: ReferenceName | null,
  purpose: InspectPurpose,
): string {
  if (!asked)
    return purpose === 'server'
      ? 'No name is asked for; a real client always expects one.'
      : 'No name is asked for: many servers decide later who may do what.';
  const part = `Asks for ${asked.value}: a certificate names a host, and no scheme, port or path. `;
  return `${asked.value === typed.trim() ? '' : part}${KINDS[asked.kind]}`;
}

/** The line of time. */
export const TIME = {
  name: 'Time',
  now: 'now',
  backToNow: backWords(true),
  slider: 'Time of the judgement',
  cut: 'More moments than these were not tried: there are very many dates in what you brought.',
} as const;

/** The place that the slider stands at. */
export function timeValue(time: number, spell: Spell | undefined): string {
  return `${momentWords(time)}, ${spellWords(spell)}`;
}

export function alwaysWords(spell: Spell | undefined): string {
  return `At any time: ${spellWords(spell)}.`;
}

/** The way back to before a moment. */
export function beforeWords(moment: number, spell: Spell | undefined): string {
  return `← before ${dateWords(moment)}: ${spellWords(spell)}`;
}

/** The way on to a moment. */
export function fromWords(moment: number, spell: Spell | undefined): string {
  return `from ${dateWords(moment)}: ${spellWords(spell)} →`;
}
