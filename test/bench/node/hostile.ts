import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLine } from '../../../src/node/verifyLine.ts';
import { createProvider } from '../../../src/node/provider.ts';
import type { Comparison } from '../compare.ts';

const SUITE = join(process.cwd(), 'test/vectors/path-suite/public.jsonl');
/** What the worst of them may take, in milliseconds. */
const BOUND = 50;
const PASSES = 3;

/** The case of the path suite that takes longest, parsing included; each at its best of a few. */
export async function bench(): Promise<Comparison> {
  const cases = readFileSync(SUITE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly id: string });
  const provider = createProvider();
  let worst = { id: '', ms: 0 };
  for (const one of cases) {
    const times: number[] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      const start = performance.now();
      await verifyLine(provider, one);
      times.push(performance.now() - start);
    }
    const ms = Math.min(...times);
    if (ms > worst.ms) worst = { id: one.id, ms };
  }
  return {
    what: `the slowest of ${cases.length} path cases, ${worst.id}`,
    reference: `the bound of ${BOUND} ms`,
    ours: worst.ms,
    theirs: BOUND,
    ratio: worst.ms / BOUND,
    aim: 1,
  };
}
