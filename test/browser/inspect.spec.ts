import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { encodePem } from '../../src/pki/der/pem.ts';
import { fillers } from '../lab/longChains.ts';
import { exportPrivateKeyPem } from '../../src/pki/keys/ownKey.ts';
import { momentWords } from '../../src/narration/times.ts';
import { namelessClient } from '../support/namelessClient.ts';
import { makeWorld } from '../tls/world.ts';
import { expect, test } from './lab.ts';

const DAY = 86_400_000;
const example = makeExample(globalThis.crypto, Date.now());

/** The parts of the example, as somebody would bring them one by one. */
async function parts(): Promise<Record<'leaf' | 'middle' | 'root' | 'key', string>> {
  const blocks = (await example).match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/g) ?? [];
  const [leaf = '', middle = '', root = '', key = ''] = blocks;
  return { leaf, middle, root, key };
}

async function openInspect(page: Page): Promise<void> {
  await page.goto('./#/inspect');
  await expect(page.getByRole('heading', { name: 'Inspect your own certificates' })).toBeVisible();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^(Paste here|Add more)$/ }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).click();
}

function verdict(page: Page, purpose: 'server' | 'client') {
  return page.locator(`[data-purpose=${purpose}]`);
}

function handshake(page: Page) {
  return page.getByRole('region', { name: 'The handshake that would follow' });
}

test('the example is judged as both sides would, and shakes hands', async ({ page }) => {
  await openInspect(page);
  await page.getByRole('button', { name: 'Try it with an example' }).click();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await expect(verdict(page, 'client')).toHaveAttribute('data-reason', 'eku');
  await expect(page.getByText('It expires in 12 days')).toBeVisible();
  await expect(page.getByText('matches the certificate that is judged')).toBeVisible();
  await expect(handshake(page)).toHaveAttribute('data-outcome', 'connected');
});

test('only what is ticked is trusted', async ({ page }) => {
  const { leaf, middle, root } = await parts();
  await openInspect(page);
  await paste(page, leaf + middle);
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'unknown_issuer');
  await paste(page, root);
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  const rows = page.getByRole('list', { name: 'What was recognised' }).getByRole('listitem');
  await rows.filter({ hasText: 'Example Root CA' }).getByLabel('Trust this').uncheck();
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'unknown_issuer');
  await rows.filter({ hasText: 'Example Server CA' }).getByLabel('Trust this').check();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
});

test('the verdict changes at the moment at which the certificate ends', async ({ page }) => {
  await openInspect(page);
  await paste(page, await example);
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  const slider = page.getByRole('slider', { name: 'Time of the judgement' });
  await slider.press('PageUp');
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'expired');
  await expect(handshake(page)).toHaveAttribute('data-alert', 'certificate_expired');
  await page.getByRole('button', { name: /^← before .*: accepted$/ }).click();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await slider.press('Home');
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'not_yet_valid');
});

test('a chain without its key is run, and not blamed for the missing key', async ({ page }) => {
  const { leaf, middle, root } = await parts();
  await openInspect(page);
  await paste(page, leaf + middle + root);
  await expect(handshake(page)).toContainText('Chain accepted, key not provable');
  await page.getByRole('button', { name: 'Run it in the simulator' }).click();
  await expect(page.getByText('The server shows the certificate that you brought')).toBeVisible();
  await expect(page.getByRole('region', { name: 'This step' })).toContainText(
    'This says nothing against your chain',
  );
  expect(page.url()).not.toContain('CERTIFICATE');
  expect(page.url()).toMatch(/#\/simulator\?v=1&mode=mtls&version=1\.3(&step=\d+)?$/);
  await page.goBack();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
});

test('a chain of twenty-one certificates shakes hands as OpenSSL does, in two records', async ({
  page,
}) => {
  const making = { provider: globalThis.crypto, madeAt: Date.now() };
  const sizes = Array.from({ length: 18 }, (_, index) => 1_200 + index);
  const others = await fillers(making, sizes);
  const carried = others.map((der) => encodePem('CERTIFICATE', der)).join('');
  await openInspect(page);
  await paste(page, (await example) + carried);
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await expect(handshake(page)).toHaveAttribute('data-outcome', 'connected');
  await expect(handshake(page)).toHaveAttribute('data-alert', '');
  await expect(handshake(page)).toHaveAttribute('data-deceived', 'false');
  await expect(handshake(page)).not.toContainText(/network|bad_record_mac|refused/i);
  await page.getByRole('button', { name: 'Run it in the simulator' }).click();
  await expect(page.getByText('The server shows the certificate that you brought')).toBeVisible();
  await page.goto(`${page.url().replace(/&step=\d+/, '')}&step=6`);
  const step = page.getByRole('region', { name: 'This step' });
  await expect(step).toContainText('step 6 of');
  await page.getByRole('radio', { name: 'On the wire' }).check();
  await expect(step).toContainText('presents 21 certificates');
  await expect(step).toContainText('2 records, ');
  await expect(step.getByRole('treeitem', { name: /record 2 of 2/ })).toBeVisible();
});

test('what cannot be read is told, and the rest is read all the same', async ({ page }) => {
  const { leaf } = await parts();
  await openInspect(page);
  await paste(page, `${leaf}-----BEGIN CERTIFICATE-----\nMIIB!\n-----END CERTIFICATE-----\n`);
  await expect(page.getByText(/has the character “!”, which base64 never has/)).toBeVisible();
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'unknown_issuer');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText(/has the character/)).toBeHidden();
});

