/** Something measured against a named reference, in one process and in turns. */
export interface Comparison {
  readonly what: string;
  /** What it is held against. */
  readonly reference: string;
  /** Milliseconds for one. */
  readonly ours: number;
  readonly theirs: number;
  /** `ours / theirs`: the median of the ratios of all rounds. */
  readonly ratio: number;
  /** What we aim for: the ratio, at most. */
  readonly aim: number;
}

export interface Contest {
  readonly what: string;
  readonly reference: string;
  readonly aim: number;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  /** How many of each a round does. */
  readonly repeat: number;
}

const ROUNDS = 21;
const WARM_UP_ROUNDS = 4;

/**
 * Lets both do the same in short turns, so that whatever else the machine does slows both down, and
 * takes the median of the rounds. Ratios of one run can be compared; times of two runs cannot.
 */
export async function compare(contest: Contest): Promise<Comparison> {
  const { what, reference, aim, repeat } = contest;
  const rounds: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const ours = await time(contest.ours, repeat);
    const theirs = await time(contest.theirs, repeat);
    if (round >= WARM_UP_ROUNDS) rounds.push({ ours, theirs });
  }
  return {
    what,
    reference,
    aim,
    ours: median(rounds.map(({ ours }) => ours)),
    theirs: median(rounds.map(({ theirs }) => theirs)),
    ratio: median(rounds.map(({ ours, theirs }) => ours / theirs)),
  };
}

async function time(act: () => Promise<unknown>, repeat: number): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < repeat; count++) await act();
  return (performance.now() - start) / repeat;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
