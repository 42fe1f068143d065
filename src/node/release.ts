import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Which state of the project this is. */
export interface Release {
  /** As package.json has it. */
  readonly version: string;
  /** Short, with `-dirty` when files differ from it; null: it is not known, as without git. */
  readonly commit: string | null;
}

/** What package.json and git say, at this moment. */
export function readRelease(): Release {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Release;
  // A copy without a history of its own may lie within another project's.
  const isOwn = git('rev-parse', '--show-toplevel') === realpathSync(ROOT);
  const commit = isOwn ? git('describe', '--always', '--dirty', '--abbrev=10', '--exclude=*') : '';
  return { version, commit: commit === '' ? null : commit };
}

function git(...args: readonly string[]): string {
  const { status, stdout } = spawnSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
