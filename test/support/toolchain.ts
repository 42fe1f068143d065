import { setTimeout } from 'node:timers/promises';
import { findChromium } from './chromium.ts';
import { command, installed } from './commands.ts';
import { findFirefox } from './firefox.ts';
import { onPath } from './programs.ts';

interface Tool {
  readonly name: string;
  readonly find: () => string | null;
  /** The Debian package that brings it. */
  readonly debian: string;
  /** Without it nothing can be proved; without another one, the tests that need it fail. */
  readonly required: boolean;
}

/**
 * Waits for another package manager rather than fail beside it. The lists have a lock of their own,
 * which `update` does not wait for: that is tried again.
 */
const APT = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];

const TOOLS: readonly Tool[] = [
  { name: 'Chromium', find: findChromium, debian: 'chromium', required: true },
  { name: 'Firefox', find: findFirefox, debian: 'firefox-esr', required: false },
  { name: 'openssl', find: () => onPath('openssl'), debian: 'openssl', required: true },
  { name: 'gnutls-cli', find: () => onPath('gnutls-cli'), debian: 'gnutls-bin', required: false },
  { name: 'go', find: () => onPath('go'), debian: 'golang-go', required: false },
];

/**
 * Finds every program that the tests drive, and installs what is missing where that is possible:
 * with apt when this runs as root, and Playwright's own Chromium otherwise.
 *
 * @returns whether all that is required is here
 */
export async function checkToolchain(): Promise<boolean> {
  console.log(`node        ${process.execPath} ${process.version}`);
  if (missing().length > 0) await install(missing());
  for (const { name, find } of TOOLS) console.log(`${name.padEnd(11)} ${find() ?? 'not found'}`);
  for (const { name, debian } of missing()) {
    console.error(`${name} is missing: install it (on Debian: \`apt-get install ${debian}\`).`);
  }
  return missing().every(({ required }) => !required);
}

function missing(): readonly Tool[] {
  return TOOLS.filter(({ find }) => !find());
}

async function install(tools: readonly Tool[]): Promise<void> {
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    for (let tries = 0; tries < 12; tries++) {
      if (await command('apt-get', ['update', ...APT], { env })) break;
      await setTimeout(5_000);
    }
    const packages = tools.map(({ debian }) => debian);
    const install = ['install', '-y', '--no-install-recommends', ...APT];
    await command('apt-get', [...install, ...packages], { env });
  }
  if (!findChromium()) await command(installed('playwright'), ['install', 'chromium']);
}
