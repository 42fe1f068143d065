import type { LinkedStep } from '../lab/link.ts';
import { missingStepWords } from '../narration/linkWords.ts';
import type { PlayerClock } from '../ui/player/clock.svelte.ts';
import { decisionOf, decisiveCursor, rowAt, type Shown } from '../ui/run/shown.ts';

/** Where to stand once a run is there. */
export type Landing =
  | { readonly kind: 'overview' | 'decision' | 'stay' }
  /** The decision, unless it is where it was before: then here. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'step'; readonly step: LinkedStep };

/**
 * Brings the clock to where somebody wants to stand in a run that has just arrived.
 *
 * @param before how the run before it was decided; null when there was none
 * @returns what could not be done, as a sentence; null when all could
 */
export function land(
  landing: Landing,
  shown: Shown,
  before: string | null,
  clock: PlayerClock,
): string | null {
  switch (landing.kind) {
    case 'overview':
      clock.overview();
      return null;
    case 'stay':
      return null;
    case 'follow':
      if (before !== decisionOf(shown)) clock.scrub(decisiveCursor(shown));
      return null;
    case 'decision':
      clock.scrub(decisiveCursor(shown));
      return null;
    case 'step': {
      const { cursor, missing } = rowAt(shown, landing.step);
      clock.scrub(cursor);
      return missing && missingStepWords(missing, landing.step);
    }
  }
}
