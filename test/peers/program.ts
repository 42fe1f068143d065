import { spawn, spawnSync } from 'node:child_process';
import { onPath } from '../support/programs.ts';

/** A program that runs as a peer. */
export interface Program {
  /** Everything said so far, on both channels. */
  said(): string;
  /** Waits until it has said something that matches. */
  hears(pattern: RegExp): Promise<RegExpExecArray>;
  /** Everything that it said, when it has ended. */
  readonly ended: Promise<string>;
  stop(): void;
}

export interface ProgramOptions {
  /** What it is told on standard input; null leaves that open. */
  readonly input?: string | null;
  /** The package that brings it, where that has another name. */
  readonly from?: string;
  /** How long it may run. */
  readonly seconds?: number;
}

/**
 * Starts a program that stands on the PATH (or at a path).
 *
 * @throws a sentence that says what to install when there is no such program
 */
export function program(
  name: string,
  args: readonly string[],
  { input = null, from = name, seconds = 20 }: ProgramOptions = {},
): Program {
  const file = name.includes('/') ? name : onPath(name);
  if (!file) throw new Error(`This test compares with ${name}, which is missing: install ${from}.`);
  const child = spawn(file, args, { stdio: 'pipe' });
  const limit = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  let said = '';
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      tell();
    });
  }
  child.stdin.on('error', () => undefined);
  if (input !== null) child.stdin.end(input);
  let over = false;
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      over = true;
      clearTimeout(limit);
      tell();
      resolve(said);
    });
  });
  return {
    said: () => said,
    ended,
    hears: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = () => {
          const found = pattern.exec(said);
          if (!found && !over) return;
          listeners.delete(listener);
          if (found) resolve(found);
          else reject(new Error(`${name} ended without saying ${pattern}; it said: ${said}`));
        };
        listeners.add(listener);
        listener();
      }),
    stop: () => void child.kill('SIGKILL'),
  };
}

/** What a program says of its version; null when there is no such program. */
export function versionOf(name: string, args: readonly string[], pattern: RegExp): string | null {
  const file = onPath(name);
  if (!file) return null;
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  const found = pattern.exec(stdout + stderr)?.[0];
  if (found === undefined) throw new Error(`${name} does not tell its version: ${stdout}${stderr}`);
  return found;
}
