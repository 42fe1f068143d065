import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EQUIVALENTS, type Equivalent } from './equivalents.ts';
import { runTests, temporaryFolder } from './job.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type Reach, reachOf } from './reach.ts';
import { sample } from './sample.ts';

/**
 * `npm run mutate`: puts small faults into the engine, one at a time, and asks whether a test fails.
 * `npm run mutate -- --seed 7 --count 60 --only src/tls` draws other ones, fewer, from one room.
 * `--again 3,17` asks only about those of the draw, by the numbers that an earlier run printed.
 * It fails when less than nine in ten are found, or when an excuse is stale.
 */
const ROOMS = ['src/tls', 'src/pki/path', 'src/pki/revocation', 'src/lab'];
const AIM = 0.9;
/** Tests that together took less than this, in ms, are asked first. */
const QUICK = 6_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '240' },
    only: { type: 'string', default: '' },
    again: { type: 'string', default: '' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});

const root = process.cwd();
const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, room, name))
    .sort(),
);
const all = mutantsOf(files, root);
const stale = EQUIVALENTS.filter(
  (equivalent) => !all.some((mutant) => excuses(equivalent, mutant)),
);
const drawn = sample(
  all.filter(({ file }) => file.startsWith(values.only)),
  Number(values.count),
  Number(values.seed),
);
const excused = drawn.filter((mutant) => excuse(mutant));
const again = values.again.split(',').filter(Boolean).map(Number);
const asked = drawn
  .filter((mutant) => !excuse(mutant))
  .filter((_, index) => again.length === 0 || again.includes(index + 1));
console.log(`${all.length} places; ${drawn.length} drawn with seed ${values.seed}.`);

const folder = temporaryFolder();
console.log('Running every test once, to see which of them comes by which place …');
const reach = await reachOf(asked, folder);
const survivors: Mutant[] = [];
let done = 0;
await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
report();

async function worker(): Promise<void> {
  for (let id = done++; id < asked.length; id = done++) {
    const mutant = asked[id];
    if (!mutant) return;
    const killer = await killed(mutant, reach.byMutant(id));
    if (!killer) survivors.push(mutant);
    console.log(`${id + 1}/${asked.length} ${killer ? 'killed  ' : 'SURVIVED'} ${shown(mutant)}`);
  }
}

/** Whether a test fails: the quick ones are asked first, and the others when those saw nothing. */
async function killed(mutant: Mutant, tests: readonly Reach[]): Promise<boolean> {
  let spent = 0;
  const quick = tests.filter(({ duration }) => (spent += duration) < QUICK);
  const slow = tests.slice(quick.length);
  for (const batch of [quick, slow]) {
    if (batch.length === 0) continue;
    const usual = batch.reduce((sum, { duration }) => sum + duration, 0);
    const { passed } = await runTests(
      { kind: 'plant', mutant },
      {
        folder,
        patience: 60_000 + 4 * usual,
        args: ['--bail', '1', '--reporter', 'dot', ...batch.map(({ file }) => file)],
      },
    );
    if (!passed) return true;
  }
  return false;
}

function report(): void {
  const found = asked.length - survivors.length;
  for (const mutant of survivors) console.log(`survived: ${shown(mutant)}`);
  for (const mutant of excused) console.log(`equivalent: ${shown(mutant)}: ${excuse(mutant)?.why}`);
  for (const { file, was } of stale) console.log(`stale excuse: ${file}: ${was}`);
  const share = asked.length === 0 ? 1 : found / asked.length;
  const percent = (100 * share).toFixed(1);
  console.log(
    `${found} of ${asked.length} killed (${percent} %), ${excused.length} equivalent, seed ${values.seed}.`,
  );
  if (share < AIM || stale.length > 0) process.exitCode = 1;
}

function shown({ file, line, was, text }: Mutant): string {
  const short = (code: string) => code.replace(/\s+/g, ' ').slice(0, 90);
  return `${file}:${line}  ${short(was)}  →  ${short(text)}`;
}

function excuse(mutant: Mutant): Equivalent | undefined {
  return EQUIVALENTS.find((equivalent) => excuses(equivalent, mutant));
}

function excuses({ file, was, text }: Equivalent, mutant: Mutant): boolean {
  return file === mutant.file && was === mutant.was && text === mutant.text;
}
