import { getContext, setContext } from 'svelte';

const KEY = Symbol('missing');

/** Lets whoever holds the page hear of a part that was asked for and did not come. */
export function hearOfMissing(onmissing: () => void): void {
  setContext(KEY, onmissing);
}

/** Whom to tell of such a part; undefined: nobody wants to hear of it. */
export function missingHeard(): (() => void) | undefined {
  return getContext(KEY);
}
