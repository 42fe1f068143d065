import { LONGEST_LINK } from './link.ts';

/** How long a change of step waits before it is written; browsers limit how often one may write. */
const WAIT = 200;

/** What the page keeps in a history entry: the how-manieth of its own it is. */
interface EntryState {
  readonly entry: number;
}

function entryOf(state: unknown): number | null {
  const entry = (state as Partial<EntryState> | null)?.entry;
  return typeof entry === 'number' ? entry : null;
}

/**
 * The only writer of the address bar. A change of scenario is an entry of the browser's history, so
 * that Back undoes it; a change of step replaces the entry.
 */
export class Address {
  /** Which of its own entries the page stands at, and the newest one that it wrote. */
  #at = 0;
  #newest = 0;
  #waiting: ReturnType<typeof setTimeout> | null = null;

  /** @param onmove called when the person went back, forward, or typed another link */
  constructor(private readonly onmove: (hash: string) => void) {
    const entry = entryOf(history.state);
    this.#at = this.#newest = entry ?? 0;
    history.replaceState({ entry: this.#at } satisfies EntryState, '');
    addEventListener('popstate', this.#moved);
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#newest;
  }

  push(hash: string): void {
    this.#forgetWaiting();
    this.#newest = this.#at += 1;
    history.pushState({ entry: this.#at } satisfies EntryState, '', hash);
  }

  replace(hash: string): void {
    this.#forgetWaiting();
    history.replaceState({ entry: this.#at } satisfies EntryState, '', hash);
  }

  /** Replaces when nothing else was written for a moment. */
  replaceSoon(hash: () => string): void {
    this.#forgetWaiting();
    this.#waiting = setTimeout(() => this.replace(hash()), WAIT);
  }

  destroy(): void {
    this.#forgetWaiting();
    removeEventListener('popstate', this.#moved);
  }

  #forgetWaiting(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
  }

  readonly #moved = (event: PopStateEvent): void => {
    this.#forgetWaiting();
    const entry = entryOf(event.state);
    if (entry === null) {
      // A link typed into the address bar: an entry that the page did not write itself.
      this.#newest = this.#at += 1;
      history.replaceState({ entry: this.#at } satisfies EntryState, '');
    } else {
      this.#at = entry;
      this.#newest = Math.max(this.#newest, entry);
    }
    this.onmove(location.hash.slice(0, LONGEST_LINK + 1));
  };
}
