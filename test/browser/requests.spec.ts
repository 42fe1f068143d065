import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { opensslFolder } from '../pki/openssl.ts';
import { expect, test } from './lab.ts';

/** A key and a request for it, as openssl makes them. */
function made(): { readonly key: string; readonly request: string } {
  const openssl = opensslFolder();
  openssl.run(
    ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/O=mTLS Lab/CN=orders'],
    ...['-addext', 'subjectAltName=DNS:orders.lab.example,IP:10.0.0.1'],
  );
  const text = (name: string) => new TextDecoder().decode(openssl.read(name));
  const files = { key: text('key.pem'), request: text('request.pem') };
  openssl.remove();
  return files;
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^(Paste here|Add more)$/ }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).click();
}

function listed(page: Page, title: string) {
  const rows = page.getByRole('list', { name: 'What was recognised' }).getByRole('listitem');
  return rows.filter({ has: page.getByText(title, { exact: true }) });
}

test('a certificate request is read, and not taken for a certificate', async ({ page }) => {
  const { key, request } = made();
  await page.goto('./#/inspect');
  await paste(page, request);
  const row = listed(page, 'Certificate request');
  await expect(row).toContainText('a CA has to sign one first');
  await expect(row).toContainText('O=mTLS Lab, CN=orders');
  await expect(row).toContainText('DNS orders.lab.example, IP 10.0.0.1');
  await expect(row).toContainText('secp256r1');
  await expect(row).toContainText('verified with the key in it');
  await expect(row).not.toContainText('is here as well');
  await expect(page.getByText('There is no certificate yet to judge.')).toBeVisible();
  await paste(page, key);
  await expect(row).toContainText('The private key for it is here as well.');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('a request whose signature was made by another key says so', async ({ page }) => {
  const { request } = made();
  const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  await page.goto('./#/inspect');
  await paste(page, der.toString('base64'));
  await expect(listed(page, 'Certificate request')).toContainText(
    'does not verify with the key in it: no CA should take it',
  );
});

test('a request is made for a key that came without a certificate, and openssl takes it', async ({
  page,
}) => {
  const { key } = made();
  await page.goto('./#/inspect');
  await paste(page, key);
  const row = listed(page, 'Private key, P-256');
  await row.getByRole('button', { name: 'Make a certificate request' }).press('Enter');
  await row.getByRole('textbox', { name: 'Common name' }).fill('payments');
  const names = row.getByRole('textbox', { name: 'Names, with commas between' });
  await names.fill('payments.lab.example, not a name');
  await row.getByRole('button', { name: 'Make it' }).click();
  await expect(row.getByRole('alert')).toHaveText('not a name is no DNS name, IP address or URI.');
  await names.fill('payments.lab.example, spiffe://lab.example/payments');
  await names.press('Enter');
  const request = listed(page, 'Certificate request');
  await expect(request).toContainText('CN=payments');
  await expect(request).toContainText(
    'DNS payments.lab.example, URI spiffe://lab.example/payments',
  );
  await expect(request).toContainText('The private key for it is here as well.');
  await expect(row.getByRole('button', { name: 'Make a certificate request' })).toBeFocused();
  const downloading = page.waitForEvent('download');
  await request.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('request.pem');
  const openssl = opensslFolder();
  const said = openssl.run('req', '-verify', '-noout', '-subject', '-in', await download.path());
  openssl.remove();
  expect(said).toMatch(/verify OK/);
  expect(said).toMatch(/CN ?= ?payments/);
});
