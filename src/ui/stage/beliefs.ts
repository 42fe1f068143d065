import type { View } from '../../lab/scenario.ts';
import type { BeliefStep, Party, Trace } from '../../lab/trace.ts';

export interface Standing {
  readonly belief:
    BeliefStep['belief'] | 'closed' | 'refusing' | 'handshaking' | 'waiting' | 'unreached';
  readonly words: string;
  /** The same where there is little room. */
  readonly short: string;
}

const WORDS: Readonly<Record<Standing['belief'], readonly [words: string, short: string]>> = {
  waiting: ['idle', 'idle'],
  handshaking: ['shaking hands', 'shaking hands'],
  connected: ['believes: connected', 'connected'],
  refused: ['was refused', 'was refused'],
  refusing: ['has refused', 'has refused'],
  closed: ['closed', 'closed'],
  unreached: ['never reached', 'not reached'],
};

/**
 * What a party believes at a moment, as its card says it.
 *
 * @param trace as `runFor` gives it
 * @returns null when this onlooker cannot know
 */
export function standingAt(
  trace: Trace,
  party: Party,
  cursor: number,
  view: View,
): Standing | null {
  const said = (belief: Standing['belief']): Standing => {
    const [words, short] = WORDS[belief];
    return { belief, words, short };
  };
  if (party === 'server' && trace.attacker && view === 'everyone') return said('unreached');
  if (view !== 'everyone' && view !== party) return null;
  let standing: Standing['belief'] = 'waiting';
  for (const step of trace.steps.slice(0, Math.floor(cursor))) {
    if (step.party !== party) continue;
    if (step.kind === 'belief') standing = step.belief;
    else if (step.kind === 'alert') standing = 'refusing';
    else if (step.kind === 'close') standing = 'closed';
    else if (standing === 'waiting') standing = 'handshaking';
  }
  return said(standing);
}
