import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DerReader, TAG } from '../../../src/pki/der/reader.ts';
import {
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
  readTime,
} from '../../../src/pki/der/values.ts';
import {
  derInteger,
  derNamedBits,
  derOctetString,
  derOid,
  derSetOf,
  derTime,
} from '../../../src/pki/der/writer.ts';

/** What the strict reader makes of it: it refuses every encoding that is not the shortest. */
function readBack<T>(der: Uint8Array, read: (reader: DerReader) => T): T {
  const reader = new DerReader(der);
  const value = read(reader);
  reader.finish('value');
  return value;
}

describe('the DER writer, read back by the strict reader', () => {
  it('numbers', () => {
    const small = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(small, (value) => {
        expect(readBack(derInteger(value), (reader) => readSmallInteger(reader, 'value'))).toBe(
          value,
        );
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        const content = readBack(derInteger(bytes), (reader) => readInteger(reader, 'value'));
        const number = (of: Uint8Array) => of.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
        expect(content[0]).toBeLessThan(0x80);
        expect(number(content)).toBe(number(bytes));
      }),
    );
  });

  it('object identifiers', () => {
    const arcs = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 0, maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(2), fc.nat(39), arcs, (first, second, rest) => {
        const oid = [first, second, ...rest].join('.');
        expect(readBack(derOid(oid), (reader) => readOid(reader, 'value'))).toBe(oid);
      }),
    );
  });

  it('named bits', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(12)), (bits) => {
        const read = readBack(derNamedBits(bits), (reader) => readNamedBits(reader, 'value'));
        expect(read).toEqual(bits.toSorted((a, b) => a - b));
      }),
    );
  });

  it('times to the second, in the form that the year wants', () => {
    const range = { min: Date.UTC(1950, 0), max: Date.UTC(9999, 11, 31) };
    fc.assert(
      fc.property(fc.integer(range), (time) => {
        const der = derTime(time);
        expect(readBack(der, (reader) => readTime(reader, 'value'))).toBe(
          Math.floor(time / 1000) * 1000,
        );
        const isShort = new Date(time).getUTCFullYear() < 2050;
        expect(der[0]).toBe(isShort ? TAG.utcTime : TAG.generalizedTime);
      }),
    );
  });

  it('contents of any length', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const der = derOctetString(new Uint8Array(length));
      const element = readBack(der, (reader) => reader.read('value', TAG.octetString));
      expect(element.end - element.content).toBe(length);
    }
  });

  it('members of a SET in ascending order (X.690 §11.6)', () => {
    const [a, b, c] = [derInteger(1), derInteger(2), derInteger(256)];
    expect(derSetOf([c, b, a])).toEqual(derSetOf([a, b, c]));
  });
});
