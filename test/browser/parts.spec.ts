import type { Page } from '@playwright/test';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { expect, test } from './lab.ts';

declare global {
  interface Window {
    /** What the browser gives no sizes of, as a selector; empty: none. */
    unmeasured: string;
  }
}

/** A browser that fails a part of the page: it does not tell its size. */
async function failing(page: Page, part: string): Promise<void> {
  await page.addInitScript((selector) => {
    window.unmeasured = selector;
    const observe = ResizeObserver.prototype.observe;
    ResizeObserver.prototype.observe = function (target, options) {
      if (window.unmeasured !== '' && target.matches(window.unmeasured))
        throw new Error('no sizes here');
      observe.call(this, target, options);
    };
  }, part);
}

test('a part of the simulator that fails stops alone, tells why, and runs again', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await failing(page, 'div.stage');
  await page.goto('./#/simulator?v=1&mode=mtls');
  const stopped = page.getByRole('region', { name: 'Stage' }).getByRole('alert');
  await expect(stopped).toContainText('This part stopped.');
  await expect(page.getByRole('alert')).toHaveCount(1);

  await page.getByRole('button', { name: 'To the end' }).click();
  await expect(page.getByRole('region', { name: 'This step' })).toContainText(/step (\d+) of \1/);
  await expect(page.getByRole('region', { name: 'Outcome' })).toContainText('Connected');

  await stopped.getByRole('button', { name: 'Copy details' }).click();
  const details = await page.evaluate(() => navigator.clipboard.readText());
  expect(details).toMatch(/^no sizes here\n {4}at /);
  expect(details).toMatch(/\nmTLS Lab \d+\.\d+\.\d+, commit .+\n/);
  expect(details.split('\n').at(-1)).toContain('#/simulator?v=1&mode=mtls');

  await stopped.getByRole('button', { name: 'Run again' }).click();
  await expect(stopped).toBeVisible();
  await page.evaluate(() => (window.unmeasured = ''));
  await stopped.getByRole('button', { name: 'Run again' }).press('Enter');
  await expect(stopped).toBeHidden();
  await expect(page.getByRole('group', { name: /^Client, / })).toBeVisible();
});

test('a part of Inspect that fails leaves the others as they are', async ({ page }) => {
  await failing(page, '.bands');
  await page.goto('./#/inspect');
  const example = await makeExample(globalThis.crypto, Date.now());
  await page.getByRole('textbox', { name: 'Paste here' }).fill(example);
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.getByRole('alert')).toContainText('This part stopped.');
  await expect(page.getByRole('list', { name: 'What was recognised' })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('passed');
  await page.evaluate(() => (window.unmeasured = ''));
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page.locator('[data-purpose=server]')).toHaveAttribute('data-verdict', 'accept');
});
