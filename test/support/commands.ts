import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The folder of the project. */
export const ROOT = join(import.meta.dirname, '..', '..');

const running = new Set<number>();
process.on('SIGTERM', () => endAll(143));
process.on('SIGINT', () => endAll(130));

/**
 * Runs a program in the project's folder, shows what it says, and gives it no input.
 *
 * @param minutes how long it may take; then it and everything that it started is ended
 * @returns whether it ended well and in time
 */
export async function command(
  program: string,
  args: readonly string[],
  { minutes = 5, env = {} }: { minutes?: number; env?: Record<string, string> } = {},
): Promise<boolean> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  const limit = setTimeout(() => {
    console.error(`${program} did not end within ${minutes} minutes, and was stopped.`);
    if (pid !== undefined) endGroup(pid);
  }, minutes * 60_000);
  const ended = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  clearTimeout(limit);
  if (pid !== undefined) running.delete(pid);
  return ended;
}

/** A program that npm installed with the project. */
export function installed(name: string): string {
  return join(ROOT, 'node_modules', '.bin', name);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    running.delete(pid);
  }
}

function endAll(code: number): void {
  for (const pid of running) endGroup(pid);
  process.exit(code);
}
