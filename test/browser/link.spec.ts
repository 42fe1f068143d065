import { card, expect, faultBox, open, position, stated, test, traceInNode } from './lab.ts';

test('a link holds scenario and step, and gives the same again when it is reloaded', async ({
  page,
}) => {
  await open(
    page,
    'v=1&mode=mtls&version=1.3&faults=client-expired,wire-flip-bit&step=5&view=wire',
  );
  const seen = async () => ({
    position: await position(page),
    url: page.url(),
    tls: await card(page, 'tls').textContent(),
    mtls: await card(page, 'mtls').textContent(),
    wire: await page.getByRole('radio', { name: 'Wire' }).isChecked(),
    expired: await faultBox(page, 'client', 'Expired').isChecked(),
    flipped: await faultBox(page, 'wire', 'Flip one bit').isChecked(),
  });
  const before = await seen();
  expect(before).toMatchObject({ wire: true, expired: true, flipped: true });
  expect(before.position[0]).toBe(5);
  await page.reload();
  await expect(card(page, 'tls')).toHaveAttribute('aria-busy', 'false');
  expect(await seen()).toEqual(before);
});

test('a link without a step stands at what decides: the last belief, or the refusal', async ({
  page,
}) => {
  await open(page, 'v=1&mode=mtls');
  const { steps } = await traceInNode([], 'mtls');
  const belief = steps.findLastIndex((step) => step.kind === 'belief');
  expect(await position(page)).toEqual([belief + 1, steps.length]);
  expect(belief + 1).toBeLessThan(steps.length);
  expect(await stated(page, 'mtls')).toMatchObject({ outcome: 'connected' });

  await open(page, 'v=1&mode=mtls&faults=client-expired');
  const refused = await traceInNode(['client-expired'], 'mtls');
  const check = refused.steps.findIndex((step) => step.kind === 'check' && !step.passed);
  expect(await position(page)).toEqual([check + 1, refused.steps.length]);
  expect(await stated(page, 'mtls')).toMatchObject({ outcome: 'refused' });
});

test('a link names a step by its key, whatever its number is in this run', async ({ page }) => {
  const key = 'message:server:CertificateVerify';
  for (const mode of ['tls', 'mtls'] as const) {
    await open(page, `v=1&mode=${mode}&step=${key}`);
    const { steps } = await traceInNode([], mode);
    expect((await position(page))[0]).toBe(steps.findIndex((step) => step.key === key) + 1);
  }
  await open(page, 'v=1&mode=tls&step=message:server:CertificateRequest');
  await expect(page.getByRole('alert')).toContainText('“message:server:CertificateRequest”');
  expect(await stated(page, 'tls')).toMatchObject({ outcome: 'connected' });
});

test('a link says what everybody is called and when it all was made', async ({ page }) => {
  await open(page, 'v=1&mode=mtls&at=2024-02-29T12:00Z&names=client:tills,server:ledger,ca:Acme');
  await expect(page.getByRole('group', { name: 'Client, tills' })).toContainText(
    'spiffe://lab.example/ns/prod/sa/tills',
  );
  await expect(page.getByRole('group', { name: 'Server, ledger' })).toContainText(
    'ledger.prod.svc',
  );
  await expect(page.getByText('Acme Root CA').first()).toBeVisible();
  const clock = page.getByRole('region', { name: 'Scenario' });
  await expect(clock).toContainText('29 Feb 2024, 12:00 UTC');
  await expect(clock).toContainText('at the start');
  expect(page.url()).toContain('at=2024-02-29T12:00Z&names=client:tills,server:ledger,ca:Acme');
});

test('a bad link gets sentences that name the bad parts, and a working page', async ({ page }) => {
  await open(page, 'v=1&mode=foo&faults=server-expired,client-bored&step=999&clock=soon');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('“foo”');
  await alert.getByRole('button', { name: 'and 3 more' }).click();
  await expect(alert).toContainText('“client-bored”');
  await expect(alert).toContainText('“soon”');
  await expect(alert).toContainText('step 999');
  expect(await stated(page, 'tls')).toMatchObject({ outcome: 'refused', refusedBy: 'client' });
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeHidden();
});

test('what was wrong with a link takes one line, and goes when the person goes on', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open(page, 'v=1&mode=foo&faults=client-bored&step=9999&clock=soon&view=moon&colour=red');
  const alert = page.getByRole('alert');
  const box = await alert.boundingBox();
  expect(box?.height).toBeLessThan(40);
  await alert.getByRole('button', { name: /^and \d more$/ }).click();
  await expect(alert.getByRole('listitem')).toHaveCount(6);
  await page.getByRole('button', { name: 'One step back' }).click();
  await expect(alert).toBeHidden();
});

test('text from a link stays text', async ({ page }) => {
  await open(page, 'mode=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E');
  await expect(page.getByRole('alert')).toContainText('<img src=x onerror=alert(1)>');
  expect(await page.locator('img').count()).toBe(0);
});

test('Back undoes a change, Forward and Ctrl+Shift+Z do it again', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=mtls');
  const expired = faultBox(page, 'client', 'Expired');
  await expired.check();
  await page.getByRole('radio', { name: 'TLS', exact: true }).check();
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'mTLS' })).toBeChecked();
  await expect(expired).toBeChecked();
  await page.keyboard.press('Control+z');
  await expect(expired).not.toBeChecked();
  expect(await stated(page, 'mtls')).toMatchObject({ outcome: 'connected' });
  await page.keyboard.press('Control+Shift+z');
  await expect(expired).toBeChecked();
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByRole('radio', { name: 'TLS', exact: true })).toBeChecked();
});

test('Share copies the link to what is on the screen, and says so', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'v=1&mode=compare&faults=client-expired&step=4');
  const share = page.getByRole('button', { name: 'Share' });
  const before = await share.boundingBox();
  await share.click();
  await expect(page.getByRole('status').filter({ hasText: 'Link copied' })).toBeAttached();
  expect(await share.boundingBox()).toEqual(before);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const { steps } = await traceInNode(['client-expired'], 'mtls');
  expect(copied).toContain(
    `#/simulator?v=1&mode=compare&version=1.3&faults=client-expired&step=${steps[3]?.key}`,
  );
});

test('the header’s links keep the scenario, and the link to this page does nothing', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'v=1&mode=compare&faults=wire-mitm&step=5&clock=3');
  await expect(page.getByText('Back to now')).toBeVisible();
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const untouched = async (): Promise<void> => {
    await expect(page).toHaveURL(/mode=compare.*faults=wire-mitm.*step=[\w:]+.*clock=3/);
    await expect(page.getByRole('radio', { name: 'Compare' })).toBeChecked();
    await expect(page.getByRole('region', { name: 'This step' })).toContainText('step 5 of');
  };
  await pages.getByRole('link', { name: 'Simulator' }).click();
  await page.getByRole('link', { name: 'mTLS Lab' }).click();
  await untouched();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await pages.getByRole('link', { name: 'Inspect' }).click();
  await expect(page.getByRole('heading', { name: /^Inspect/ })).toBeVisible();
  await pages.getByRole('link', { name: 'Simulator' }).click();
  await untouched();
  await pages.getByRole('link', { name: 'Inspect' }).click();
  await page.getByRole('link', { name: 'mTLS Lab' }).click();
  await untouched();
});

test('on Inspect, Share says that nothing that was brought is in the link', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('./#/inspect');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('nothing that you brought is in it')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#\/inspect$/);
});
