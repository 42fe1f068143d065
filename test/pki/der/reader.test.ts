import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DER_LIMITS,
  DerError,
  DerReader,
  readOuter,
  type DerErrorCode,
} from '../../../src/pki/der/reader.ts';
import {
  readBitString,
  readBoolean,
  readDefaultFalse,
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
  readTime,
  timeValue,
} from '../../../src/pki/der/values.ts';
import { derElement, derOid } from '../../../src/pki/der/writer.ts';
import { describeDer } from '../../../src/pki/der/describe.ts';
import { PATIENCE } from '../../support/patience.ts';

const bytes = (hex: string): Uint8Array =>
  new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** The code of the DerError that reading ends in; anything else that is thrown fails the test. */
function codeOf(read: () => unknown): DerErrorCode | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof DerError) return error.code;
    throw error;
  }
}

/** Reads everything there is, as deep as it goes. */
function walk(reader: DerReader): number {
  let count = 0;
  while (!reader.done) {
    const element = reader.read('element');
    count++;
    if (element.tag & 0x20) count += walk(reader.inside(element));
  }
  return count;
}

describe('lengths and tags (X.690 §8.1, §10.1)', () => {
  test.each<[string, string, DerErrorCode]>([
    ['an indefinite length', '30 80 00 00', 'indefinite_length'],
    ['a long form where the short one fits', '04 81 01 00', 'non_minimal_length'],
    ['a length with a leading zero', '04 82 00 80' + '00'.repeat(128), 'non_minimal_length'],
    ['a length of five octets', '04 85 01 00 00 00 00', 'length_too_large'],
    ['a length beyond the end', '04 05 00', 'truncated'],
    ['a length that is cut off', '04 82 01', 'truncated'],
    ['no length at all', '04', 'truncated'],
    ['a tag of several octets', '1f 81 01 00', 'unsupported_tag'],
  ])('%s is refused', (_what, hex, code) => {
    expect(codeOf(() => walk(new DerReader(bytes(hex))))).toBe(code);
  });

  test('the error says where, what and in which field', () => {
    const reader = readOuter(bytes('30 04 02 01 05 04'), 'Thing');
    reader.read('first');
    expect(() => reader.read('second')).toThrow('second: a length is missing at byte 6.');
  });

  test('bytes after the outermost element are refused', () => {
    expect(codeOf(() => readOuter(bytes('30 00 00'), 'Thing'))).toBe('trailing_data');
  });
});

