export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'mtls-lab.theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** Storage is refused in some frames and private windows; the theme is then not remembered. */
function remembered(): ThemeChoice {
  try {
    return CHOICES.find((choice) => choice === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

function remember(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    return;
  }
}

/** Light, dark, or as the system says; written to the root element, where the tokens read it. */
class Theme {
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  #choice = $state<ThemeChoice>(remembered());

  constructor() {
    this.#system.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  /** Goes on to the next choice: system, light, dark, and round again. */
  next(): void {
    this.#choice = CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] ?? 'system';
    remember(this.#choice);
    this.#apply();
  }

  #apply(): void {
    const dark = this.#choice === 'dark' || (this.#choice === 'system' && this.#system.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }
}

export const theme = new Theme();
