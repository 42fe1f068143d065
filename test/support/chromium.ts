import { chromium, type LaunchOptions } from '@playwright/test';
import { isExecutable, onPath } from './programs.ts';

/** The Chromium of this machine, then Chrome, then Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const own = chromium.executablePath();
  return onPath('chromium') ?? onPath('google-chrome') ?? (isExecutable(own) ? own : null);
}

/** How every test and measurement starts its browser: quiet, and asking nobody anything. */
export function launchOptions(): LaunchOptions {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error('There is no Chromium here: run `npx playwright install chromium` once.');
  }
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
