import measured from './measured.json';
import { list } from './phrases.ts';

/** How a handshake ended; the words are those of the outcome. */
export interface Ending {
  readonly refusedBy: string | null;
  readonly alert: string | null;
  /** The request arrived, and so did its answer. */
  readonly delivered: boolean;
}

/** Which ends of a run a stack played; the lab played the other. */
export type Plays = 'both' | 'client' | 'server';

/** What another stack ends in another way than this lab. */
export interface Difference {
  /** A fault of the catalogue, or a case that only the peers tests know. */
  readonly case: string;
  /** The modes in which it ends so. */
  readonly modes: readonly string[];
  readonly stack: string;
  readonly plays: Plays;
  readonly ours: Ending;
  readonly theirs: Ending;
}

/**
 * The list of differences. `npm run peers` measures all of it anew and writes it; nothing in it is
 * written by hand. The peers tests compare with real stacks through it: equal, or listed.
 *
 * GnuTLS is measured as a client only: its server cannot listen on loopback alone.
 */
export const DIFFERENCES = measured.differences as readonly Difference[];

/** Each stack as people call it, with the version that was measured: `OpenSSL 3.0`. */
export const STACK_NAMES: Readonly<Record<string, string>> = measured.stacks;

/** The stacks of some differences, as people call them: `Go 1.19 and GnuTLS 3.7`. */
export function namesOf(differences: readonly Difference[]): string {
  return list(differences.map(({ stack }) => STACK_NAMES[stack] ?? stack));
}

export function sameEnding(one: Ending, other: Ending): boolean {
  return (
    one.refusedBy === other.refusedBy &&
    one.alert === other.alert &&
    one.delivered === other.delivered
  );
}
