/** A run, as far as it is set beside another: its steps, each with the key that tells them apart. */
interface Keyed {
  readonly steps: readonly { readonly key: string }[];
}

/** One moment of two runs: the step of each, or null where that run has none. */
export interface ComparedRow {
  readonly tls: number | null;
  readonly mtls: number | null;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** The first row at which the runs differ; null when they never do. */
  readonly partsAt: number | null;
}

/**
 * Sets two runs of one world side by side: steps with the same key share a row (longest common
 * subsequence), and a step that only one of them has stands alone.
 *
 * @param tls the run without client authentication
 * @param mtls the run with it
 */
export function compare(tls: Keyed, mtls: Keyed): Comparison {
  const left = tls.steps.map(({ key }) => key);
  const right = mtls.steps.map(({ key }) => key);
  const lengths = commonLengths(left, right);
  const common = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  const rows: ComparedRow[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (left[i] === right[j]) {
      rows.push({ tls: i++, mtls: j++ });
    } else if (i === left.length || (j < right.length && common(i, j + 1) >= common(i + 1, j))) {
      rows.push({ tls: null, mtls: j++ });
    } else {
      rows.push({ tls: i++, mtls: null });
    }
  }
  const partsAt = rows.findIndex((row) => row.tls === null || row.mtls === null);
  return { rows, partsAt: partsAt === -1 ? null : partsAt };
}

/** `lengths[i][j]`: how many keys `left` from i and `right` from j have in common, in order. */
function commonLengths(left: readonly string[], right: readonly string[]): number[][] {
  const lengths = left.map((): number[] => []);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (!row) continue;
      row[j] =
        left[i] === right[j]
          ? 1 + (lengths[i + 1]?.[j + 1] ?? 0)
          : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
