import { hexByte } from '../../../bytes/hex.ts';
/** A run of bytes in one row that look alike. */
export interface HexSegment {
  readonly text: string;
  readonly selected: boolean;
  readonly marked: boolean;
}

export interface HexRow {
  /** Index of the first byte. */
  readonly offset: number;
  readonly segments: readonly HexSegment[];
}

/** From `start` up to but without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** `1603 01` as `16 03 01`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hexByte(byte)).join(' ');
}

function inside(range: ByteRange | null, byte: number): boolean {
  return range !== null && byte >= range.start && byte < range.end;
}

/**
 * One row of a hex view, cut where its look changes, so that a row is a handful of elements and not
 * one for each byte.
 */
export function hexRow(
  bytes: Uint8Array,
  offset: number,
  width: number,
  selection: ByteRange | null,
  marks: ReadonlySet<number>,
): HexRow {
  const segments: HexSegment[] = [];
  const end = Math.min(bytes.length, offset + width);
  for (let at = offset; at < end;) {
    const selected = inside(selection, at);
    const marked = marks.has(at);
    let to = at + 1;
    while (to < end && inside(selection, to) === selected && marks.has(to) === marked) to++;
    segments.push({ text: hexOf(bytes.subarray(at, to)), selected, marked });
    at = to;
  }
  return { offset, segments };
}

/** The indices at which two records differ. */
export function changedBytes(before: Uint8Array, after: Uint8Array): Set<number> {
  const changed = new Set<number>();
  for (let at = 0; at < Math.max(before.length, after.length); at++)
    if (before[at] !== after[at]) changed.add(at);
  return changed;
}
