export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'mtls-lab.theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** Light, dark, or as the system says; written to the root element, where the tokens read it. */
export class Theme {
  readonly #window: Window;
  readonly #system: MediaQueryList;
  #choice = $state<ThemeChoice>('system');

  /** @param window whose page it is: its storage remembers the choice */
  constructor(window: Window) {
    this.#window = window;
    this.#system = window.matchMedia('(prefers-color-scheme: dark)');
    this.#system.addEventListener('change', this.#apply);
    this.#choice = this.#remembered();
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  /** Goes on to the next choice: system, light, dark, and round again. */
  next(): void {
    this.#choice = CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] ?? 'system';
    this.#remember();
    this.#apply();
  }

  destroy(): void {
    this.#system.removeEventListener('change', this.#apply);
  }

  /** Storage is refused in some frames and private windows; the theme is then not remembered. */
  #remembered(): ThemeChoice {
    try {
      const kept = this.#window.localStorage.getItem(KEY);
      return CHOICES.find((choice) => choice === kept) ?? 'system';
    } catch {
      return 'system';
    }
  }

  #remember(): void {
    try {
      this.#window.localStorage.setItem(KEY, this.#choice);
    } catch {
      return;
    }
  }

  readonly #apply = (): void => {
    const dark = this.#choice === 'dark' || (this.#choice === 'system' && this.#system.matches);
    this.#window.document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  };
}
