import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circles, importsOf, violations } from './support/imports.ts';

const SOURCE = join(import.meta.dirname, '..', 'src');

function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => name.split(sep).join('/'))
    .sort();
}

describe('the layout of src', () => {
  const files = sourceFiles();

  it('has files to look at in every room of the engine', () => {
    for (const room of ['bytes', 'pki', 'tls', 'lab', 'narration', 'ui', 'app', 'node']) {
      expect(files.filter((file) => file.startsWith(`${room}/`))).not.toEqual([]);
    }
  });

  it('imports downwards only', () => {
    const broken = files.flatMap((file) =>
      violations(file, readFileSync(join(SOURCE, file), 'utf8')),
    );
    expect(broken).toEqual([]);
  });

  it('goes in no circle, between files either', () => {
    const imports = new Map(
      files.map((file) => [
        file,
        importsOf(file, readFileSync(join(SOURCE, file), 'utf8'))
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => posix.join(posix.dirname(file), specifier)),
      ]),
    );
    expect(circles(imports)).toEqual([]);
  });

  it('keeps every file short enough to read in one go', () => {
    const long = files.filter(
      (file) => readFileSync(join(SOURCE, file), 'utf8').split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const why = (file: string, source: string) => violations(file, source).map((one) => one.why);

  it.each([
    ['pki/keys.ts', "import { x } from '../tls/bytes.ts';", 'src/pki may not import src/tls'],
    ['tls/client.ts', "import { x } from '../lab/run.ts';", 'src/tls may not import src/lab'],
    ['tls/deep/a.ts', "import { x } from '../../ui/a.ts';", 'src/tls may not import src/ui'],
    [
      'lab/run.ts',
      "export * from '../narration/words.ts';",
      'src/lab may not import src/narration',
    ],
    ['narration/a.ts', "await import('../app/a.ts');", 'src/narration may not import src/app'],
    ['ui/a.ts', "import type { A } from '../app/a.ts';", 'src/ui may not import src/app'],
    ['ui/a.ts', "import '../node/a.ts';", 'src/ui may not import src/node'],
    ['node/cli.ts', "import '../ui/a.ts';", 'src/node may not import src/ui'],
    ['extra/a.ts', "import '../pki/a.ts';", 'src/extra is no room of the house'],
    ['pki/a.ts', "import '../../test/a.ts';", 'src may import only src, not ../test/a.ts'],
    ['bytes/a.ts', "import '../pki/a.ts';", 'src/bytes may not import src/pki'],
    ['app/a.ts', "import '../engine.ts';", 'src/app may not import src/engine.ts'],
    ['node/cli.ts', "import '../engine.ts';", 'src/node may not import src/engine.ts'],
    ['engine.ts', "export * from './ui/a.ts';", 'src/engine.ts may not import src/ui'],
    ['tls/a.ts', "import 'node:fs';", 'src/tls also runs in a page, which has no node:fs'],
    ['ui/a.ts', "import 'node:fs';", 'src/ui also runs in a page, which has no node:fs'],
    ['lab/a.ts', "import 'svelte';", 'src/lab may import only packages that run anywhere'],
    ['pki/a.ts', "import '@peculiar/x509';", '@peculiar/x509 is for tests to compare with'],
    ['app/a.ts', "await import('pkijs');", 'pkijs is for tests to compare with'],
    ['app/a.ts', "await import('@peculiar/x509');", '@peculiar/x509 is for tests to compare with'],
    [
      'pki/second/library.ts',
      "import { X509Certificate } from '@peculiar/x509';",
      '@peculiar/x509 is loaded only when it is asked for',
    ],
    [
      'pki/second/library.ts',
      "export * from 'reflect-metadata';",
      'reflect-metadata is loaded only when it is asked for',
    ],
    ['pki/second/library.ts', "await import('pkijs');", 'pkijs is for tests to compare with'],
  ])('refuse in %s: %s', (file, source, reason) => {
    expect(why(file, source)).toEqual([reason]);
  });

  it.each([
    ['lab/run.ts', "import '../tls/client.ts'; import './wire.ts';"],
    ['pki/bundle/kubernetes.ts', "await import('yaml');"],
    ['pki/second/library.ts', "await import('@peculiar/x509');"],
    ['tls/crypto.ts', "import { sha256 } from '@noble/hashes/sha2.js';"],
    ['app/App.svelte', "<script>import { mount } from 'svelte'; import '../ui/base.css';</script>"],
    ['node/cli.ts', "import 'node:net'; import '../lab/run.ts';"],
    ['engine.ts', "export { run } from './lab/run.ts'; export { a } from './pki/a.ts';"],
  ])('allow in %s: %s', (file, source) => {
    expect(why(file, source)).toEqual([]);
  });

  it('find circles of any length, and only those', () => {
    const of = (...arrows: readonly [string, readonly string[]][]) => circles(new Map(arrows));
    expect(of(['a', ['b', 'c']], ['b', ['c']], ['c', []])).toEqual([]);
    expect(of(['a', ['b']], ['b', ['c']], ['c', ['a', 'd']], ['d', []])).toEqual([['a', 'b', 'c']]);
    expect(of(['a', ['b']], ['b', ['a']], ['c', ['d', 'a']], ['d', ['c']])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('see what a component imports, in both of its scripts', () => {
    const component = `
      <script module lang="ts">import { a } from './a.ts';</script>
      <script lang="ts">
        import B from './B.svelte';
        const c = () => import('./c.ts');
      </script>
      <p>import 'not-code';</p>`;
    expect(importsOf('ui/A.svelte', component)).toEqual(['./a.ts', './B.svelte', './c.ts']);
  });
});
