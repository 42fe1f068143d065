import type { Comparison } from './compare.ts';
import { benchHandshake } from './handshake.ts';

/**
 * `npm run bench`: how long things take, held against a reference that does the same in the same run.
 * With `--json` it prints JSON. It judges nothing: the machine decides how long things take.
 */
const BENCHES: Readonly<Record<string, () => Promise<readonly Comparison[]>>> = {
  handshake: async () => [await benchHandshake()],
};

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const results: Comparison[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) results.push(...(await bench()));
}
if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
else printTable(results);
process.exit();

function printTable(rows: readonly Comparison[]): void {
  for (const { what, reference, ours, theirs, ratio, aim } of rows) {
    console.log(what);
    console.log(`  ${ours.toFixed(3)} ms, and ${theirs.toFixed(3)} ms for ${reference}`);
    console.log(`  ratio ${ratio.toFixed(2)}, aim at most ${aim}${ratio > aim ? ': missed' : ''}`);
  }
}
