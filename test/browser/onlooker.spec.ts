import { FAULTS } from '../../src/lab/faults.ts';
import type { View } from '../../src/lab/scenario.ts';
import type { Trace } from '../../src/lab/trace.ts';
import type { Page } from '@playwright/test';
import { foundIn, unknownWords } from '../support/onlooker.ts';
import { card, expect, open, test, traceInNode } from './lab.ts';

const VIEWS: readonly View[] = ['client', 'server', 'wire'];
/** What was chosen is no secret of the run: it stands apart from what is seen of it. */
const SEEN = ['.stage', '.panel', '.player', '.outcomes'];

/** All text and all attributes of what an onlooker sees, and what a screen reader makes of it. */
async function everythingTold(page: Page): Promise<string> {
  const markup = await page.evaluate((selectors) => {
    const said: string[] = [document.title];
    for (const selector of selectors)
      for (const root of document.querySelectorAll(`main > .run > ${selector}`))
        for (const element of [root, ...root.querySelectorAll('*')]) {
          for (const { name, value } of element.attributes)
            if (name !== 'style' && name !== 'id') said.push(value);
          for (const child of element.childNodes)
            if (child.nodeType === Node.TEXT_NODE) said.push(child.textContent ?? '');
        }
    return said.join('\n');
  }, SEEN);
  const spoken = await Promise.all(
    SEEN.map((selector) => page.locator(`main > .run > ${selector}`).ariaSnapshot()),
  );
  return [markup, ...spoken].join('\n');
}

async function goTo(page: Page, query: string, step: number): Promise<void> {
  await page.goto(`./#/simulator?v=1&${query}&step=${step}`);
  await expect(page.getByRole('slider', { name: 'Timeline' })).toHaveAttribute(
    'aria-valuenow',
    String(step),
  );
  await expect(card(page, 'mtls')).toHaveAttribute('aria-busy', 'false');
}

/** Just before the step that decides, the alert, whose name the timeline could tell, and the end. */
function momentsOf({ outcome, steps }: Trace): readonly number[] {
  const at = outcome.decidedAt ?? Math.floor(steps.length / 2);
  const alert = steps.findIndex(({ kind }) => kind === 'alert') + 1;
  return [...new Set([at, alert || steps.length, steps.length])];
}

for (const view of VIEWS)
  test(`nothing on the page tells “${view}” what has not reached it`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `v=1&mode=mtls&step=1&view=everyone`);
    const leaks: string[] = [];
    for (const { id } of FAULTS) {
      const trace = await traceInNode([id], 'mtls');
      for (const step of momentsOf(trace)) {
        await goTo(page, `mode=mtls&faults=${id}&view=${view}`, step);
        const told = await everythingTold(page);
        for (const word of foundIn(told, unknownWords(trace, view, step)))
          leaks.push(`${id}, step ${step}: ${word}`);
      }
    }
    expect(leaks).toEqual([]);
  });

test('two runs side by side part before those only who can see it, and a late refusal stays the server’s', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1600, height: 900 });
  const fault = 'client-expired';
  const trace = await traceInNode([fault], 'mtls');
  await open(page, `v=1&mode=compare&faults=${fault}&view=everyone`);
  await expect(page.getByText(/here they part/)).toHaveCount(1);
  await expect(card(page, 'tls')).toHaveAttribute('data-outcome', 'connected');
  await expect(card(page, 'mtls')).toHaveAttribute('data-outcome', 'refused');
  for (const view of VIEWS) {
    await page.goto(`./#/simulator?v=1&mode=compare&faults=${fault}&step=99&view=${view}`);
    await expect(
      page
        .locator('.stage')
        .getByText(/believes|cannot see/)
        .first(),
    ).toBeAttached();
    await expect(page.getByText(/here they part/)).toHaveCount(view === 'wire' ? 0 : 1);
    const told = await everythingTold(page);
    expect(foundIn(told, unknownWords(trace, view, trace.steps.length))).toEqual([]);
  }
});

test('a client shows as unknown what it cannot know, until it reads the alert', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const trace = await traceInNode(['client-expired'], 'mtls');
  const query = 'mode=mtls&faults=client-expired&view=client';
  await open(page, `v=1&${query}&step=1`);
  await goTo(page, query, trace.steps.length - 1);
  const outcome = card(page, 'mtls');
  await expect(outcome).toContainText('The client believes: connected');
  expect(await outcome.getAttribute('data-outcome')).toBeNull();
  await goTo(page, query, trace.steps.length);
  await expect(outcome).toHaveAttribute('data-outcome', 'refused');
  await expect(outcome).toHaveAttribute('data-late', 'true');
  expect(await outcome.getAttribute('data-deceived')).toBeNull();
});

test('a record that nobody will read is drawn as any other until its reader gives up', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const trace = await traceInNode(['client-expired'], 'mtls');
  const at = trace.outcome.decidedAt ?? -1;
  const query = 'mode=mtls&faults=client-expired';
  await open(page, `v=1&${query}&step=1`);
  const unread = page.locator('.stage').getByText(/never read|unread/);
  await goTo(page, query, at);
  await expect(unread).toHaveCount(0);
  expect(await card(page, 'mtls').getAttribute('data-outcome')).toBeNull();
  await goTo(page, query, at + 1);
  await expect(unread).not.toHaveCount(0);
  await expect(card(page, 'mtls')).toHaveAttribute('data-outcome', 'refused');
});
