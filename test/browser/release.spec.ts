import { readRelease } from '../../src/node/release.ts';
import { expect, open, test } from './lab.ts';

/** Licences that let anybody have, change and pass on the page, with their text alone. */
const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

test('the help says which version and commit the page was built from', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Help and keys' }).click();
  const { version } = readRelease();
  await expect(page.getByRole('dialog')).toContainText(
    new RegExp(`mTLS Lab ${version}, commit ([0-9a-f]{10}(-dirty)?|unknown)`),
  );
});

test('the help leads to every package in the page, each with a licence that is allowed', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('button', { name: 'Help and keys' }).click();
  const link = page.getByRole('link', { name: 'What others wrote in it, and their licences' });
  const list = await page.request.get(await link.evaluate((one: HTMLAnchorElement) => one.href));
  expect(list.headers()['content-type']).toMatch(/^text\/plain/);
  const text = await list.text();
  const packages = [
    ...text.matchAll(/^-{80}\n(\S+) \S+\nLicence: (.+)\n-{80}\n\n([^]+?)(?=\n-{80}\n|(?![^]))/gm),
  ];
  const names = packages.map(([, name]) => name);
  // One of each kind: at once, when it is needed, a package of a package.
  expect(names).toEqual(expect.arrayContaining(['svelte', 'd3-shape', 'yaml', 'pvtsutils']));
  expect(names).toContain('@peculiar/x509');
  expect(names).not.toContain('vite');
  for (const [, name, licence = '', said = ''] of packages) {
    expect(ALLOWED, name).toContain(licence);
    expect(said, name).toMatch(/permi(t|ssion)/i);
  }
});
