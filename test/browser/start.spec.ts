import { expect, open, test } from './lab.ts';

test('without WebCrypto the page says why, and what to do', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });
  });
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/cannot reach the browser/);
  await expect(page.getByRole('link', { name: 'this page over https' })).toBeVisible();
});

test('when making keys fails, the page says what the browser said, and can try again', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const made = SubtleCrypto.prototype.generateKey;
    let broken = true;
    addEventListener('keydown', () => (broken = false));
    SubtleCrypto.prototype.generateKey = function (this: SubtleCrypto, ...asked: unknown[]) {
      if (broken) return Promise.reject(new Error('no keys today'));
      return Reflect.apply(made, this, asked) as ReturnType<typeof made>;
    } as typeof made;
  });
  await page.goto('./');
  await expect(page.getByText('no keys today')).toBeVisible();
  await page.getByRole('button', { name: 'Try again with new keys' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Outcome' })).toBeVisible();
});

test('the theme goes round: as the system, light, dark, and is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page, 'v=1&mode=mtls&step=1');
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: /^Theme: as the system/ }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
});

test('a party opens to its certificates and to whom it trusts', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&step=1');
  await page
    .getByRole('button', { name: /^Client trusts Lab Root CA/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Whom the client trusts' });
  await expect(dialog).toContainText('Lab Root CA');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
