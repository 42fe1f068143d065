/** Room that something needs: a range of x, and how far it reaches above and below its own y. */
export interface Room {
  /** Rooms on different tracks (the two stages of a comparison) never meet. */
  readonly track: number;
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
}

/** One row: what happens at the same moment, and the least distance to the row before it. */
export interface PackRow {
  readonly rooms: readonly Room[];
  /** True when this row must start lower than the row before it, even if there is room beside it. */
  readonly below: boolean;
}

interface Placed extends Room {
  readonly y: number;
}

const GAP = 4;
const LEAST_STEP = 22;

function meets(a: Room, b: Room): boolean {
  return a.track === b.track && a.left < b.right && b.left < a.right;
}

/**
 * Gives each row the smallest y at which nothing overlaps, never higher than the row before it:
 * time runs downwards, and what fits beside something else shares its height.
 *
 * @param rows in time order
 * @param top where the first row may begin, in px
 * @returns the y of each row
 */
export function packRows(rows: readonly PackRow[], top: number): readonly number[] {
  const placed: Placed[] = [];
  let previous = top;
  let reach = 0;
  return rows.map((row, index) => {
    let y = index > 0 && row.below ? previous + Math.max(LEAST_STEP, reach) : previous;
    for (const room of row.rooms) {
      y = Math.max(y, top + room.above);
      for (const other of placed) {
        if (meets(room, other)) y = Math.max(y, other.y + other.below + GAP + room.above);
      }
    }
    for (const room of row.rooms) placed.push({ ...room, y });
    previous = y;
    reach = Math.max(0, ...row.rooms.map((room) => room.below)) + GAP;
    return y;
  });
}
