import measured from './measured.json';

/** How a handshake ended; the words are those of the outcome. */
export interface Ending {
  readonly refusedBy: string | null;
  readonly alert: string | null;
  /** The request arrived, and so did its answer. */
  readonly delivered: boolean;
}

/** One run that another stack, playing both roles, ends in another way than this lab. */
export interface Difference {
  /** A fault of the catalogue, or a case that only the peers tests know. */
  readonly case: string;
  readonly mode: string;
  readonly stack: string;
  readonly ours: Ending;
  readonly theirs: Ending;
}

/**
 * The list of differences. `npm run peers` measures all of it anew and writes it; nothing in it is
 * written by hand. The peers tests compare with real stacks through it: equal, or listed.
 */
export const DIFFERENCES: readonly Difference[] = measured.differences;

/** Each stack as people call it, with the version that was measured: `OpenSSL 3.0`. */
export const STACK_NAMES: Readonly<Record<string, string>> = measured.stacks;

export function sameEnding(one: Ending, other: Ending): boolean {
  return (
    one.refusedBy === other.refusedBy &&
    one.alert === other.alert &&
    one.delivered === other.delivered
  );
}
