import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import wordsApart from './test/lint/wordsApart.js';

/** The rooms whose code runs unchanged in a page, a worker and a test. */
const ENGINE = ['pki', 'tls', 'lab', 'narration'].map((room) => `src/${room}/**/*.ts`);

/** Everything that exists in a page only or in Node only, and what is handed in: crypto. */
const SHARED = new Set(Object.keys(globals['shared-node-browser']));
const NOT_EVERYWHERE = Object.keys({ ...globals.browser, ...globals.node }).filter(
  (name) => !SHARED.has(name),
);

export default defineConfig(
  globalIgnores(['dist/', 'test/vectors/', 'test/.results/']),
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals['shared-node-browser'] } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'no-console': 'error',
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
        parser: ts.parser,
      },
    },
  },
  {
    files: ['ui', 'app', 'embed', 'learn', 'mesh'].map((room) => `src/${room}/**/*.{ts,svelte}`),
    plugins: { house: { rules: { 'words-apart': wordsApart } } },
    rules: { 'house/words-apart': 'error' },
  },
  {
    files: ENGINE,
    rules: {
      'no-restricted-globals': [
        'error',
        ...[...NOT_EVERYWHERE, 'console'].map((name) => ({
          name,
          message: 'This room runs in a page, a worker and Node alike (see CONTRIBUTING.md).',
        })),
        { name: 'crypto', message: 'Cryptography is handed in, never taken from the global.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Nothing that is shown may be made up.' },
      ],
    },
  },
  {
    files: ['src/node/**/*.ts', 'test/**/*.{ts,mjs}', '*.config.{js,ts}'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
);
