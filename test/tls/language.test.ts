import { describe as suite, expect, it } from 'vitest';
import {
  bound,
  decode,
  describe,
  encode,
  enumerated,
  opaque,
  opaqueVector,
  struct,
  uint16,
  uint24,
  uint32,
  uint8,
  vector,
} from '../../src/tls/language.ts';
import { DecodeError } from '../../src/tls/reader.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

function refusal(read: () => unknown): DecodeError {
  try {
    read();
  } catch (error) {
    if (error instanceof DecodeError) return error;
  }
  throw new Error('Nothing was refused.');
}

suite('RFC 8446 §3, the presentation language', () => {
  it('§3.3: numbers are in network byte order', () => {
    expect(encode(uint8, 0xab)).toEqual(bytes(0xab));
    expect(encode(uint16, 0xabcd)).toEqual(bytes(0xab, 0xcd));
    expect(encode(uint24, 0x010203)).toEqual(bytes(1, 2, 3));
    expect(decode('n', uint32, bytes(0xff, 0xff, 0xff, 0xfe))).toBe(0xfffffffe);
  });

  it('§3.4: a vector’s length takes as many bytes as its ceiling needs', () => {
    expect(encode(opaqueVector(0, 255), bytes(7))).toEqual(bytes(1, 7));
    expect(encode(opaqueVector(0, 256), bytes(7))).toEqual(bytes(0, 1, 7));
    expect(encode(opaqueVector(0, 2 ** 16), bytes(7))).toEqual(bytes(0, 0, 1, 7));
    expect(encode(vector(uint16, 2, 2 ** 16 - 2), [1, 2])).toEqual(bytes(0, 4, 0, 1, 0, 2));
  });

  it('§3.4: names types as the RFC writes them', () => {
    expect(opaqueVector(0, 255).label).toBe('opaque<0..2^8-1>');
    expect(vector(uint16, 2, 2 ** 16 - 2).label).toBe('uint16<2..2^16-2>');
    expect([254, 32, 2 ** 24 - 1].map(bound)).toEqual(['254', '32', '2^24-1']);
  });

  it('refuses lengths outside floor..ceil, in both directions', () => {
    const type = opaqueVector(2, 4);
    expect(() => encode(type, bytes(1))).toThrow(RangeError);
    expect(refusal(() => decode('v', type, bytes(1, 1))).problem).toContain('outside 2..4');
    expect(refusal(() => decode('v', type, bytes(5, 1, 2, 3, 4, 5))).problem).toContain('2..4');
    expect(() => encode(uint8, 256)).toThrow(RangeError);
    expect(() => encode(opaque(2), bytes(1))).toThrow(RangeError);
  });

  const point = struct('Point', 'RFC 0 §1', {
    legacyKind: enumerated('Kind', 1, (code) => (code === 1 ? 'one' : null)),
    listOfPairs: vector(
      struct('Pair', 'RFC 0 §2', { first: uint8, second: opaqueVector(1, 9) }),
      0,
      99,
    ),
  });
  const value = { legacyKind: 1, listOfPairs: [{ first: 5, second: bytes(6, 7) }] };
  const encoded = bytes(1, 4, 5, 2, 6, 7);

  it('encodes and decodes from one declaration', () => {
    expect(encode(point, value)).toEqual(encoded);
    expect(decode('Point', point, encoded)).toEqual(value);
  });

  it('names the field that is wrong, and where', () => {
    const cut = refusal(() => decode('Point', point, bytes(1, 4, 5, 9, 6, 7)));
    expect(cut).toMatchObject({
      code: 'decode_error',
      field: 'Point.list_of_pairs[0].second',
      offset: 4,
    });
    const long = refusal(() => decode('Point', point, bytes(...encoded, 0)));
    expect(long).toMatchObject({ field: 'Point', offset: 6, problem: '1 byte too many' });
  });

  it('draws the field tree from the same declaration', () => {
    expect(describe('Point', point, encoded)).toEqual({
      name: 'Point',
      type: 'Point',
      spec: 'RFC 0 §1',
      start: 0,
      end: 6,
      children: [
        { name: 'legacy_kind', type: 'Kind', spec: 'RFC 0 §1', start: 0, end: 1, value: 'one (1)' },
        {
          name: 'list_of_pairs',
          type: 'Pair<0..99>',
          spec: 'RFC 0 §1',
          start: 1,
          end: 6,
          value: '1 entry',
          children: [
            { name: 'length', type: 'uint8', spec: 'RFC 0 §1', start: 1, end: 2, value: '4' },
            {
              name: '[0]',
              type: 'Pair',
              spec: 'RFC 0 §2',
              start: 2,
              end: 6,
              children: [
                { name: 'first', type: 'uint8', spec: 'RFC 0 §2', start: 2, end: 3, value: '5' },
                {
                  name: 'second',
                  type: 'opaque<1..9>',
                  spec: 'RFC 0 §2',
                  start: 3,
                  end: 6,
                  value: '0607',
                  children: [
                    {
                      name: 'length',
                      type: 'uint8',
                      spec: 'RFC 0 §2',
                      start: 3,
                      end: 4,
                      value: '2',
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('draws what it could read of broken bytes, and says where it stopped', () => {
    const tree = describe('Point', point, bytes(1, 4, 5, 9, 6, 7));
    const pair = tree.children?.[1]?.children?.[1];
    const second = pair?.children?.[1];
    expect(second).toMatchObject({ name: 'second', start: 3, end: 6 });
    expect(second?.children?.at(-1)).toMatchObject({ name: 'malformed', start: 4, end: 6 });
  });
});
