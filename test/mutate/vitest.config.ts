import { readFileSync } from 'node:fs';
import { mergeConfig } from 'vitest/config';
import base from '../../vite.config.ts';
import type { Job } from './job.ts';
import { marked, planted } from './plugin.ts';

const job = JSON.parse(readFileSync(process.env.MUTATE_JOB ?? '', 'utf8')) as Job;
const root = process.cwd();

/** The tests as ever, over a source that is marked or has one mutant in it. */
export default mergeConfig(base, {
  plugins: [job.kind === 'mark' ? marked(job.mutants, root) : planted(job.mutant, root)],
  test: {
    exclude: [
      'test/layering.test.ts',
      'test/mutate/**',
      'test/browser/**',
      'test/firefox/**',
      'node_modules/**',
    ],
    // Each file begins afresh where it is asked what it reaches; one process is enough to break one.
    isolate: job.kind === 'mark',
    fileParallelism: job.kind === 'mark',
    setupFiles: job.kind === 'mark' ? ['test/mutate/reached.ts'] : [],
  },
});
