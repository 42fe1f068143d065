import { test as base, expect, type BrowserContext } from '@playwright/test';
import { CONTENT_SECURITY_POLICY } from './policy.ts';

/**
 * Watches every page of a context for what must never happen: something breaks, another host is
 * asked, a page comes without the strict policy, or something in it goes against that policy.
 *
 * @param home the address of the page under test
 * @returns the list of what happened, which grows
 */
export function watch(context: BrowserContext, home: string): readonly string[] {
  const problems: string[] = [];
  const { host } = new URL(home);
  const isElsewhere = (url: URL): boolean => url.protocol.startsWith('http') && url.host !== host;
  context.on('request', (request) => {
    if (isElsewhere(new URL(request.url()))) problems.push(`asked for ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.request().resourceType() !== 'document') return;
    if (response.headers()['content-security-policy'] !== CONTENT_SECURITY_POLICY)
      problems.push(`${response.url()} came without the policy`);
  });
  context.on('weberror', (error) => problems.push(error.error().message));
  // Chromium says on the console what the policy kept from happening.
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

/** The test of every spec: it fails when anything happens that `watch` watches for. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ context, baseURL }, use) => {
      const problems = watch(context, baseURL ?? 'http://localhost');
      await use(undefined);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
