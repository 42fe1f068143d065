import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from './job.ts';
import type { Mutant } from './mutants.ts';

/** A test file, and how long it took in ms. */
export interface Reach {
  readonly file: string;
  readonly duration: number;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

const PATIENCE = 20 * 60_000;

/**
 * Runs every test once over the marked source. `byMutant` names the test files that came by the
 * mutant with that number, the quickest first.
 * @throws {Error} when a test fails although nothing is broken.
 */
export async function reachOf(
  mutants: readonly Mutant[],
  folder: string,
): Promise<{ byMutant(id: number): Reach[] }> {
  const outputFile = join(folder, 'durations.json');
  const { passed, output } = await runTests(
    { kind: 'mark', mutants },
    {
      folder,
      patience: PATIENCE,
      args: ['--reporter', 'dot', '--reporter', 'json', '--outputFile', outputFile],
    },
  );
  if (!passed) throw new Error(`Tests fail although nothing is broken:\n${output.slice(-8_000)}`);
  const report = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  const durations = new Map(
    report.testResults.map(({ name, startTime, endTime }) => [name, endTime - startTime]),
  );
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.reached'))
    .map(
      (name) =>
        JSON.parse(readFileSync(join(folder, name), 'utf8')) as { file: string; reached: number[] },
    )
    .map(({ file, reached }) => ({
      file,
      duration: durations.get(file) ?? 0,
      reached: new Set(reached),
    }))
    .sort((left, right) => left.duration - right.duration);
  return { byMutant: (id) => files.filter(({ reached }) => reached.has(id)) };
}
