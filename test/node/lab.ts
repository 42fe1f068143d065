import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `lab` as `npm run lab` does. */
export function startLab(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return start(args, {});
}

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, ['--import', 'tsx', 'src/node/cli.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
}

/**
 * Runs `lab` to its end.
 *
 * @param env what is otherwise in its environment than in ours
 */
export function lab(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = start(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
