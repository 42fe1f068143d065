import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, test, watch } from '../support/page.ts';
import { HEADERS } from '../support/policy.ts';

/** Gzip bytes of script and style until the first animated handshake has run. */
const LIMIT = 128 * 1024;
const DIST = join(import.meta.dirname, '..', '..', 'dist');

/** Words that survive the build, by the module that says them. */
const MARKS = {
  yaml: 'tag:yaml.org,2002:',
  '@peculiar/x509': "Cannot get 'notBefore' value",
  'reflect-metadata': '@reflect-metadata:registry',
  'src/tls/alerts.ts': 'certificate_unobtainable',
  svelte: 'effect_update_depth_exceeded',
} as const;

/** What only some visits need: nothing of it may come before that. */
const LATER = ['yaml', '@peculiar/x509', 'reflect-metadata'] as const;

interface Code {
  readonly url: string;
  readonly text: string;
  readonly gzip: number;
}

interface Visit {
  /** Every script and style sheet that was loaded, in order. */
  readonly code: readonly Code[];
  /** Every URL that was asked for. */
  readonly asked: readonly string[];
}

/** Opens the page as on a first visit, and lets its first handshake play to the end. */
async function firstVisit(page: Page, url = './'): Promise<Visit> {
  const asked: string[] = [];
  const responses: Response[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('response', (response) => responses.push(response));
  await page.goto(url);
  await expect(page.locator('[data-outcome]').first()).toBeAttached();
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible({ timeout: 20_000 });
  // On a busy machine parts are still under way when the last step is shown.
  await page.waitForLoadState('networkidle');
  const code = responses.filter((response) =>
    ['script', 'stylesheet'].includes(response.request().resourceType()),
  );
  return { code: await Promise.all(code.map(weigh)), asked };
}

async function weigh(response: Response): Promise<Code> {
  const body = await response.body();
  return { url: response.url(), text: body.toString(), gzip: gzipSync(body, { level: 9 }).length };
}

test.describe('until the first animated handshake has run', () => {
  let visit: Visit;

  test.beforeAll(async ({ browser, baseURL }) => {
    const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
    const problems = watch(context, baseURL ?? '');
    visit = await firstVisit(await context.newPage());
    await context.close();
    expect(problems).toEqual([]);
  });

  test('at most 128 KB of script and style are loaded', () => {
    const total = visit.code.reduce((sum, { gzip }) => sum + gzip, 0);
    const list = visit.code.map(({ url, gzip }) => `${gzip} ${new URL(url).pathname}`).join('\n');
    console.log(`${(total / 1024).toFixed(1)} KB gzip in ${visit.code.length} files`);
    expect(visit.code.length).toBeGreaterThan(1);
    expect(total, list).toBeLessThanOrEqual(LIMIT);
  });

  test('nothing is loaded twice', () => {
    const urls = visit.code.map(({ url }) => url);
    expect(urls).toEqual([...new Set(urls)]);
  });

  test('no request goes to another host', ({ baseURL }) => {
    const { host } = new URL(baseURL ?? '');
    const elsewhere = visit.asked.map((url) => new URL(url)).filter((url) => url.host !== host);
    expect(elsewhere.filter(({ protocol }) => protocol.startsWith('http'))).toEqual([]);
  });

  test('what only some visits need is not there yet', () => {
    for (const name of LATER) {
      const early = visit.code.filter(({ text }) => text.includes(MARKS[name]));
      expect(
        early.map(({ url }) => url),
        name,
      ).toEqual([]);
    }
  });
});

test('no module is built into two files', () => {
  const folder = join(DIST, 'assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const texts = scripts.map((name) => readFileSync(join(folder, name), 'utf8'));
  const holders = (mark: string) => texts.filter((text) => text.includes(mark)).length;
  for (const [module, mark] of Object.entries(MARKS)) expect(holders(mark), module).toBe(1);
});

test('the build works from any folder', async ({ page }) => {
  const folder = '/some/folder/of/a/host/';
  await page.route(`**${folder}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const path = join(DIST, pathname.slice(folder.length) || 'index.html');
    return route.fulfill({ path, headers: HEADERS });
  });
  const { code } = await firstVisit(page, folder);
  for (const { url } of code) expect(new URL(url).pathname).toContain(folder);
});
