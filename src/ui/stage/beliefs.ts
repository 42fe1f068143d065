import type { View } from '../../lab/scenario.ts';
import { isReached, type Party, type Trace } from '../../lab/trace.ts';
import { STANDINGS, type StandingName } from '../../narration/page/stageWords.ts';

export interface Standing {
  readonly belief: StandingName;
  readonly words: string;
}

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
  const said = (belief: Standing['belief']): Standing => ({ belief, words: STANDINGS[belief] });
  if (view === 'everyone' && !isReached(trace, party)) return said('unreached');
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
