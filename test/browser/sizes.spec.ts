import type { Page } from '@playwright/test';
import { card, expect, open, position, test } from './lab.ts';

const RUN = 'v=1&mode=mtls&faults=client-expired';

/** How much longer and wider the page is than its window, in px. */
async function beyondWindow(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return [scrollHeight - innerHeight, scrollWidth - innerWidth];
  });
}

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
])
  test(`${width}×${height}: the page is as long as its window at every step, and no wheel moves it`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `${RUN}&step=1`);
    if (width < 800) await page.getByRole('button', { name: /^step \d+ of/ }).click();
    await page.mouse.click(0, 0);
    const [, of] = await position(page);
    for (let step = 1; step <= of; step++) {
      expect(await position(page)).toEqual([step, of]);
      expect(await beyondWindow(page), `step ${step}`).toEqual([0, 0]);
      await page.keyboard.press('ArrowRight');
    }
    for (const name of ['Stage', 'Player']) {
      await page.getByRole(name === 'Stage' ? 'region' : 'group', { name }).hover();
      await page.mouse.wheel(0, 2000);
    }
    await expect(page.getByRole('banner')).toBeInViewport({ ratio: 1 });
  });

for (const { name, width, height } of [
  { name: 'a phone on its side', width: 844, height: 390 },
  { name: '1440×900 at 200 %', width: 720, height: 450 },
  { name: '1280×720 at 200 %', width: 640, height: 360 },
  { name: 'a small phone on its side', width: 568, height: 320 },
  { name: '320 wide', width: 320, height: 568 },
  { name: '1280×1024 at 400 %', width: 320, height: 256 },
])
  test(`${name}: the stage has room, and everything is reached by scrolling the page`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `${RUN}&step=12`);
    const stage = await page.getByRole('region', { name: 'Stage' }).boundingBox();
    const client = await page.getByRole('group', { name: /^Client, / }).boundingBox();
    const room = (stage?.height ?? 0) - (client?.height ?? 0);
    expect(room, 'px of the drawing beside its cards').toBeGreaterThan(150);
    const [, wider] = await beyondWindow(page);
    expect(wider, 'nothing is beside the window').toBe(0);

    await page.mouse.move(width / 2, 4);
    await page.mouse.wheel(0, 5000);
    await expect(card(page, 'tls')).toBeInViewport({ ratio: 1 });
    await card(page, 'tls').click();
    await expect(page.getByRole('radio', { name: 'TLS', exact: true })).toBeChecked();
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    const at = Number(await timeline.getAttribute('aria-valuenow'));
    await page.getByRole('button', { name: 'One step back' }).click();
    await expect(timeline).toHaveAttribute('aria-valuenow', String(at - 1));
  });

for (const { width, height } of [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
])
  test(`${width}×${height}: each party’s line hangs from its own card`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, 'v=1&mode=mtls&faults=wire-mitm&step=12');
    for (const party of ['client', 'attacker']) {
      const group = page.getByRole('group', { name: new RegExp(`^${party}, `, 'i') });
      const card = await group.boundingBox();
      const lane = await page.locator(`line[style*="--${party}"]`).first().boundingBox();
      if (!card || !lane) throw new Error(`The ${party} has no card or no line.`);
      expect(lane.x).toBeGreaterThan(card.x);
      expect(lane.x).toBeLessThan(card.x + card.width);
    }
  });
