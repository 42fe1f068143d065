import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { command, installed, ROOT } from './commands.ts';
import { one, playwrightCount, sum, vitestCount, type Count } from './counts.ts';
import { checkToolchain } from './toolchain.ts';

interface Stage {
  readonly name: string;
  /** A stage without which this one would prove nothing. */
  readonly needs?: string;
  readonly run: () => Promise<Count>;
}

const RESULTS = join(ROOT, 'test', '.results');

const STAGES: readonly Stage[] = [
  { name: 'toolchain', run: async () => one(await checkToolchain()) },
  { name: 'types', run: () => tool('tsc', '--noEmit') },
  { name: 'components', run: () => tool('svelte-check', '--fail-on-warnings') },
  { name: 'lint', run: () => tool('eslint', '.', '--max-warnings', '0') },
  { name: 'format', run: () => tool('prettier', '--check', '.') },
  { name: 'layering', run: () => vitest('layering', 'test/layering.test.ts') },
  {
    name: 'unit',
    run: () => vitest('unit', ...['peers/**', 'firefox/**', 'layering*'].flatMap(leftOut)),
  },
  { name: 'peers', run: () => vitest('peers', 'test/peers/') },
  { name: 'build', run: () => tool('vite', 'build') },
  { name: 'weight', needs: 'build', run: () => playwright('weight') },
  { name: 'page', needs: 'build', run: () => playwright('page') },
  { name: 'firefox', needs: 'build', run: () => vitest('firefox', 'test/firefox/') },
];

/**
 * Runs the stages one after another, each under its heading, and sums up.
 *
 * @param names the stages to run; all of them when empty
 * @returns the exit code: 0 when everything passed
 */
export async function runStages(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`There is no stage ${unknown.join(', ')}; there are: ${listOf(STAGES)}.`);
    return 2;
  }
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const counts = new Map<string, Count>();
  for (const stage of STAGES) {
    if (names.length > 0 && !names.includes(stage.name)) continue;
    counts.set(stage.name, await runStage(stage, counts));
  }
  return summarise(counts);
}

async function runStage(stage: Stage, counts: ReadonlyMap<string, Count>): Promise<Count> {
  console.log(`\n=== ${stage.name} ===\n`);
  if (stage.needs && counts.get(stage.needs)?.failed) {
    console.error(`Not run, because ${stage.needs} failed.`);
    return one(false);
  }
  try {
    return await stage.run();
  } catch (error) {
    console.error(error);
    return one(false);
  }
}

function summarise(counts: ReadonlyMap<string, Count>): number {
  console.log('\n=== summary ===\n');
  for (const [name, { passed, failed }] of counts) {
    console.log(`${failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(12)} ${words(passed, failed)}`);
  }
  const { passed, failed, failures } = sum([...counts.values()]);
  if (failures.length > 0) console.log(['', 'What failed:', ...failures].join('\n'));
  console.log(`\n${words(passed, failed)}`);
  return failed > 0 ? 1 : 0;
}

function words(passed: number, failed: number): string {
  return `${passed} passed, ${failed} failed`;
}

function listOf(stages: readonly Stage[]): string {
  return stages.map(({ name }) => name).join(', ');
}

/** The arguments that leave tests out, which are a stage of their own. */
function leftOut(tests: string): readonly string[] {
  return ['--exclude', `test/${tests}`];
}

async function tool(name: string, ...args: readonly string[]): Promise<Count> {
  return one(await command(installed(name), args));
}

async function vitest(name: string, ...args: readonly string[]): Promise<Count> {
  const file = join(RESULTS, `${name}.json`);
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return vitestCount(file, await command(installed('vitest'), ['run', ...report, ...args]));
}

async function playwright(project: string): Promise<Count> {
  const file = join(RESULTS, `${project}.json`);
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, PREVIEW_PORT: String(await freePort()) };
  const args = ['test', '--project', project, '--reporter=list,json'];
  return playwrightCount(file, await command(installed('playwright'), args, { minutes: 15, env }));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
