// Runs everything that proves this project, and ends with one line: `N passed, N failed`.
// `npm test` runs all stages; `npm test -- unit peers` runs the ones that are named.

const OLDEST = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(`This needs Node ${OLDEST.join('.')} or newer, and runs in ${process.version}.`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const { register } = await import('tsx/esm/api');
register();
const { runStages } = await import('./support/stages.ts');
process.exitCode = await runStages(process.argv.slice(2));
