import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { launchOptions } from '../support/chromium.ts';
import { bundle } from './bundle.ts';
import type { Comparison } from './compare.ts';

/**
 * `npm run bench`: how long things take, held against a reference that does the same in the same run.
 * `npm run bench -- node --json` measures what is named only, and prints JSON. It judges nothing:
 * the machine decides how long things take.
 */
const BENCHES: Readonly<Record<string, () => Promise<readonly Comparison[]>>> = {
  node: () => inNode('node/handshake.ts'),
  path: () => inNode('node/path.ts'),
  hostile: () => inNode('node/hostile.ts'),
  fair: () => inNode('node/fair.ts'),
  page: () => inPage('page/handshake.ts'),
};

interface Measurement {
  bench(): Promise<Comparison | readonly Comparison[]>;
}

async function inNode(entry: string): Promise<readonly Comparison[]> {
  const built = await bundle(entry, 'node');
  try {
    const { bench } = (await import(built.url)) as Measurement;
    return [await bench()].flat();
  } finally {
    built.remove();
  }
}

/** A page of its own at localhost, which browsers trust with their cryptography. */
async function inPage(entry: string): Promise<readonly Comparison[]> {
  const built = await bundle(entry, 'page');
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    const script = readFileSync(built.file, 'utf8');
    await page.route('http://localhost/**', (route) =>
      route.request().url().endsWith('.mjs')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    await page.goto('http://localhost/');
    const measured = await page.evaluate<Comparison | Comparison[]>(
      `import('/bench.mjs').then(({ bench }) => bench())`,
    );
    return [measured].flat();
  } finally {
    await browser.close();
    built.remove();
  }
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const results: Comparison[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length === 0 || asked.includes(name)) results.push(...(await bench()));
}
if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
else printTable(results);
process.exit();

function printTable(rows: readonly Comparison[]): void {
  for (const { what, reference, ours, theirs, ratio, aim } of rows) {
    console.log(`${what}: ${ours.toFixed(3)} ms`);
    console.log(`  against ${reference}: ${theirs.toFixed(3)} ms`);
    console.log(`  ratio ${ratio.toFixed(2)}, aim at most ${aim}${ratio > aim ? ' (missed)' : ''}`);
  }
}