test('a file that is too large is not read', async ({ page }) => {
  await openInspect(page);
  const buffer = Buffer.alloc(4 * 1024 * 1024 + 1);
  const file = { name: 'dump.bin', mimeType: 'application/octet-stream', buffer };
  await page.getByLabel('Files with certificates').setInputFiles(file);
  await expect(page.getByText('dump.bin is larger than 4 MiB')).toBeVisible();
});

test('“Forget everything” leaves nothing behind', async ({ page }) => {
  await openInspect(page);
  await paste(page, await example);
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await expect(page.getByRole('heading', { name: 'Inspect your own certificates' })).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(stored).not.toMatch(/BEGIN|PRIVATE/);
  expect(page.url()).toMatch(/#\/inspect$/);
});

test('a dropped file is read', async ({ page }) => {
  await openInspect(page);
  const transfer = await page.evaluateHandle(
    (pem) => {
      const data = new DataTransfer();
      data.items.add(new File([pem], 'chain.pem'));
      return data;
    },
    await example,
  );
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await expect(page.getByText('chain.pem, line 1', { exact: true })).toBeVisible();
});

test('the path is walked with the keyboard, and each certificate opens', async ({ page }) => {
  await openInspect(page);
  await paste(page, await example);
  const path = page.getByRole('group', { name: /^Certificates, from the leaf/ });
  await path.getByRole('button', { name: /^payments/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(path.getByRole('button', { name: /^Example Server CA/ })).toBeFocused();
  await page.keyboard.press('End');
  await expect(path.getByRole('button', { name: /^Example Root CA/ })).toBeFocused();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText('Example Root CA').first()).toBeVisible();
  await expect(details.getByText('yes, it may issue others')).toBeVisible();
});

test('without WebCrypto the page says why, and what to do', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
  await page.goto('./#/inspect');
  await expect(
    page.getByRole('heading', { name: 'This page cannot reach the browser’s cryptography' }),
  ).toBeVisible();
});

/** What a client has whose CA gave it no SAN, as it is pasted. */
async function nameless(from: number): Promise<string> {
  const { crypto } = globalThis;
  const { chain, root, privateKey } = await namelessClient(crypto, Date.now(), from);
  const pem = [...chain, root].map((der) => encodePem('CERTIFICATE', der)).join('');
  return pem + (await exportPrivateKeyPem(crypto, privateKey));
}

test('where real stacks take what is refused, Inspect says which did', async ({ page }) => {
  const { server, root } = await makeWorld(
    globalThis.crypto,
    {},
    { server: { keyUsage: ['keyEncipherment'] } },
  );
  await openInspect(page);
  await paste(page, [...server.chain, root].map((der) => encodePem('CERTIFICATE', der)).join(''));
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'key_usage');
  const took = page.getByText(/^Stacks differ here: OpenSSL 3\.0, Node 20 and Go 1\.19 took/);
  await expect(took).toBeVisible();
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await paste(page, (await parts()).leaf);
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'unknown_issuer');
  await expect(page.getByText('Stacks differ here')).toBeHidden();
});

