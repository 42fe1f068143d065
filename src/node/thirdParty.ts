import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Where the built page has it, beside its index.html. */
export const THIRD_PARTY_FILE = 'third-party.txt';

/** A package of which code is in the page. */
interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  /** What its licence says, word for word. */
  readonly text: string;
}

/** Writes down, with each build, which packages really are in the page, and under which licences. */
export function thirdParty(): Plugin {
  return {
    name: 'third-party',
    apply: 'build',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        for (const id of file.moduleIds) {
          const folder = packageFolder(id);
          if (folder !== null) folders.add(folder);
        }
      }
      const source = listOf([...folders].map(readPackage));
      this.emitFile({ type: 'asset', fileName: THIRD_PARTY_FILE, source });
    },
  };
}

/** The folder of the package that a module is from; null: it is our own, or made by the build. */
function packageFolder(id: string): string | null {
  const [path = ''] = id.replace(/^\0/, '').split('?');
  return (
    /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replaceAll('\\', '/'))?.[0] ?? null
  );
}

function readPackage(folder: string): Package {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Package;
  const text = licenceText(folder);
  if (text === null) throw new Error(`${name} comes without the text of its licence (${license}).`);
  return { name, version, license, text };
}

/** Its licence, and what Apache-2.0 §4 asks to hand on beside it. */
function licenceText(folder: string): string | null {
  const files = readdirSync(folder);
  const licence = files.filter((name) => /^licen[cs]e(\.|-|$)/i.test(name));
  if (licence.length === 0) return null;
  const notices = files.filter((name) => /notice/i.test(name));
  return [...licence, ...notices]
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
}

function listOf(packages: readonly Package[]): string {
  const sorted = [...packages].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const line = '-'.repeat(80);
  return sorted
    .map(({ name, version, license, text }) =>
      [line, `${name} ${version}`, `Licence: ${license}`, line, '', text, ''].join('\n'),
    )
    .join('\n');
}
