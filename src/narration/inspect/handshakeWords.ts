import type { InspectPurpose } from '../../lab/inspect/question.ts';
import type { OutcomeLook } from '../outcomeWords.ts';
import { andMore } from '../page/commonWords.ts';
import { NO_RUN } from '../page/startScreenWords.ts';

/** The handshake with what was brought. */
export const HANDSHAKE = {
  name: 'The handshake that would follow',
  none: 'No handshake',
  underway: 'Shaking hands with it …',
  run: 'Run it in the simulator',
} as const;

/** What comes after a verdict: `, because …`. */
export function becauseWords(why: string): string {
  return `, because ${why}.`;
}

/** With what it was made, and by whom. */
export function madeWith(look: OutcomeLook, standIn: boolean, purpose: InspectPurpose): string {
  if (!standIn)
    return `With your chain and your key, against the lab’s own ${purpose === 'server' ? 'client' : 'server'}, just now in this page.`;
  return look === 'unproven'
    ? 'The chain was accepted. That its holder has the key cannot be shown without it; a stand-in signed, and could not fit.'
    : 'Your private key was not brought; a stand-in would have signed.';
}

export function failedWords(message: string): string {
  return `${NO_RUN.title}: ${message}`;
}

/** Names that are told; a bundle may hold hundreds. */
const MOST_NAMED = 3;

/** What was left out of the chain, by name. */
export function unsentWords(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const named = names.slice(0, MOST_NAMED).join(', ');
  return `Not sent, for it stands in another entry than the certificate: ${named}${more > 0 ? ` ${andMore(more)}` : ''}.`;
}
