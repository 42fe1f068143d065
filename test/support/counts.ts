import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './commands.ts';

/** What a stage proved, and what it did not. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The tests that failed, each by file and name, and what they said. */
  readonly failures: readonly string[];
}

/** A stage that is right or wrong as a whole. */
export function one(ok: boolean): Count {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: [] };
}

export function sum(counts: readonly Count[]): Count {
  const total = (of: 'passed' | 'failed') => counts.reduce((n, count) => n + count[of], 0);
  return {
    passed: total('passed'),
    failed: total('failed'),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface PlaywrightReport {
  readonly config: { readonly rootDir: string };
  readonly stats: Readonly<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>;
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message: string } }[];
    }[];
  }[];
}

/** A test that was skipped proves nothing, so it counts as failed. */
export function vitestCount(file: string, ok: boolean): Count {
  const report = read<VitestReport>(file);
  if (!report) return one(false);
  const { numFailedTests, numPendingTests, numTodoTests, testResults } = report;
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => [
    ...(status === 'failed' && message ? [failure(name, '', message)] : []),
    ...assertionResults
      .filter((test) => test.status !== 'passed')
      .map((test) => failure(name, test.fullName, test.failureMessages?.[0] ?? test.status)),
  ]);
  const failed = numFailedTests + numPendingTests + numTodoTests;
  return honest(report.numPassedTests, failed, failures, ok);
}

/** A test that passed only when tried again failed. */
export function playwrightCount(file: string, ok: boolean): Count {
  const report = read<PlaywrightReport>(file);
  if (!report) return one(false);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = report.suites.flatMap((suite) => failuresIn(report.config.rootDir, suite));
  return honest(expected, unexpected + flaky + skipped, failures, ok);
}

function failuresIn(
  folder: string,
  { file, specs, suites = [] }: PlaywrightSuite,
): readonly string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message));
      return failure(
        resolve(folder, file),
        title,
        errors.find((error) => error !== undefined) ?? 'not run',
      );
    });
  return [...own, ...suites.flatMap((suite) => failuresIn(folder, suite))];
}

/** Of what a test says, as much as tells what was expected, or the seed of a property. */
const SAID = 300;

/** One line for a test: the file it stands in, its name, and how what it said begins. */
function failure(file: string, name: string, message: string): string {
  const said = stripVTControlCharacters(message).trim().replace(/\s+/g, ' ').slice(0, SAID);
  return [relative(ROOT, file), name, said].filter((part) => part !== '').join(': ');
}

/** A runner that ended badly counts as failed, whatever its report says; so does one without tests. */
function honest(passed: number, failed: number, failures: readonly string[], ok: boolean): Count {
  const silent = failed === 0 && (!ok || passed === 0);
  return { passed, failed: silent ? 1 : failed, failures };
}

function read<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
