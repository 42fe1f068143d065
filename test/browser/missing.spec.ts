import { expect, faultBox, test } from './lab.ts';

/** A file whose name ends otherwise in every build, so that a new version takes it away. */
const GONE = /assets\/(CertificateView|HelpDialog|InspectPage)-/;

test('a part that is gone offers to reload, which keeps the scenario', async ({
  browser,
  baseURL,
}) => {
  // A context that nobody watches: the browser itself complains of a file that does not come.
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const page = await context.newPage();
  await page.goto('./#/simulator?v=1&mode=mtls&faults=client-expired&step=9');
  const step = page.getByRole('region', { name: 'This step' });
  await expect(step).toContainText('step 9 of');
  await page.route(GONE, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('button', { name: 'Help and keys' }).click();
  const told = page.getByRole('alert');
  await expect(told).toContainText('there may be a new version');

  await page.unroute(GONE);
  await told.getByRole('button', { name: 'Reload' }).click();
  await expect(told).toBeHidden();
  await expect(step).toContainText('step 9 of');
  await expect(faultBox(page, 'client', 'Expired')).toBeChecked();
  await page.getByRole('button', { name: 'Help and keys' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await context.close();
});

test('the same for Inspect, which is reached by its link', async ({ browser, baseURL }) => {
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const page = await context.newPage();
  await page.route(GONE, (route) => route.fulfill({ status: 404 }));
  await page.goto('./#/inspect');
  await expect(page.getByRole('alert')).toContainText('did not arrive');
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(page.getByRole('link', { name: 'Simulator' })).toBeVisible();
  await context.close();
});
