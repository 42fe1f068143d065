import type { Page } from '@playwright/test';
import { expect, open, position, test } from './lab.ts';

/** Records every task that keeps the page busy for more than 50 ms, from now on. */
async function watchLongTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const found: number[] = [];
    Object.assign(globalThis, { longTasks: found });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) found.push(Math.round(entry.duration));
    }).observe({ type: 'longtask' });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.slice());
}

test('the first visit shows the whole run once, in less than five seconds, and then rests', async ({
  page,
}) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  const start = Date.now();
  await expect
    .poll(
      async () => {
        const [at, of] = await position(page);
        return at === of;
      },
      { timeout: 6000 },
    )
    .toBe(true);
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible();
  expect(Date.now() - start).toBeLessThan(5500);
  expect(page.url()).not.toContain('step=');
});

test('with reduced motion the first visit stands at the end at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  const [at, of] = await position(page);
  expect(at).toBe(of);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
});

/** Plays a run from its start to its end. @returns the long tasks meanwhile, in ms */
async function playThrough(page: Page): Promise<number[]> {
  const longTasks = await watchLongTasks(page);
  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible({ timeout: 20_000 });
  return longTasks();
}

// A task that is long by its own weight is long every time; one that is long once had to wait for
// another program on the same processor.
for (const mode of ['mtls', 'compare'])
  test(`nothing keeps the page busy for more than 50 ms while ${mode} plays`, async ({ page }) => {
    await open(page, `v=1&mode=${mode}&faults=client-expired&step=1`);
    await page.getByRole('combobox').selectOption({ label: '4×' });
    let found = await playThrough(page);
    for (let again = 0; again < 3 && found.length > 0; again++) found = await playThrough(page);
    expect(found).toEqual([]);
  });
