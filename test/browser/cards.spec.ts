import type { Page } from '@playwright/test';
import { expect, open, test } from './lab.ts';

/** A party's card in a comparison. */
function cardOf(page: Page, party: 'Client' | 'Server', run: 'TLS' | 'mTLS') {
  return page.getByRole('group', { name: new RegExp(`^${party} with ${run}, `) });
}

/** Ends of what is written on a card that lie outside of it, in px. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return page.getByRole('group', { name: /^(Client|Server)( with|, )/ }).evaluateAll((cards) =>
    cards.flatMap((one) => {
      const box = one.getBoundingClientRect();
      return [...one.querySelectorAll('header *, p, .chips > *')]
        .filter((part) => {
          const { right, bottom } = part.getBoundingClientRect();
          return right > box.right || bottom > box.bottom;
        })
        .map((part) => part.textContent);
    }),
  );
}

test('side by side, a party’s belief is told as one, and every client by its name', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&step=20');
  for (const run of ['TLS', 'mTLS'] as const) {
    const client = cardOf(page, 'Client', run);
    await expect(client.getByText('believes: connected', { exact: true })).toBeVisible();
    await expect(client.getByText('orders', { exact: true })).toBeVisible();
  }
});

test('a client that nobody asks does not show off its certificate', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&step=4');
  const chip = (run: 'TLS' | 'mTLS') =>
    cardOf(page, 'Client', run).getByRole('button', { name: /: certificate/ });
  await expect(chip('mTLS')).toHaveText('not asked for');
  await page.getByRole('button', { name: 'One step on' }).click();
  await expect(page.getByRole('region', { name: 'This step' })).toContainText('Server asks for');
  await expect(chip('mTLS')).toHaveText('certificate');
  await page.getByRole('button', { name: 'To the end' }).click();
  await expect(chip('mTLS')).toHaveText('certificate');
  await expect(chip('TLS')).toHaveText('not asked for');
  await expect(chip('TLS')).toHaveAccessibleName('Client with TLS: certificate, not asked for');
  await expect(
    cardOf(page, 'Server', 'TLS').getByRole('button', { name: /: certificate$/ }),
  ).toHaveText('certificate');
});

test('where two runs part, one line goes through both', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&step=8');
  const lines = page.locator('.parting line');
  await expect(lines).toHaveCount(2);
  const [left, right] = await lines.evaluateAll((both) =>
    both.map((line) => line.getBoundingClientRect()).map(({ x, width, y }) => [x, x + width, y]),
  );
  expect(left?.[1]).toBe(right?.[0]);
  expect(left?.[2]).toBe(right?.[2]);
});

for (const { width, height } of [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
  { width: 844, height: 390 },
  { width: 390, height: 844 },
])
  test(`${width}×${height}: nothing on a card is cut off`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const mode of ['compare', 'tls']) {
      await page.goto('about:blank');
      await open(page, `v=1&mode=${mode}&step=20`);
      await expect(page.getByText('believes: connected', { exact: true }).first()).toBeVisible();
      expect(await cutOff(page), mode).toEqual([]);
    }
  });
