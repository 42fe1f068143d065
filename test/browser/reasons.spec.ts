import { makeExample } from '../../src/lab/inspect/example.ts';
import { expect, open, test } from './lab.ts';

const example = makeExample(globalThis.crypto, Date.now());

test('a root that has ended is mended by whoever trusts it, not by whoever was refused', async ({
  page,
}) => {
  // More than eleven years on, when all of the lab's CAs have ended.
  await open(page, 'v=1&mode=mtls&clock=100000');
  const panel = page.getByRole('region', { name: 'This step' });
  await expect(panel).toContainText('The certificate of Lab Root CA ended on');
  await expect(panel).toContainText(
    'trust store can put the successor of Lab Root CA in its place.',
  );
  await expect(panel).not.toContainText('renew the certificate');
});

test('a refused certificate is told in a sentence, and the refused side renews it', async ({
  page,
}) => {
  await open(page, 'v=1&mode=mtls&faults=client-expired');
  const panel = page.getByRole('region', { name: 'This step' });
  await expect(panel).toContainText(
    /The certificate of orders ended .* UTC\. The server’s clock says .*, two hours later\./,
  );
  await expect(panel).toContainText('The client’s operator can renew the certificate');
});

test('Inspect tells when a certificate begins to hold, and both ways out of another name', async ({
  page,
}) => {
  await page.goto('./#/inspect');
  await page.getByRole('textbox', { name: 'Paste here' }).fill(await example);
  await page.getByRole('button', { name: 'Read it' }).click();
  const begins = /It begins to hold in .* from that time, on (.*), \d\d:\d\d UTC\./;
  await expect(page.getByText(/It expires in 12 days, on /)).toBeVisible();
  await page.getByRole('textbox', { name: 'Name that the client expects' }).fill('other.example');
  await expect(page.getByText(/can ask for the server by a name in its certificate/)).toBeVisible();
  await expect(page.getByText(/Or the server’s operator can have the certificate/)).toBeVisible();
  await page.getByRole('slider', { name: 'Time of the judgement' }).press('Home');
  const said = await page.getByText(begins).innerText();
  const year = Number(/(\d{4}), \d\d:\d\d UTC/.exec(said)?.[1]);
  expect(year).toBeLessThanOrEqual(new Date().getUTCFullYear());
});
