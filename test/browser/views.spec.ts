import { card, expect, open, test } from './lab.ts';

const STEPS = 12;

test('on the wire, nothing that is sealed is told: no name, no field, no key', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls&step=1&view=wire');
  const panel = page.getByRole('region', { name: 'This step' });
  for (let step = 4; step <= STEPS; step++) {
    await page.goto(`./#/simulator?v=1&mode=mtls&step=${step}&view=wire`);
    await expect(panel).toContainText(`step ${step} of`);
    for (const tab of ['Keys', 'Certificate', 'Fields']) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(panel).not.toContainText(
        /EncryptedExtensions|CertificateRequest|CertificateVerify|Finished|orders|traffic_secret/,
      );
    }
  }
  await page.goto('./#/simulator?v=1&mode=mtls&step=4&view=wire');
  await expect(panel).toContainText('application_data');
});

test('a changed byte is marked where it was changed, for those who can know', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&faults=wire-flip-bit&step=4');
  await page.getByRole('tab', { name: 'Bytes' }).click();
  await page.getByRole('radio', { name: 'On the wire' }).check();
  await expect(page.getByText(/1 byte was changed on the way/)).toBeVisible();
});

test('pressing a byte names its field, and the field shows its bytes', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&step=1');
  await page.getByRole('tab', { name: 'Bytes' }).click();
  const bytes = page.getByRole('slider', { name: 'Bytes' });
  await bytes.click({ position: { x: 60, y: 16 } });
  await expect(bytes.locator('.selected').first()).toBeVisible();
  await page.getByRole('button', { name: 'ClientHello', exact: true }).click();
  await expect(page.getByText(/^bytes 0–\d+/)).toBeVisible();
});

test('a certificate opens down to its DER, and a secret shows its values only when asked', async ({
  page,
}) => {
  await open(page, 'v=1&mode=mtls&step=6');
  await page.getByRole('tab', { name: 'Certificate' }).click();
  const shows = page.getByRole('group', { name: 'How to show payments' });
  await shows.getByRole('radio', { name: 'DER' }).check();
  await expect(page.getByRole('slider', { name: 'Bytes' })).toContainText('30 82');
  await page.getByRole('tab', { name: 'Keys' }).click();
  const secret = page.getByText(/^secret [0-9a-f]{2} /);
  await expect(secret).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Show values' }).check();
  await expect(secret.first()).toBeVisible();
});

test('a line of the transcript that is too long goes on under its own first word', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 'v=1&mode=mtls');
  await page.getByRole('button', { name: 'Transcript' }).click();
  const line = page
    .getByRole('region', { name: 'Transcript' })
    .getByText('Client says hello')
    .first();
  const { word, rows } = await line.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const rows = [...range.getClientRects()].map(({ left }) => left);
    const [text] = element.childNodes;
    if (text) range.setStart(text, '  1. '.length);
    return { word: range.getClientRects()[0]?.left ?? 0, rows };
  });
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.at(-1)).toBeCloseTo(word, 0);
});

test('a fault that nobody could notice says so', async ({ page }) => {
  await open(page, 'v=1&mode=tls&faults=client-expired');
  await expect(card(page, 'tls')).toContainText('nobody saw what is wrong with it');
});
