import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type InlineConfig } from 'vite';

const QUIET: InlineConfig = { configFile: false, logLevel: 'error' };

/** A measurement built as it would be shipped: what runs the sources as they are slows them down. */
export interface Bundle {
  readonly file: string;
  readonly url: string;
  remove(): void;
}

/**
 * @param entry path of a module below this folder
 * @param target where it will run
 */
export async function bundle(entry: string, target: 'node' | 'page'): Promise<Bundle> {
  const outDir = mkdtempSync(join(tmpdir(), 'mtls-lab-bench-'));
  const source = join(import.meta.dirname, entry);
  const isNode = target === 'node';
  await build({
    ...QUIET,
    ...(isNode ? { ssr: { noExternal: true } } : {}),
    build: {
      outDir,
      target: 'es2022',
      ...(isNode ? { ssr: source } : { lib: { entry: source, formats: ['es'] } }),
      rolldownOptions: { output: { entryFileNames: 'bench.mjs', codeSplitting: false } },
    },
  });
  const file = join(outDir, 'bench.mjs');
  return {
    file,
    url: pathToFileURL(file).href,
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
