import { readFileSync } from 'node:fs';

/** What a stage proved, and what it did not. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** A stage that is right or wrong as a whole. */
export function one(ok: boolean): Count {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

export function sum(counts: readonly Count[]): Count {
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

interface PlaywrightReport {
  readonly stats: Readonly<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>;
}

/** A test that was skipped proves nothing, so it counts as failed. */
export function vitestCount(file: string, ok: boolean): Count {
  const report = read<VitestReport>(file);
  if (!report) return one(false);
  const { numFailedTests, numPendingTests, numTodoTests } = report;
  return honest(report.numPassedTests, numFailedTests + numPendingTests + numTodoTests, ok);
}

/** A test that passed only when tried again failed. */
export function playwrightCount(file: string, ok: boolean): Count {
  const stats = read<PlaywrightReport>(file)?.stats;
  if (!stats) return one(false);
  return honest(stats.expected, stats.unexpected + stats.flaky + stats.skipped, ok);
}

/** A runner that ended badly counts as failed, whatever its report says; so does one without tests. */
function honest(passed: number, failed: number, ok: boolean): Count {
  const silent = failed === 0 && (!ok || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

function read<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
