import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../../src/lab/faults.ts';
import { readQuery, writeQuery } from '../../src/lab/link.ts';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { lab } from '../node/lab.ts';
import { ROOT } from '../support/commands.ts';
import { card, expect, open, stated, test } from './lab.ts';

/** A row of a table of the README: what stands in code in each cell. */
type Row = string[][];

/** The table of the README whose first column is headed so. */
function table(heading: string): readonly Row[] {
  const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)),
  );
}

const first = (rows: readonly Row[]): string[] => rows.map(([cell]) => cell?.[0] ?? '');
const [verifyCase = ''] = readFileSync(
  join(ROOT, 'test/vectors/path-suite/public.jsonl'),
  'utf8',
).split('\n', 1);

test('links have the parts that the README lists, with the values that it lists', () => {
  const rows = table('part of a link');
  const parts = first(rows);
  const everything =
    'v=1&mode=mtls&version=1.3&faults=client-expired&step=message:server:Certificate&view=wire&clock=2&at=2026-11-28T09:30Z&names=client:tills';
  expect([...new URLSearchParams(everything).keys()].sort()).toEqual([...parts].sort());
  expect(readQuery(everything).problems).toEqual([]);
  expect(new Set(new URLSearchParams(writeQuery(readQuery(everything))))).toEqual(
    new Set(new URLSearchParams(everything)),
  );
  for (const [[part = ''] = [], values = [], [left] = []] of rows) {
    // The form of a value, not one that a link could have.
    for (const value of values.filter((one) => !one.includes('…')))
      expect(readQuery(`${part}=${value}`).problems, `${part}=${value}`).toEqual([]);
    if (left !== undefined)
      expect(writeQuery(readQuery(`${part}=${left}`)), part).toBe(writeQuery(readQuery('')));
  }
  expect(readQuery('colour=red').problems).toEqual([{ code: 'unknown_part', name: 'colour' }]);
});

test('elements have the attributes that the README lists, with the values that it lists', async ({
  page,
}) => {
  const listed = new Map(
    table('attribute').map(([[name = ''] = [], values = []]) => [name, values]),
  );
  const attributes = async (selector: string): Promise<Record<string, string>[]> =>
    page
      .locator(selector)
      .evaluateAll((elements) =>
        elements.map((one) =>
          Object.fromEntries(
            [...one.attributes]
              .filter(({ name }) => name.startsWith('data-'))
              .map(({ name, value }) => [name, value]),
          ),
        ),
      );
  const found: Record<string, string>[] = [];
  for (const query of ['v=1&mode=compare', 'v=1&mode=optional&faults=client-expired']) {
    await open(page, query);
    for (const mode of query.includes('compare')
      ? (['tls', 'mtls'] as const)
      : (['optional'] as const)) {
      await stated(page, mode);
      await expect(card(page, mode)).toBeVisible();
    }
    found.push(...(await attributes('[data-outcome]')));
  }
  await page.goto('./#/inspect');
  await page
    .getByRole('textbox', { name: 'Paste here' })
    .fill(await makeExample(crypto, Date.now()));
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.locator('[data-verdict]')).toHaveCount(2);
  found.push(...(await attributes('[data-verdict]')));

  const names = new Set(found.flatMap((one) => Object.keys(one)));
  expect([...names].sort()).toEqual([...listed.keys()].sort());
  for (const [name, value] of found.flatMap((one) => Object.entries(one))) {
    const values = listed.get(name) ?? [];
    if (values.length > 0) expect(values, name).toContain(value);
  }
});

test('commands print the keys that the README lists, and exit as it says', async () => {
  const keys = new Map(table('command').map(([[name = ''] = [], listed = []]) => [name, listed]));
  expect([...keys.keys()]).toEqual(['run --json', 'faults --json', 'verify']);
  const sound = await lab(['run', '--json']);
  expect(sound.code).toBe(0);
  expect(Object.keys(JSON.parse(sound.stdout))).toEqual(
    expect.arrayContaining(keys.get('run --json') ?? []),
  );
  const refused = await lab(['run', '--fault', 'client-expired', '--json']);
  expect([refused.code, refused.stderr.trim().split('\n').length]).toEqual([1, 1]);
  expect((await lab(['run', '--fault', 'client-bored'])).code).toBe(2);

  const faults: Record<string, unknown>[] = JSON.parse((await lab(['faults', '--json'])).stdout);
  expect(faults.map(({ id }) => id)).toEqual(FAULTS.map(({ id }) => id));
  for (const one of faults)
    expect(Object.keys(one)).toEqual(expect.arrayContaining(keys.get('faults --json') ?? []));

  const { stdout, code } = await lab(['verify'], `${verifyCase}\n`);
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout))).toEqual(expect.arrayContaining(keys.get('verify') ?? []));
});
