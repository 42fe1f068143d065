import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const VECTORS = join(import.meta.dirname, 'vectors');

describe('published data that tests compare with', () => {
  const folders = readdirSync(VECTORS);

  it('is there', () => {
    expect(folders.length).toBeGreaterThan(1);
  });

  it.each(folders)('%s says where it is from and under which licence', (folder) => {
    const path = join(VECTORS, folder, 'README.md');
    expect(existsSync(path)).toBe(true);
    const [, section = ''] = /^## Source and licence\n([^]*?)(?=^## |(?![^]))/m.exec(
      readFileSync(path, 'utf8'),
    ) ?? [''];
    expect(section).toMatch(/https:\/\/\S+/);
    expect(section).toMatch(/MIT|ISC|BSD|Apache-2\.0|public domain/);
  });
});
