import { FAULTS } from '../../src/lab/faults.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { faultWords } from '../../src/narration/faultWords.ts';
import { asStated, card, expect, faultBox, inNode, open, stated, test } from './lab.ts';

test('without a fault both handshakes connect', async ({ page }) => {
  await open(page);
  for (const mode of ['tls', 'mtls'] as const)
    expect(await stated(page, mode)).toEqual(asStated(await inNode([], mode)));
});

for (const { id, side } of FAULTS)
  test(`${id}: chosen by hand, the cards say what the engine says in Node`, async ({ page }) => {
    await open(page, 'v=1&mode=mtls&step=1');
    await faultBox(page, side, faultWords(id, DEFAULT_NAMES).title).check();
    await expect(page).toHaveURL(new RegExp(`faults=${id}`));
    for (const mode of ['tls', 'mtls'] as const)
      expect(await stated(page, mode)).toEqual(asStated(await inNode([id], mode)));
  });

test('several faults at once, with optional client authentication too', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&step=1');
  await faultBox(page, 'client', 'Not sent').check();
  await page.getByRole('radio', { name: 'Optional' }).check();
  for (const mode of ['tls', 'mtls', 'optional'] as const)
    expect(await stated(page, mode)).toEqual(asStated(await inNode(['client-cert-missing'], mode)));
  await faultBox(page, 'wire', 'Flip one bit').check();
  for (const mode of ['tls', 'mtls', 'optional'] as const)
    expect(await stated(page, mode)).toEqual(
      asStated(await inNode(['client-cert-missing', 'wire-flip-bit'], mode)),
    );
  await page.getByRole('button', { name: 'Clear all 2' }).click();
  expect(await stated(page, 'optional')).toEqual(asStated(await inNode([], 'optional')));
});

test('a certificate expires as the clock moves past its end', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&step=1');
  const clock = page.getByRole('slider', { name: 'Clock of the scenario' });
  await clock.focus();
  await page.keyboard.press('PageUp');
  await expect(page).toHaveURL(/clock=24/);
  expect(await stated(page, 'mtls')).toEqual(asStated(await inNode([], 'mtls', 24)));
  expect(await stated(page, 'mtls')).toMatchObject({ outcome: 'refused', refusedBy: 'server' });
  expect(await stated(page, 'tls')).toMatchObject({ outcome: 'connected' });
  await page.getByRole('button', { name: 'Back to now' }).click();
  expect(await stated(page, 'mtls')).toMatchObject({ outcome: 'connected' });
});

test('new keys give new certificates and the same outcome', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&faults=client-expired');
  const before = await stated(page, 'mtls');
  const transcript = async () => {
    await page.getByRole('button', { name: 'Transcript' }).click();
    const text = await page.getByRole('region', { name: 'Transcript' }).innerText();
    await page.keyboard.press('Escape');
    return text;
  };
  expect(await transcript()).toContain('certificate_expired');
  await page.getByRole('button', { name: 'New keys' }).click();
  expect(await stated(page, 'mtls')).toEqual(before);
});

test('what a real stack makes of the run stands beside the verdict, where it was measured', async ({
  page,
}) => {
  const lines = page.getByRole('region', { name: 'Outcome' });
  await open(page, 'v=1&mode=mtls&faults=client-expired');
  await expect(lines).toContainText(
    'Other stacks would refuse this, too: Node 20 without an alert; Go',
  );
  await page.keyboard.press('Home');
  await expect(lines).not.toContainText('Other stacks');
  await page.getByRole('radio', { name: 'Optional' }).check();
  await expect(lines).toContainText('Node 20 would take this.');
  await faultBox(page, 'client', 'Expired').uncheck();
  await expect(card(page, 'optional')).toHaveAttribute('data-outcome', 'connected');
  await expect(lines).not.toContainText('Node 20');
});
