import type { View } from '../../lab/scenario.ts';
import { HEADER } from './headerWords.ts';

/** What the transcript says beside the run itself. */
export const TRANSCRIPT = { name: HEADER.transcript, copy: 'Copy' } as const;

export function transcriptTitle(view: View): string {
  return view === 'everyone' ? HEADER.transcriptHint : 'The run so far, as seen by one, as text';
}
