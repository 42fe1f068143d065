import type { Browser, Page } from 'puppeteer-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox } from '../support/firefox.ts';

const MINUTE = 60_000;

let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  server = await preview({ preview: { host: '127.0.0.1', port: 0 }, logLevel: 'warn' });
  browser = await launchFirefox();
}, 2 * MINUTE);

afterAll(async () => {
  await browser.close();
  await server.close();
}, MINUTE);

interface Visit {
  readonly page: Page;
  /** What broke, or went against the policy. */
  readonly problems: readonly string[];
}

async function visit(hash: string): Promise<Visit> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  const home = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0] ?? '';
  await page.goto(`${home}${hash}`);
  return { page, problems };
}

/** What an element states, once it states an outcome. */
async function stated(page: Page, selector: string): Promise<Record<string, string | undefined>> {
  const element = await page.waitForSelector(`${selector}[data-outcome]`, { timeout: MINUTE });
  return (await element?.evaluate((found) => ({ ...(found as HTMLElement).dataset }))) ?? {};
}

describe('in Firefox', () => {
  it(
    'the simulator runs both handshakes, and a server refuses an expired client',
    async () => {
      const { page, problems } = await visit('#/simulator?v=1&mode=mtls&faults=client-expired');
      expect(await stated(page, '[data-mode=tls]')).toMatchObject({ outcome: 'connected' });
      expect(await stated(page, '[data-mode=mtls]')).toMatchObject({
        outcome: 'refused',
        refusedBy: 'server',
        alert: 'certificate_expired',
      });
      expect(await page.$$eval('[data-step]', (steps) => steps.length)).toBeGreaterThan(10);
      expect(problems).toEqual([]);
      await page.close();
    },
    2 * MINUTE,
  );

  it(
    'Inspect judges the example, and shakes hands with it',
    async () => {
      const { page, problems } = await visit('#/inspect');
      await page.locator('::-p-text(Try it with an example)').click();
      await page.waitForSelector('[data-purpose=server][data-verdict=accept]', { timeout: MINUTE });
      expect(await stated(page, 'section')).toMatchObject({ outcome: 'connected' });
      expect(problems).toEqual([]);
      await page.close();
    },
    2 * MINUTE,
  );
});
