import { readRelease } from '../../src/node/release.ts';
import { expect, open, test } from './lab.ts';

test('the help says which version and commit the page was built from', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Help and keys' }).click();
  const { version } = readRelease();
  await expect(page.getByRole('dialog')).toContainText(
    new RegExp(`mTLS Lab ${version}, commit ([0-9a-f]{10}(-dirty)?|unknown)`),
  );
});
