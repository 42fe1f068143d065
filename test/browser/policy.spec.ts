import { expect, test, watch } from '../support/page.ts';

const BREACHES: Readonly<Record<string, () => void>> = {
  'an inline style': () => document.body.setAttribute('style', 'color: red'),
  'markup made of text': () => {
    document.createElement('p').innerHTML = '<b>bold</b>';
  },
  'a request to another host': () => void fetch('https://elsewhere.example/').catch(() => null),
};

for (const [breach, commit] of Object.entries(BREACHES))
  test(`the policy stands in the way of ${breach}, and that is noticed`, async ({
    browser,
    baseURL,
  }) => {
    const home = baseURL ?? '';
    const context = await browser.newContext();
    const problems = watch(context, home);
    const page = await context.newPage();
    await page.goto(home);
    expect(problems).toEqual([]);
    await page.evaluate(commit).catch(() => null);
    await expect.poll(() => problems.join()).toMatch(/Content Security Policy|TrustedHTML/);
    await context.close();
  });
