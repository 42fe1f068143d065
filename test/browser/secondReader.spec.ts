import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { expect, open, test } from './lab.ts';

const example = makeExample(globalThis.crypto, Date.now());

/** Opens the example's certificate on Inspect; gives what stands beside it. */
async function inspectExample(page: Page): Promise<Locator> {
  await page.goto('./#/inspect');
  await page.getByRole('textbox', { name: 'Paste here' }).fill(await example);
  await page.getByRole('button', { name: 'Read it' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('tab', { name: 'Certificate' }).click();
  return details;
}

function answers(within: Locator): Locator {
  return within.getByRole('region', { name: 'What a second reader makes of it' });
}

/** What a row says: ours, and theirs. */
async function row(within: Locator, field: RegExp): Promise<(string | null)[]> {
  const found = within.getByRole('row').filter({
    has: within.page().getByRole('rowheader', { name: field }),
  });
  return found.getByRole('cell').allTextContents();
}

test('a second reader says what it makes of a certificate that was brought', async ({ page }) => {
  const details = await inspectExample(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await details.getByRole('button', { name: 'Ask a second reader' }).press('Enter');
  const second = answers(details);
  await expect(second.getByRole('status')).toHaveText('Both read the same in all 12 fields.');
  expect(asked.filter((url) => /x509/.test(url))).toHaveLength(1);
  await expect(second.getByRole('rowheader', { name: /the same$/ })).toHaveCount(12);
  expect(await row(second, /^Subject/)).toEqual([
    expect.stringContaining('CN='),
    expect.stringContaining('CN='),
  ]);
  expect(await row(second, /^Signature/)).toEqual([
    'verified with the issuer’s key',
    'verified with the issuer’s key',
  ]);
  await details.getByRole('button', { name: 'Ask a second reader' }).press('Enter');
  await expect(second).toBeHidden();
});

test('without its issuer the signature is not asked for, and that is not called the same', async ({
  page,
}) => {
  const [leaf = ''] = (await example).match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/) ?? [];
  await page.goto('./#/inspect');
  await page.getByRole('textbox', { name: 'Paste here' }).fill(leaf);
  await page.getByRole('button', { name: 'Read it' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('tab', { name: 'Certificate' }).click();
  await details.getByRole('button', { name: 'Ask a second reader' }).click();
  const second = answers(details);
  await expect(second.getByRole('status')).toHaveText(
    'No difference in the 11 fields that could be compared; not compared: signature.',
  );
  await expect(second.getByRole('rowheader', { name: /not compared$/ })).toHaveCount(1);
});

test('the simulator’s certificates are read a second time too', async ({ page }) => {
  await open(page, 'v=1&mode=mtls');
  await page.getByRole('button', { name: 'To the end' }).click();
  await page.getByRole('button', { name: /^Server.*: certificate$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ask a second reader' }).first().click();
  await expect(answers(dialog).getByRole('status')).toHaveText(
    'Both read the same in all 12 fields.',
  );
});

test('what cannot be fetched is told, and is fetched when one tries again', async ({
  browser,
  baseURL,
}) => {
  // A context that nobody watches: the browser itself complains of a file that does not come.
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const page = await context.newPage();
  const details = await inspectExample(page);
  await page.route(/assets\/x509/, (route) => route.abort());
  await details.getByRole('button', { name: 'Ask a second reader' }).click();
  const told = details.getByRole('alert');
  await expect(told).toContainText('could not be fetched, so nothing was compared');
  await page.unroute(/assets\/x509/);
  await told.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(answers(details).getByRole('table')).toBeVisible();
  await expect(details.getByRole('button', { name: 'Ask a second reader' })).toBeFocused();
  await context.close();
});

for (const { width, scheme } of [
  { width: 390, scheme: 'dark' },
  { width: 1440, scheme: 'light' },
] as const)
  test(`${width} wide, ${scheme}: the answers have room, and are accessible`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    const details = await inspectExample(page);
    await details.getByRole('button', { name: 'Ask a second reader' }).click();
    await expect(answers(details).getByRole('table')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
    const over = await answers(details).evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(over).toBe(0);
  });
