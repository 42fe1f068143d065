/**
 * What happens to records between the two ends. The wire carries bytes; it holds no keys and
 * knows no messages. A change to a record is all that an attacker without keys can do.
 */
export interface Wire {
  /** The record as it arrives. */
  carry(record: Uint8Array): Uint8Array;
}

const HEADER_LENGTH = 5;
const APPLICATION_DATA = 23;

/** A wire that delivers what it is given. */
export const HONEST_WIRE: Wire = { carry: (record) => record };

/**
 * A wire that flips one bit in the middle of the first encrypted record, and then behaves.
 * Encrypted records say of themselves that they are application_data (RFC 8446 §5.2).
 */
export function createFlippingWire(): Wire {
  let done = false;
  return {
    carry(record) {
      if (done || record[0] !== APPLICATION_DATA || record.length <= HEADER_LENGTH) return record;
      done = true;
      const changed = record.slice();
      const middle = HEADER_LENGTH + Math.floor((record.length - HEADER_LENGTH) / 2);
      changed[middle] = (changed[middle] ?? 0) ^ 1;
      return changed;
    },
  };
}