test('a key that was brought and does not fit is not called missing', async ({ page }) => {
  const { leaf, middle, root } = await parts();
  const other = await makeExample(globalThis.crypto, Date.now());
  const strange = other.slice(other.indexOf('-----BEGIN PRIVATE KEY'));
  await openInspect(page);
  await paste(page, leaf + middle + root + strange);
  await expect(handshake(page)).toContainText(
    'the private key that you brought is not the key of this certificate',
  );
  await expect(page.getByText('belongs to none of these certificates')).toBeVisible();
  await expect(handshake(page)).not.toHaveAttribute('data-outcome');
  await expect(page.getByRole('main')).not.toContainText('not brought');
});

test('of two pairs each certificate is judged with its own key', async ({ page }) => {
  await openInspect(page);
  await paste(page, (await example) + (await nameless(-1)));
  await expect(handshake(page)).toHaveAttribute('data-outcome', 'connected');
  await expect(page.getByText('belongs to john')).toBeVisible();
  const rows = page.getByRole('list', { name: 'What was recognised' }).getByRole('listitem');
  const john = rows.filter({ hasText: 'john' }).filter({ hasText: 'Certificate, ends' });
  await john.getByRole('button', { name: 'Judge this one' }).click();
  await verdict(page, 'client').click();
  await expect(handshake(page)).toContainText('against the lab’s own server');
  await expect(handshake(page)).toHaveAttribute('data-outcome', 'connected');
  await expect(page.getByText('belongs to payments')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('belongs to none');
});

test('a client certificate without a SAN was shown', async ({ page }) => {
  await openInspect(page);
  await paste(page, await nameless(-1));
  await verdict(page, 'client').click();
  await expect(handshake(page)).toContainText(
    'the client showed a certificate that names no host, address or URI',
  );
});

test('what is still to come begins on the day on which it begins', async ({ page }) => {
  await openInspect(page);
  await paste(page, await nameless(10));
  const begins = new Date(Date.now() + 10 * DAY);
  await expect(page.getByText('It begins to hold in 10 days')).toBeVisible();
  const answer = page.locator('[aria-live=polite]', { hasText: 'It begins to hold' });
  await expect(answer).toContainText(
    `on ${momentWords(Math.floor(begins.getTime() / 1000) * 1000).slice(0, 10)}`,
  );
});

test('a status that nobody vouches for is not known, and no green', async ({ page }) => {
  const strange = await makeExample(globalThis.crypto, Date.now(), 'revoked');
  const [crl = ''] = /-----BEGIN X509 CRL[\s\S]+?-----END X509 CRL-----\n/.exec(strange) ?? [];
  await openInspect(page);
  await paste(page, (await example) + crl);
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  const checks = page.getByRole('list', { name: 'Checks' });
  await expect(checks).toContainText('Not known whether it is revoked');
  await expect(checks.getByText('Not revoked', { exact: true })).toBeHidden();
});

test('a file that begins with another certificate starts no server', async ({ page }) => {
  const { leaf, middle, root, key } = await parts();
  await openInspect(page);
  await paste(page, middle + root + leaf + key);
  await expect(handshake(page)).toContainText('your file begins with Example Server CA');
  await expect(handshake(page)).not.toHaveAttribute('data-outcome');
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await paste(page, leaf + middle + root + key);
  await expect(handshake(page)).toHaveAttribute('data-outcome', 'connected');
});

for (const { width, height } of [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
])
  test(`${width}×${height}: what starts no server is the first thing seen, and nothing is green`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const { leaf, middle, root, key } = await parts();
    const other = await makeExample(globalThis.crypto, Date.now());
    const strange = other.slice(other.indexOf('-----BEGIN PRIVATE KEY'));
    await openInspect(page);
    const said = page.getByText(/^No server starts with it, because/);
    for (const [text, why] of [
      [leaf + middle + root + strange, 'is not the key of this certificate'],
      [middle + root + leaf + key, 'your file begins with Example Server CA'],
    ] as const) {
      await paste(page, text);
      await expect(said).toContainText(why);
      await expect(said).toBeInViewport({ ratio: 1 });
      await expect(verdict(page, 'server')).toContainText('✕ No server starts with it');
      await expect(verdict(page, 'server')).toContainText(
        'Of its chain alone: A client accepts it',
      );
      await expect(page.locator('[data-purpose].accepted')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      const fold = page.getByRole('button', { name: /^What you brought/ });
      if (await fold.isVisible()) await fold.click();
      await page.getByRole('button', { name: 'Forget everything' }).click();
    }
    await paste(page, leaf + middle + root + key);
    await expect(verdict(page, 'server')).toContainText('✓ A client accepts it');
    await expect(said).toBeHidden();
  });

test('the moments on the bar of time have their dates, and none lies on another', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openInspect(page);
  await paste(page, await example);
  const dates = page.getByRole('region', { name: 'Time' }).locator('.date');
  await expect(dates.first()).toHaveText(/^\d+ [A-Z][a-z]+ \d{4}$/);
  const boxes = await dates.evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
  );
  expect(boxes.length).toBeGreaterThan(1);
  for (const [at, { left, right }] of boxes.entries()) {
    expect(left).toBeGreaterThanOrEqual(boxes[at - 1]?.right ?? 0);
    expect(right).toBeLessThanOrEqual(390);
  }
});

