import { expect, open, test } from './lab.ts';

for (const [view, sees] of [
  ['everyone', 'Client says hello'],
  ['wire', 'Client says hello'],
  ['server', 'Client says hello'],
] as const)
  test(`before the first step nothing is told as if it had happened: ${view}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `v=1&mode=mtls&step=1&view=${view}`);
    const panel = page.getByRole('region', { name: 'This step' });
    await expect(panel).toContainText(sees);
    await page.getByRole('button', { name: 'To the start' }).click();
    await expect(panel).toContainText('step 0 of');
    await expect(panel.getByRole('heading')).toHaveText('Before the first step');
    await expect(panel).not.toContainText(/hello|bytes|sends/i, { useInnerText: true });
    await expect(panel.getByRole('tab').filter({ visible: true })).toHaveCount(0);
    await expect(page.getByText(/^Step 0 of \d+: Before the first step$/)).toBeAttached();
    await page.getByRole('button', { name: 'One step on' }).click();
    await expect(panel.getByRole('heading')).toHaveText(sees);
    await expect(panel.getByRole('tab', { name: 'Bytes' })).toBeVisible();
  });
