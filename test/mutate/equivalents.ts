/**
 * Mutants that change nothing that anybody could see, by file, by the text that was replaced and by
 * what replaced it. One that no longer exists fails the run: it excuses nothing any more.
 */
export interface Equivalent {
  readonly file: string;
  readonly was: string;
  readonly text: string;
  readonly why: string;
}

export const EQUIVALENTS: readonly Equivalent[] = [];
