import type { Page } from '@playwright/test';
import { card, expect, faultBox, open, position, stated, test } from './lab.ts';

/** Presses Tab until the focus is on something with that role and name; fails when it never is. */
async function tabTo(
  page: Page,
  role: 'radio' | 'checkbox' | 'button' | 'tab' | 'slider',
  name: string,
) {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return wanted;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches the ${role} ${name}.`);
}

test('the whole page by keyboard: mode, fault, play, step, tabs, bytes', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=1');

  await tabTo(page, 'radio', 'mTLS');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'TLS', exact: true })).toBeChecked();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'mTLS', exact: true })).toBeChecked();

  await tabTo(page, 'checkbox', 'Expired');
  await page.keyboard.press('Space');
  await expect(faultBox(page, 'client', 'Expired')).toBeChecked();
  expect(await stated(page, 'mtls')).toMatchObject({ refusedBy: 'server' });
  await expect(page.getByRole('heading', { level: 2, name: /refuses the client/ })).toBeVisible();

  const [decisive, of] = await position(page);
  await tabTo(page, 'button', 'One step back');
  await page.keyboard.press('Enter');
  expect(await position(page)).toEqual([decisive - 1, of]);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await position(page)).toEqual([2, of]);

  await tabTo(page, 'tab', 'Fields');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Bytes' })).toBeFocused();
  const bytes = await tabTo(page, 'slider', 'Bytes');
  for (let presses = 0; presses < 7; presses++) await page.keyboard.press('ArrowRight');
  await expect(bytes).toHaveAttribute('aria-valuetext', /^byte 7: [0-9a-f]{2}, random/);
  await page.keyboard.press('Shift+Tab');
  await tabTo(page, 'tab', 'Bytes');
  await page.keyboard.press('ArrowLeft');
  const selected = page.getByRole('treeitem', { selected: true });
  await expect(selected).toContainText('random');
  await selected.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('treeitem', { selected: true })).toContainText('legacy_session_id');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('treeitem')).toHaveCount(1);
});

test('Space plays, ? helps and Escape closes, with the focus on the page itself', async ({
  page,
}) => {
  await open(page, 'v=1&mode=mtls&step=1');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('an outcome leads to the step that decides it', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&faults=server-wrong-host&step=1');
  await card(page, 'tls').press('Enter');
  await expect(page.getByRole('radio', { name: 'TLS', exact: true })).toBeChecked();
  await expect(page.getByRole('heading', { level: 2, name: /refuses the server/ })).toBeVisible();
});

test('after a click, keys are the player’s: Space plays, arrows and a presenter’s remote step', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=1');
  const expired = faultBox(page, 'client', 'Expired');
  const play = page.getByRole('button', { name: /^Play/ });
  const pause = page.getByRole('button', { name: 'Pause' });
  await expired.click();
  await expect(page.getByRole('heading', { level: 2, name: /refuses the client/ })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(pause).toBeVisible();
  await expect(expired).toBeChecked();
  await page.keyboard.press('Space');
  await expect(play).toBeVisible();

  await page.getByRole('radio', { name: 'mTLS', exact: true }).click();
  const [at, of] = await position(page);
  await page.keyboard.press('ArrowLeft');
  expect(await position(page)).toEqual([at - 1, of]);
  await expect(page.getByRole('radio', { name: 'mTLS', exact: true })).toBeChecked();
  await page.keyboard.press('PageUp');
  expect(await position(page)).toEqual([at - 2, of]);
  await page.getByRole('tab', { name: 'Bytes' }).click();
  await page.keyboard.press('PageDown');
  expect(await position(page)).toEqual([at - 1, of]);
  await page.getByRole('button', { name: 'One step back' }).click();
  await page.keyboard.press('Space');
  await expect(pause).toBeVisible();
});

test('keys stay with text, with sliders, and with controls that were reached by keyboard', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=2');
  await page.getByRole('tab', { name: 'Bytes' }).click();
  const bytes = page.getByRole('slider', { name: 'Bytes' });
  await bytes.click({ position: { x: 60, y: 16 } });
  await expect(bytes).toHaveAttribute('aria-valuetext', /^byte \d: /);
  const [at, of] = await position(page);
  await page.keyboard.press('PageDown');
  await expect(bytes).toHaveAttribute('aria-valuetext', /^byte \d{2,}: /);
  expect(await position(page)).toEqual([at, of]);

  const expired = await tabTo(page, 'checkbox', 'Expired');
  await page.keyboard.press('Space');
  await expect(expired).toBeChecked();
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Transcript' }).click();
  await page.getByRole('region', { name: 'Transcript' }).click();
  const before = await position(page);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('PageUp');
  expect(await position(page)).toEqual(before);
});
