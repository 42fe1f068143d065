import type { Page } from '@playwright/test';
import { expect, open, position, test } from './lab.ts';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time; other programs on the machine do not count into it. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** How long each task of the page's main thread worked while something was done, in ms. */
async function tasksDuring(page: Page, act: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('Tasks are traced by the browser that the page belongs to.');
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
}

test('the first visit shows the whole run once, within five seconds of its clock, and rests', async ({
  page,
}) => {
  // The page's time stands still but for what it is given.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.goto('./');
  const pause = page.getByRole('button', { name: 'Pause' });
  await expect(async () => {
    await page.clock.runFor(20);
    await expect(pause).toBeVisible({ timeout: 100 });
  }).toPass();
  const [begun, of] = await position(page);
  expect(begun).toBeLessThan(of / 2);
  await page.clock.runFor(5000);
  expect(await position(page)).toEqual([of, of]);
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible();
  await page.clock.runFor(5000);
  expect(await position(page)).toEqual([of, of]);
  expect(page.url()).not.toContain('step=');
});

test('with reduced motion the first visit stands at the end at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  const [at, of] = await position(page);
  expect(at).toBe(of);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
});

for (const mode of ['mtls', 'compare'])
  test(`nothing keeps the page busy for more than 50 ms while ${mode} plays`, async ({ page }) => {
    await open(page, `v=1&mode=${mode}&faults=client-expired&step=1`);
    await page.getByRole('combobox').selectOption({ label: '4×' });
    // Found by attribute: to find a button by its role, Playwright would work in the page itself.
    const pause = page.locator('button[aria-label=Pause]');
    const play = page.locator('button[aria-label^=Play]');
    const tasks = await tasksDuring(page, async () => {
      await play.click();
      await pause.waitFor({ state: 'attached' });
      await pause.waitFor({ state: 'detached', timeout: 20_000 });
    });
    expect(tasks.length, 'there is something to measure').toBeGreaterThan(100);
    expect(tasks.filter((ms) => ms > 50)).toEqual([]);
  });

test('while it plays, the panel tells what came before, and flashes no list of checks', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=11');
  const panel = page.getByRole('region', { name: 'This step' });
  const checks = panel.getByRole('list', { name: 'Checks' });
  const shown = (await panel.getByRole('heading').first().textContent()) ?? '';
  await page.keyboard.press('Space');
  await expect(panel.getByRole('heading', { name: 'Before that' })).toBeVisible();
  await expect(panel.getByRole('listitem').filter({ hasText: shown })).toBeVisible();
  await expect(checks).toHaveCount(0);
  await page.keyboard.press('Space');
  await expect(panel.getByRole('heading', { name: 'Before that' })).toHaveCount(0);
});
