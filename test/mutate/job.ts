import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

/** What one run of the tests is told, in the file that MUTATE_JOB names. */
export type Job =
  | { readonly kind: 'mark'; readonly mutants: readonly Mutant[] }
  | { readonly kind: 'plant'; readonly mutant: Mutant };

export interface Ending {
  /** Whether every test passed in time. */
  readonly passed: boolean;
  readonly output: string;
}

/** Runs the tests over the source that `job` describes. `folder` is where they may leave something; `patience` is in ms. */
export async function runTests(
  job: Job,
  { folder, patience, args }: { folder: string; patience: number; args: readonly string[] },
): Promise<Ending> {
  const own = mkdtempSync(join(folder, 'job-'));
  const file = join(own, 'job.json');
  writeFileSync(file, JSON.stringify(job));
  try {
    return await ending(
      args,
      { ...process.env, MUTATE_JOB: file, MUTATE_FOLDER: folder },
      patience,
    );
  } finally {
    rmSync(own, { recursive: true });
  }
}

function ending(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  patience: number,
): Promise<Ending> {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const options = ['run', '--config', 'test/mutate/vitest.config.ts', ...args];
  return new Promise((resolve, reject) => {
    // A group of its own, so that a mutant that never ends is stopped with all its workers.
    const child = spawn(process.execPath, [vitest, ...options], { env, detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    const stop = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, patience);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(stop);
      resolve({ passed: code === 0, output });
    });
  });
}

/** A folder for one run of everything, gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mtls-lab-mutants-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
