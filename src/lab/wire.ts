import { concatBytes } from '../bytes/bytes.ts';
import type { HandshakeName } from '../tls/endpoint.ts';

/** Which end of a connection sent something. */
export type Sender = 'client' | 'server';

/**
 * Which record is meant: the n-th, from 0, of those that its sender sent and that hold such a thing.
 * `sealed`: whose header says application_data, as every encrypted record’s does (RFC 8446 §5.2).
 */
export interface RecordChoice {
  readonly from: Sender | 'either';
  readonly holds: 'anything' | 'sealed' | 'data' | 'alert' | 'close' | 'raw' | HandshakeName;
  readonly nth: number;
}

/** A byte of a record, its header included: counted from its start, or the one in the middle of what it carries. */
export type ByteAt = number | 'middle';

/** What is done to a record on its way. Whoever does it has no keys: he has bytes. */
export type Change =
  /** The last bit of a byte is the other one. */
  | { readonly kind: 'flip'; readonly at: ByteAt }
  /** These bytes stand there instead. */
  | { readonly kind: 'overwrite'; readonly at: ByteAt; readonly bytes: Uint8Array }
  /** It never arrives. */
  | { readonly kind: 'drop' }
  /** It arrives without its last bytes. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** It arrives after so many later records of the same sender, or when nothing else moves. */
  | { readonly kind: 'delay'; readonly by: number }
  /** It arrives once more, after so many later records of the same sender. */
  | { readonly kind: 'repeat'; readonly after: number }
  /** Something that its sender never sent arrives before it. `by`: the party that wrote it. */
  | { readonly kind: 'insert'; readonly bytes: Uint8Array; readonly by: string }
  /** The connection ends, in both directions, before it or behind it. */
  | { readonly kind: 'hang-up'; readonly place: 'before' | 'behind' };

export interface Tamper {
  readonly record: RecordChoice;
  readonly change: Change;
}

/** A record as it leaves its sender. */
export interface Passing<Id> {
  readonly id: Id;
  readonly from: Sender;
  /** What it holds, as whoever directs the run knows it. */
  readonly holds: Exclude<RecordChoice['holds'], 'anything' | 'sealed'> | null;
  readonly bytes: Uint8Array;
}

/** What comes out at the other end, in this order. */
export type Arrival<Id> =
  | { readonly kind: 'record'; readonly id: Id; readonly to: Sender; readonly bytes: Uint8Array }
  | {
      readonly kind: 'inserted';
      readonly by: string;
      readonly to: Sender;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'end' };

const HEADER_LENGTH = 5;
const APPLICATION_DATA = 23;

/**
 * What happens to records between the two ends of a connection. The wire carries bytes, holds no keys
 * and makes nothing up beyond what it is told.
 */
export class Wire<Id> {
  readonly #tampers: readonly { readonly tamper: Tamper; seen: number }[];
  #held: { readonly arrival: Arrival<Id>; readonly from: Sender; left: number }[] = [];
  #ended = false;

  constructor(tampers: readonly Tamper[]) {
    this.#tampers = tampers.map((tamper) => ({ tamper, seen: 0 }));
  }

  /** Takes one record, and hands out what arrives because of it. */
  carry(passing: Passing<Id>): readonly Arrival<Id>[] {
    if (this.#ended) return [];
    const to = passing.from === 'client' ? 'server' : 'client';
    const record: Arrival<Id> = { kind: 'record', id: passing.id, to, bytes: passing.bytes };
    let arrivals: readonly Arrival<Id>[] = [record];
    const due = this.#due(passing.from);
    for (const change of this.#changesOf(passing))
      arrivals = this.#apply(change, arrivals, passing);
    const all = [...arrivals, ...due];
    const end = all.findIndex(({ kind }) => kind === 'end');
    this.#ended = end !== -1;
    return this.#ended ? all.slice(0, end + 1) : all;
  }

  /** What was held back for something that never came: it arrives when nothing else moves. */
  release(): readonly Arrival<Id>[] {
    const held = this.#held.map(({ arrival }) => arrival);
    this.#held = [];
    return held;
  }

  /** What was held back until this record came. */
  #due(from: Sender): Arrival<Id>[] {
    const mine = this.#held.filter((one) => one.from === from);
    for (const one of mine) one.left--;
    this.#held = this.#held.filter((one) => one.left > 0);
    return mine.filter(({ left }) => left <= 0).map(({ arrival }) => arrival);
  }

  #changesOf({ from, holds, bytes }: Passing<Id>): Change[] {
    const chosen = this.#tampers.filter(({ tamper: { record } }) => {
      if (record.from !== 'either' && record.from !== from) return false;
      if (record.holds === 'sealed')
        return bytes[0] === APPLICATION_DATA && bytes.length > HEADER_LENGTH;
      return record.holds === 'anything' || record.holds === holds;
    });
    return chosen
      .filter((one) => one.seen++ === one.tamper.record.nth)
      .map((one) => one.tamper.change);
  }

  #apply(
    change: Change,
    arrivals: readonly Arrival<Id>[],
    { from }: Passing<Id>,
  ): readonly Arrival<Id>[] {
    const onRecord = (to: (arrival: RecordArrival<Id>) => readonly Arrival<Id>[]) =>
      arrivals.flatMap((arrival) => (arrival.kind === 'record' ? to(arrival) : [arrival]));
    switch (change.kind) {
      case 'flip':
        return onRecord((arrival) => [{ ...arrival, bytes: flipped(arrival.bytes, change.at) }]);
      case 'overwrite':
        return onRecord((arrival) => [
          { ...arrival, bytes: overwritten(arrival.bytes, change.at, change.bytes) },
        ]);
      case 'cut':
        return onRecord((arrival) => {
          const bytes = arrival.bytes.slice(0, Math.max(0, arrival.bytes.length - change.bytes));
          return [{ ...arrival, bytes }];
        });
      case 'drop':
        return onRecord(() => []);
      case 'delay':
        return onRecord((arrival) => {
          this.#held.push({ arrival, from, left: change.by });
          return [];
        });
      case 'repeat':
        return onRecord((arrival) => {
          if (change.after === 0) return [arrival, arrival];
          this.#held.push({ arrival, from, left: change.after });
          return [arrival];
        });
      case 'insert': {
        const to = from === 'client' ? 'server' : 'client';
        return [{ kind: 'inserted', by: change.by, to, bytes: change.bytes }, ...arrivals];
      }
      case 'hang-up':
        return change.place === 'before' ? [{ kind: 'end' }] : [...arrivals, { kind: 'end' }];
    }
  }
}

type RecordArrival<Id> = Extract<Arrival<Id>, { kind: 'record' }>;

function offsetIn(record: Uint8Array, at: ByteAt): number {
  if (at !== 'middle') return at;
  return HEADER_LENGTH + Math.floor((record.length - HEADER_LENGTH) / 2);
}

function flipped(record: Uint8Array, at: ByteAt): Uint8Array {
  const offset = offsetIn(record, at);
  return overwritten(record, offset, Uint8Array.of((record[offset] ?? 0) ^ 1));
}

/** @throws RangeError where the record has no such place: a plan that means another record */
function overwritten(record: Uint8Array, at: ByteAt, bytes: Uint8Array): Uint8Array {
  const start = offsetIn(record, at);
  const end = start + bytes.length;
  if (start < 0 || end > record.length)
    throw new RangeError(`A record of ${record.length} bytes has no bytes ${start} to ${end - 1}.`);
  return concatBytes(record.subarray(0, start), bytes, record.subarray(end));
}
