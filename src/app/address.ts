import { LONGEST_LINK } from './link.ts';

/** How long a change of step waits before it is written; browsers limit how often one may write. */
const WAIT = 200;
/** What is pushed within this time in ms of the same gesture is one entry of the history. */
const GESTURE = 1500;

/** What the page keeps in a history entry: the how-manieth of its own it is. */
interface EntryState {
  readonly entry: number;
}

function entryOf(state: unknown): number | null {
  const entry = (state as Partial<EntryState> | null)?.entry;
  return typeof entry === 'number' ? entry : null;
}

/** Where the link stands that the store reads and writes. */
export interface Address {
  /** The link's part from `#` on; empty when there is none. */
  readonly hash: string;
  /** What stands before it. */
  readonly base: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** @param onmove called when the person went back, forward, or typed another link */
  listen(onmove: (hash: string) => void): void;
  /**
   * A change that Back undoes.
   * @param gesture a drag passes many values, and Back undoes all of it; null: none
   */
  push(hash: string, gesture: string | null): void;
  /** A change that is none to go back to; written when nothing else was for a moment. */
  replaceSoon(hash: () => string): void;
  back(): void;
  forward(): void;
  destroy(): void;
}

/**
 * The only writer of the address bar. A change of scenario is an entry of the browser's history, so
 * that Back undoes it; a change of step replaces the entry.
 */
export class BrowserAddress implements Address {
  readonly #window: Window;
  /** Which of its own entries the page stands at, and the newest one that it wrote. */
  #at = 0;
  #newest = 0;
  #waiting: ReturnType<typeof setTimeout> | null = null;
  #gesture: { readonly name: string | null; readonly at: number } | null = null;
  #onmove: ((hash: string) => void) | null = null;

  constructor(window: Window) {
    this.#window = window;
    const entry = entryOf(window.history.state);
    this.#at = this.#newest = entry ?? 0;
    window.history.replaceState({ entry: this.#at } satisfies EntryState, '');
    window.addEventListener('popstate', this.#moved);
  }

  get hash(): string {
    return this.#window.location.hash.slice(0, LONGEST_LINK + 1);
  }

  get base(): string {
    return this.#window.location.href.replace(/#.*$/s, '');
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#newest;
  }

  listen(onmove: (hash: string) => void): void {
    this.#onmove = onmove;
  }

  push(hash: string, gesture: string | null): void {
    const last = this.#gesture;
    const at = performance.now();
    this.#gesture = { name: gesture, at };
    if (gesture !== null && gesture === last?.name && at - last.at < GESTURE)
      return this.replaceSoon(() => hash);
    this.#forgetWaiting();
    this.#newest = this.#at += 1;
    this.#window.history.pushState({ entry: this.#at } satisfies EntryState, '', hash);
  }

  replaceSoon(hash: () => string): void {
    this.#forgetWaiting();
    this.#waiting = setTimeout(() => {
      this.#window.history.replaceState({ entry: this.#at } satisfies EntryState, '', hash());
    }, WAIT);
  }

  back(): void {
    this.#window.history.back();
  }

  forward(): void {
    this.#window.history.forward();
  }

  destroy(): void {
    this.#forgetWaiting();
    this.#window.removeEventListener('popstate', this.#moved);
  }

  #forgetWaiting(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
  }

  readonly #moved = (event: PopStateEvent): void => {
    this.#forgetWaiting();
    this.#gesture = null;
    const entry = entryOf(event.state);
    if (entry === null) {
      // A link typed into the address bar: an entry that the page did not write itself.
      this.#newest = this.#at += 1;
      this.#window.history.replaceState({ entry: this.#at } satisfies EntryState, '');
    } else {
      this.#at = entry;
      this.#newest = Math.max(this.#newest, entry);
    }
    this.#onmove?.(this.hash);
  };
}
