import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { readRelease } from './src/node/release.ts';
import { thirdParty } from './src/node/thirdParty.ts';
import { HEADERS } from './test/support/policy.ts';

export default defineConfig({
  // Relative URLs, so that the built files work from any folder of any host.
  base: './',
  define: { __RELEASE__: JSON.stringify(readRelease()) },
  plugins: [svelte({ configFile: false }), thirdParty()],
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every visit needs is one file, and so is what it shows once the run has come to rest.
          groups: [
            { name: 'first', test: /src\/app\/main\.ts|rolldown\/runtime/, priority: 2 },
            { name: 'details', test: /src\/ui\/panel\/StepDetails\.svelte/, priority: 1 },
            {
              name: 'issue',
              test: /src\/pki\/issue\/certificate\.ts/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  // The built page is looked at under the policy that it promises to work under.
  preview: { headers: HEADERS },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**'],
    // What has to end is taken to hang after this; no test asserts on time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By default one core is left idle, which of two is half.
    maxWorkers: '100%',
  },
});
