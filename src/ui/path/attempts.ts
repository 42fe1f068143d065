import { toHex } from '../../bytes/hex.ts';
import type { PathAttempt, PathVerdict } from '../../pki/path/check.ts';

/** At most so many attempts, with so many certificates between them, are drawn unasked. */
export const MOST_ATTEMPTS = 5;
export const MOST_CERTIFICATES = 14;

export interface ChosenAttempts {
  /** The path taken (or the best one given up) first, then others in the order they were tried. */
  readonly shown: readonly PathAttempt[];
  readonly hidden: readonly PathAttempt[];
}

/** Which attempts a picture can show and stay readable. */
export function chooseAttempts(verdict: PathVerdict, all: boolean): ChosenAttempts {
  const [spine, ...others] = spineFirst(verdict);
  if (!spine) return { shown: [], hidden: [] };
  const shown = [spine];
  const hidden: PathAttempt[] = [];
  const certificates = new Set(spine.certificates.map(toHex));
  for (const attempt of others) {
    const grown = new Set([...certificates, ...attempt.certificates.map(toHex)]);
    const fits = shown.length < MOST_ATTEMPTS && grown.size <= MOST_CERTIFICATES;
    if (!all && !fits) {
      hidden.push(attempt);
      continue;
    }
    shown.push(attempt);
    for (const id of grown) certificates.add(id);
  }
  return { shown, hidden };
}

/** Each path once; the one that the verdict speaks of stands first. */
function spineFirst(verdict: PathVerdict): PathAttempt[] {
  const { accepted, checks, cause, path } = verdict;
  if (path.length === 0) return [...verdict.attempts];
  const keyOf = (certificates: readonly Uint8Array[]) => certificates.map(toHex).join(' ');
  const spine: PathAttempt = { certificates: path, accepted, checks, cause };
  const byKey = new Map<string, PathAttempt>([[keyOf(path), spine]]);
  for (const attempt of verdict.attempts) {
    const key = keyOf(attempt.certificates);
    if (!byKey.has(key)) byKey.set(key, attempt);
  }
  return [...byKey.values()];
}
