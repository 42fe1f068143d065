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
