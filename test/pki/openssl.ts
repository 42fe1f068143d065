import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for files that openssl reads and writes. */
export interface OpensslFolder {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  read(name: string): Uint8Array;
  /** Runs openssl there; throws with its own words when it does not end well. */
  run(...args: readonly string[]): string;
  /** The same, for a command that is expected to refuse: what it said on both channels. */
  try(...args: readonly string[]): { readonly ok: boolean; readonly said: string };
  remove(): void;
}

export function opensslFolder(): OpensslFolder {
  const folder = mkdtempSync(join(tmpdir(), 'mtls-lab-'));
  const path = (name: string) => join(folder, name);
  const execute: OpensslFolder['try'] = (...args) => {
    const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8', input: '' });
    if (done.error) {
      throw new Error(
        'These tests compare with openssl, and there is none on the PATH: install it.',
      );
    }
    return { ok: done.status === 0, said: `${done.stdout}${done.stderr}` };
  };
  return {
    path,
    try: execute,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => new Uint8Array(readFileSync(path(name))),
    run(...args) {
      const { ok, said } = execute(...args);
      if (!ok) throw new Error(`openssl ${args.join(' ')} failed: ${said}`);
      return said;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
