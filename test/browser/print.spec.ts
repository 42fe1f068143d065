import type { Page } from '@playwright/test';
import { expect, open, test } from './lab.ts';

/** What is printed is loaded when somebody first moves, not with the first visit. */
async function expectPrinter(page: Page): Promise<void> {
  const loaded = page.waitForResponse(/\/Printed-[^/]*\.js$/);
  await page.mouse.move(30, 30);
  await loaded;
  await page.waitForLoadState('networkidle');
}

test('a printer gets the whole run, every step with its words and checks, and no control', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  await open(page, 'v=1&mode=mtls&faults=client-expired&step=3');
  const total = Number(
    await page.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuemax'),
  );
  await expectPrinter(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const paper = page.getByRole('article');
  await expect(paper.getByRole('heading', { level: 3 })).toHaveCount(total);
  await expect(paper).toContainText('The client’s certificate ended two hours ago.');
  await expect(paper).toContainText('Valid at this time: failed; expected not after');
  await expect(paper.getByRole('heading', { level: 3 }).last()).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await paper.evaluate((article) => getComputedStyle(article).color)).toBe(
    'rgb(19, 22, 41)',
  );

  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
  await expect(paper).toHaveCount(0);
  await expect(page.getByRole('slider', { name: 'Timeline' })).toBeVisible();
});

test('the printed run takes the sheets that it needs', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&step=3');
  await expectPrinter(page);
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(3);
});

test('paper tells an eavesdropper no more than the screen does', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&view=wire&step=3');
  await expectPrinter(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const paper = page.getByRole('article');
  await expect(paper).toContainText('A sealed record');
  await expect(paper).not.toContainText(/CertificateVerify|orders|Lab Root CA|payments/);
});
