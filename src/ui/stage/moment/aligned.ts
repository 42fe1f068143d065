import type { ComparedRow } from '../../../lab/compare.ts';

/** Which of the two runs that are compared. */
export type Side = keyof ComparedRow;

/**
 * The cursor of one run, when the cursor of the comparison counts rows.
 *
 * @param rows the alignment of both runs
 * @param side whose cursor
 * @param cursor integer part: rows fully shown; fraction: progress of the row under way
 */
export function cursorOfSide(rows: readonly ComparedRow[], side: Side, cursor: number): number {
  const whole = Math.floor(cursor);
  const shown = rows.slice(0, whole).filter((row) => row[side] !== null).length;
  const underWay = rows[whole];
  return underWay && underWay[side] !== null ? shown + (cursor - whole) : shown;
}

/** Does this run do anything in the row under the cursor? */
export function actsNow(rows: readonly ComparedRow[], side: Side, cursor: number): boolean {
  const row = rows[Math.ceil(cursor) - 1];
  return row !== undefined && row[side] !== null;
}

/** The row in which a step of one run stands; -1 when there is none. */
export function rowOfStep(rows: readonly ComparedRow[], side: Side, step: number): number {
  return rows.findIndex((row) => row[side] === step);
}
