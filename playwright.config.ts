import { defineConfig } from '@playwright/test';
import { launchOptions } from './test/support/chromium.ts';

const port = process.env['PREVIEW_PORT'] ?? '47173';
/** Set it to test a server that runs already; else the built page is served here. */
const running = process.env['BASE_URL'];
const baseURL = running ?? `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: 'test',
  outputDir: 'test/.results/browser',
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  use: { baseURL, launchOptions: launchOptions() },
  projects: [
    { name: 'weight', testMatch: 'weight/*.spec.ts' },
    { name: 'page', testMatch: 'browser/*.spec.ts' },
  ],
  ...(running
    ? {}
    : {
        webServer: {
          command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
          url: baseURL,
        },
      }),
});
