import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { card, expect, open, test } from './lab.ts';

const SIZES = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'tablet', width: 1024, height: 768 },
  { name: 'phone', width: 390, height: 844 },
] as const;

/** The page has no frames, so axe need not open another page to look into them (legacy mode). */
async function expectNoViolations(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`,
  );
  expect(found, where).toEqual([]);
}

/**
 * What scrolls on the page and cannot be scrolled with keys alone: nothing in it takes the focus,
 * or it takes the focus itself without saying what it is.
 */
async function expectScrollingByKeyboard(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const takesFocus = (element: Element): boolean =>
      element instanceof HTMLElement && element.tabIndex >= 0 && element.checkVisibility();
    const scrolls = (element: Element): boolean =>
      /auto|scroll/.test(getComputedStyle(element).overflowY) &&
      element.scrollHeight > element.clientHeight;
    return [...document.querySelectorAll('#app *')]
      .filter((element) => element.checkVisibility() && scrolls(element))
      .filter((element) => {
        const named = element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby');
        if (element.hasAttribute('tabindex')) return !named;
        return !takesFocus(element) && ![...element.querySelectorAll('*')].some(takesFocus);
      })
      .map((element) => element.className);
  });
  expect(found, where).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const { name, width, height } of SIZES)
    test(`no axe violations: ${name}, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(page, 'v=1&mode=mtls&faults=client-expired,server-wrong-host&step=4');
      await card(page, 'mtls').click();
      if (name === 'phone') await page.getByRole('button', { name: /^step \d+ of/ }).click();
      const tabs = name === 'desktop' ? ['Fields', 'Bytes', 'Certificate', 'Keys'] : ['Bytes'];
      for (const tab of tabs) {
        await page.getByRole('tab', { name: tab }).click();
        await expectNoViolations(page, tab);
      }
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'the page does not scroll sideways').toBe(0);
    });

for (const { name, width, height } of SIZES)
  test(`no axe violations with dialogs open, and side by side: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, 'v=1&mode=compare&faults=wire-mitm&step=9');
    await expectNoViolations(page, 'compare');
    await page.getByRole('button', { name: 'Help and keys' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page, 'help');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Transcript' }).click();
    await expectNoViolations(page, 'transcript');
    await page.keyboard.press('Escape');
    if (name === 'desktop') return;
    await page.getByRole('button', { name: /^Break/ }).click();
    await expect(page.getByRole('dialog', { name: 'Scenario' })).toBeVisible();
    await expectNoViolations(page, 'controls');
  });

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 844, height: 390 },
])
  test(`what scrolls can be read to its end with keys: ${width}×${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, 'v=1&mode=mtls&faults=client-expired&step=4');
    await expectScrollingByKeyboard(page, 'simulator');
    await page.getByRole('button', { name: 'Help and keys' }).click();
    const help = page.getByRole('group', { name: 'What this is, and its keys' });
    await expect(help).toHaveAttribute('tabindex', '0');
    await expectScrollingByKeyboard(page, 'help');
    await help.focus();
    await page.keyboard.press('End');
    await expect.poll(() => help.evaluate((body) => body.scrollTop)).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /trusts .*: open/ })
      .first()
      .click();
    await expectScrollingByKeyboard(page, 'trust');
  });

test('a step is said aloud: not each one while the run plays, and not twice on the timeline', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=1');
  const said = page.getByRole('status').filter({ hasText: /^Step/ });
  const title = async (): Promise<string> =>
    (await page
      .getByRole('region', { name: 'This step' })
      .getByRole('heading')
      .first()
      .textContent()) ?? '';
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText(/^Step 2 of \d+: /);
  await expect(said).toContainText(await title());
  await page.getByRole('slider', { name: 'Timeline' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('slider', { name: 'Timeline' })).toHaveAttribute(
    'aria-valuetext',
    /^Step 3 of/,
  );
  await expect(said).toHaveText(/^Step 2 of/);
  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('region', { name: 'This step' })).toContainText('step 5 of');
  await expect(said).toHaveText(/^Step 2 of/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(said).toContainText(await title());
});

test('the first stop of Tab leads past the controls to the player, whose keys then work', async ({
  page,
}) => {
  await open(page, 'v=1&mode=mtls&step=1');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the player' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Player' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('every button says whose it is, and no heading holds one', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&faults=client-expired');
  const whole = await page.getByRole('button', { name: /: certificate$|: open$/ }).all();
  const names = await Promise.all(whole.map((one) => one.getAttribute('aria-label')));
  expect(names.length).toBeGreaterThan(6);
  expect(names).toEqual([...new Set(names)]);
  for (const name of names) expect(name).toMatch(/^(Client|Server) with (TLS|mTLS)/);
  expect(await page.locator(':is(h1, h2, h3, h4) button').count()).toBe(0);

  await page.goto('./#/inspect');
  await page.getByRole('button', { name: 'Try it with an example' }).click();
  const trusts = page.getByRole('checkbox', { name: /^Trust this: ./ });
  await expect(trusts.first()).toBeVisible();
  const trusted = await Promise.all(
    (await trusts.all()).map((one) => one.getAttribute('aria-label')),
  );
  expect(trusted).toEqual([...new Set(trusted)]);
  await expect(page.getByRole('button', { name: 'Files with certificates' })).toHaveCount(0);
});
