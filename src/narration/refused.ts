import type { Trace } from '../lab/trace.ts';
import type * as refused from './refusedWords.ts';

type RefusedWords = typeof refused;

/** Kept once they are loaded, as the module itself is. */
let words: RefusedWords | null = null;

/**
 * Loads the words for what was refused. Most first runs need none; a run in which something was has
 * to wait for them before anything of it is told.
 *
 * @param traces what is about to be told
 */
export async function readyToTell(...traces: readonly (Trace | null)[]): Promise<void> {
  if (traces.some((trace) => trace?.steps.some(isRefusal)))
    words ??= await import('./refusedWords.ts');
}

function isRefusal(step: Trace['steps'][number]): boolean {
  return step.kind === 'alert' || (step.kind === 'check' && !step.passed);
}

/** @throws Error when nobody called {@link readyToTell} with the run that is told */
export function refusedWords(): RefusedWords {
  if (words) return words;
  throw new Error('A run is told before the words for its refusals were loaded.');
}
