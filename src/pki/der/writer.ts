import { concatBytes, joinBytes } from '../../bytes/bytes.ts';
/**
 * Writes DER (X.690 §10): every function returns one whole element, tag and length included.
 * Only what the lab issues itself needs: extensions, CRLs, OCSP responses and wrapped keys.
 */
export type Der = Uint8Array<ArrayBuffer>;

/** One element: identifier octet, length in its shortest form (X.690 §10.1), contents. */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Der {
  const body = concatBytes(...contents);
  return concatBytes(Uint8Array.of(tag, ...lengthOctets(body.length)), body);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export const derSequence = (...items: readonly Uint8Array[]): Der => derElement(0x30, ...items);
export const derOctetString = (bytes: Uint8Array): Der => derElement(0x04, bytes);
export const derNull = (): Der => derElement(0x05);
export const derBoolean = (value: boolean): Der =>
  derElement(0x01, Uint8Array.of(value ? 0xff : 0));
export const derUtf8String = (text: string): Der =>
  derElement(0x0c, new TextEncoder().encode(text));
export const derIa5String = (text: string): Der => derElement(0x16, new TextEncoder().encode(text));
export const derEnumerated = (value: number): Der => derElement(0x0a, Uint8Array.of(value));

/** SET OF: the encodings in ascending order (X.690 §11.6). */
export function derSetOf(items: readonly Uint8Array[]): Der {
  return derElement(0x31, joinBytes([...items].sort(compareBytes)));
}

/** `[number]` around whole elements (constructed), the usual explicit tag. */
export function derExplicit(number: number, ...items: readonly Uint8Array[]): Der {
  return derElement(0xa0 | number, ...items);
}

/** `[number] IMPLICIT` of a primitive type: the contents without their own tag. */
export function derImplicit(number: number, contents: Uint8Array): Der {
  return derElement(0x80 | number, contents);
}

/** An unsigned number, or its big-endian bytes, as INTEGER: shortest form, never negative. */
export function derInteger(value: number | Uint8Array): Der {
  const bytes = typeof value === 'number' ? bigEndian(value) : value;
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at++;
  const shortest = bytes.subarray(at);
  const needsZero = shortest.length === 0 || (shortest[0] ?? 0) >= 0x80;
  return derElement(0x02, needsZero ? Uint8Array.of(0) : new Uint8Array(), shortest);
}

/** An INTEGER from the hexadecimal digits of its content octets, kept as they are. */
export function derIntegerFromHex(digits: string): Der {
  const octets = (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return derElement(0x02, Uint8Array.from(octets));
}

function bigEndian(value: number): Uint8Array {
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.from(octets);
}

/** A BIT STRING; `unusedBits` of the last byte do not count. */
export function derBitString(bytes: Uint8Array, unusedBits = 0): Der {
  return derElement(0x03, Uint8Array.of(unusedBits), bytes);
}

/** Named bits (X.690 §11.2.2): bit 0 is the first, trailing zero bits are cut. */
export function derNamedBits(bits: readonly number[]): Der {
  if (bits.length === 0) return derBitString(new Uint8Array());
  const highest = Math.max(...bits);
  const bytes = new Uint8Array((highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return derBitString(bytes, 7 - (highest & 7));
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function derOid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) octets.push(...base128(arc));
  return derElement(0x06, Uint8Array.from(octets));
}

function base128(arc: number): number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift((rest % 128) | 0x80);
  }
  return octets;
}

/** GeneralizedTime in whole seconds, UTC (RFC 5280 §4.1.2.5.2). @param time milliseconds since 1970 */
export function derGeneralizedTime(time: number): Der {
  const digits = new Date(time).toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  return derElement(0x18, new TextEncoder().encode(`${digits}Z`));
}

/** UTCTime before 2050, GeneralizedTime from then on (RFC 5280 §4.1.2.5). @param time milliseconds */
export function derTime(time: number): Der {
  const year = new Date(time).getUTCFullYear();
  if (year < 1950 || year >= 2050) return derGeneralizedTime(time);
  return derElement(0x17, derGeneralizedTime(time).subarray(4));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