describe('values', () => {
  test.each<[string, string, (reader: DerReader) => unknown]>([
    ['an INTEGER with a needless zero', '02 02 00 05', (r) => readInteger(r, 'n')],
    ['a negative INTEGER with a needless ff', '02 02 ff 80', (r) => readInteger(r, 'n')],
    ['an INTEGER without octets', '02 00', (r) => readInteger(r, 'n')],
    ['a negative small INTEGER', '02 01 ff', (r) => readSmallInteger(r, 'n')],
    ['a small INTEGER of five octets', '02 05 01 00 00 00 00', (r) => readSmallInteger(r, 'n')],
    ['a BOOLEAN of 01', '01 01 01', (r) => readBoolean(r, 'b')],
    ['a BOOLEAN of two octets', '01 02 ff ff', (r) => readBoolean(r, 'b')],
    ['a written default', '01 01 00', (r) => readDefaultFalse(r, 'b')],
    ['a BIT STRING with unused ones', '03 02 01 01', (r) => readBitString(r, 's')],
    ['a BIT STRING with 8 unused bits', '03 02 08 00', (r) => readBitString(r, 's')],
    ['an empty BIT STRING with unused bits', '03 01 01', (r) => readBitString(r, 's')],
    ['named bits with trailing zeros', '03 02 00 04', (r) => readNamedBits(r, 's')],
    ['an empty OID', '06 00', (r) => readOid(r, 'o')],
    ['an OID that is cut off', '06 01 80', (r) => readOid(r, 'o')],
    ['an OID with a padded arc', '06 03 55 80 01', (r) => readOid(r, 'o')],
  ])('%s is refused', (_what, hex, read) => {
    expect(codeOf(() => read(new DerReader(bytes(hex))))).toBe('bad_value');
  });

  test('object identifiers survive the way through bytes', () => {
    const arcs = fc.tuple(
      fc.constantFrom([0, 5], [1, 39], [2, 5], [2, 999]),
      fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 6 }),
    );
    fc.assert(
      fc.property(arcs, ([root, rest]) => {
        const dotted = [...root, ...rest].join('.');
        expect(readOid(new DerReader(derOid(dotted)), 'oid')).toBe(dotted);
      }),
    );
  });

  test('an arc may be larger than a number holds', () => {
    const uuid = derElement(0x06, bytes('69 83b7d29ab5c4f5d7a1b2b8c1e2d3f4a5e6c7d801'));
    expect(readOid(new DerReader(uuid), 'oid')).toMatch(/^2\.25\.\d{35,45}$/);
  });

  test.each([
    ['260101000000Z', false, '2026-01-01T00:00:00.000Z'],
    ['500101000000Z', false, '1950-01-01T00:00:00.000Z'],
    ['491231235959Z', false, '2049-12-31T23:59:59.000Z'],
    ['240229120000Z', false, '2024-02-29T12:00:00.000Z'],
    ['20500101000000Z', true, '2050-01-01T00:00:00.000Z'],
    ['99991231235959Z', true, '9999-12-31T23:59:59.000Z'],
    ['00010101000000Z', true, '0001-01-01T00:00:00.000Z'],
  ])('%s is a time', (text, long, iso) => {
    expect(new Date(timeValue(text, long) ?? NaN).toISOString()).toBe(iso);
  });

  test.each([
    ['2601010000Z', false],
    ['260101000000', false],
    ['260101000000+0000', false],
    ['250229000000Z', false],
    ['261301000000Z', false],
    ['260100000000Z', false],
    ['260101240000Z', false],
    ['260101006000Z', false],
    ['260101000060Z', false],
    ['20260101000000.5Z', true],
    ['2026010100000 Z', true],
  ])('%s is no time of a certificate', (text, long) => {
    expect(timeValue(text, long)).toBeNull();
    const tag = long ? 0x18 : 0x17;
    const element = derElement(tag, new TextEncoder().encode(text));
    expect(codeOf(() => readTime(new DerReader(element), 'time'))).toBe('bad_value');
  });
});

describe('hostile bytes', () => {
  test('any bytes end in a value or in a DerError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        codeOf(() => walk(new DerReader(noise)));
        const { end } = describeDer(noise);
        expect(end).toBe(noise.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('nesting stops at the stated depth', () => {
    let nested: Uint8Array = new Uint8Array();
    for (let i = 0; i < 2000; i++) nested = derElement(0x30, nested);
    expect(codeOf(() => walk(new DerReader(nested)))).toBe('too_deep');
    expect(JSON.stringify(describeDer(nested))).toContain('nested too deeply');
  });

  test(
    '10 MB of noise and of the smallest elements cost bounded time',
    () => {
      const noise = new Uint8Array(10 * 1024 * 1024);
      let state = 1;
      for (let i = 0; i < noise.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        noise[i] = state >>> 24;
      }
      const empties = new Uint8Array(10 * 1024 * 1024).fill(0);
      for (let i = 0; i < empties.length; i += 2) empties[i] = 0x05;
      codeOf(() => walk(new DerReader(noise)));
      expect(codeOf(() => walk(new DerReader(empties)))).toBe('too_many_elements');
      describeDer(noise);
      describeDer(empties);
    },
    PATIENCE,
  );

  test('an outermost element over the limit is not read at all', () => {
    expect(codeOf(() => readOuter(new Uint8Array(DER_LIMITS.bytes + 1), 'Thing'))).toBe(
      'too_large',
    );
  });
});
