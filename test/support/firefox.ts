import { launch, type Browser } from 'puppeteer-core';
import { onPath } from './programs.ts';

/** The Firefox of this machine: Debian's, or another one; null when there is none. */
export function findFirefox(): string | null {
  return onPath('firefox-esr') ?? onPath('firefox');
}

/** Starts it without a window, steered over WebDriver BiDi. */
export function launchFirefox(): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) {
    throw new Error(
      'There is no Firefox here: install it (on Debian: `apt-get install firefox-esr`).',
    );
  }
  return launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
}