test('of a way to a server the host is asked for, and that is said', async ({ page }) => {
  await openInspect(page);
  await paste(page, await example);
  const name = page.getByRole('textbox', { name: 'Name that the client expects' });
  await name.fill('https://payments.lab.example:8443/health');
  await expect(page.getByText('Asks for payments.lab.example: a certificate names')).toBeVisible();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
  await name.fill('other.lab.example:8443');
  await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'name_mismatch');
  await expect(page.getByRole('main')).not.toContainText('DNS other.lab.example:8443');
  await name.fill('');
  await expect(name).toHaveAttribute('placeholder', 'no name is asked for');
});

test('when no name is asked for, the green says so', async ({ page }) => {
  await openInspect(page);
  await paste(page, await example);
  await expect(verdict(page, 'server')).toContainText(/A client accepts it\s*$/);
  await page.getByRole('textbox', { name: 'Name that the client expects' }).fill('');
  await expect(verdict(page, 'server')).toContainText(
    'A client accepts it, if it asks for no name',
  );
  await expect(page.getByText(/^No name was asked for/)).toBeVisible();
});

test('what cannot be read leaves the page as it was, with its examples', async ({ page }) => {
  await openInspect(page);
  await paste(page, 'this is no certificate');
  await expect(page.getByText(/There is no PEM/)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Paste here' })).toHaveValue(
    'this is no certificate',
  );
  await page.getByRole('button', { name: 'Try it with an example' }).click();
  await expect(verdict(page, 'server')).toHaveAttribute('data-verdict', 'accept');
});

test('sharing says that nothing of what was brought is in the link', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openInspect(page);
  await paste(page, await example);
  await page.getByRole('button', { name: /^Share/ }).click();
  await expect(page.getByText('nothing that you brought is in it')).toBeVisible();
});

const SIZES = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'tablet', width: 1024, height: 768 },
  { name: 'phone', width: 390, height: 844 },
] as const;

for (const colorScheme of ['light', 'dark'] as const)
  for (const { name, width, height } of SIZES)
    test(`no axe violations on the Inspect page: ${name}, ${colorScheme}`, async ({ page }) => {
      const check = async (where: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`,
        );
        expect(found, where).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${where}: no scrolling sideways`).toBe(0);
      };
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openInspect(page);
      await check('empty');
      await paste(
        page,
        `${await makeExample(globalThis.crypto, Date.now() - 20 * DAY)}-----BEGIN X`,
      );
      await expect(verdict(page, 'server')).toHaveAttribute('data-reason', 'expired');
      await expect(handshake(page)).toHaveAttribute('data-outcome', 'refused');
      await check('refused, with something unread');
      await page.getByRole('tab', { name: 'Certificate' }).click();
      await check('certificate');
    });

test('a doubt about what was read stays when more is brought; what was no input goes', async ({
  page,
}) => {
  await openInspect(page);
  const blocks = (await example).match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/g) ?? [];
  const [leaf = '', , root = '', key = ''] = blocks;
  const entry = (text: string) => Buffer.from(text).toString('base64');
  const swapped = `kind: Secret\ndata:\n  tls.crt: ${entry(key)}\n  tls.key: ${entry(leaf)}\n`;
  await paste(page, swapped);
  const doubt = page.getByText(/^The entry tls.crt holds a private key/);
  await expect(doubt).toBeVisible();
  await paste(page, 'junk');
  await expect(page.getByText(/There is no PEM/)).toBeVisible();
  await paste(page, root);
  await expect(page.getByText(/There is no PEM/)).toBeHidden();
  await expect(doubt).toBeVisible();
});
