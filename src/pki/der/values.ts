import { latin1 } from '../../bytes/text.ts';
import { DerError, TAG, type DerElement, type DerReader } from './reader.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf16 = new TextDecoder('utf-16be', { fatal: true });

function bad(element: DerElement, problem: string, field: string): DerError {
  return new DerError('bad_value', element.start, problem, field);
}

/** Content octets of a minimal INTEGER (X.690 §8.3.2), two's complement. @throws DerError */
export function readInteger(
  reader: DerReader,
  field: string,
  tag: number = TAG.integer,
): Uint8Array {
  const element = reader.read(field, tag);
  const content = reader.content(element);
  const [first, second] = content;
  if (first === undefined) throw bad(element, 'an INTEGER without octets', field);
  if (second !== undefined) {
    const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
    if (padded) throw bad(element, 'an INTEGER that is not minimal', field);
  }
  return content;
}

/** An INTEGER from 0 to 2^31 - 1. @throws DerError */
export function readSmallInteger(reader: DerReader, field: string, tag?: number): number {
  const at = reader.position;
  const content = readInteger(reader, field, tag);
  if (content.length > 4 || (content[0] ?? 0) >= 0x80) {
    throw new DerError('bad_value', at, 'a number that is negative or too large', field);
  }
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

/** A BOOLEAN: 0x00 or 0xff, nothing between (X.690 §11.1). @throws DerError */
export function readBoolean(reader: DerReader, field: string, tag: number = TAG.boolean): boolean {
  const element = reader.read(field, tag);
  const [value, more] = reader.content(element);
  if (more !== undefined || (value !== 0 && value !== 0xff)) {
    throw bad(element, 'a BOOLEAN that is neither 00 nor ff', field);
  }
  return value === 0xff;
}

/** `field BOOLEAN DEFAULT FALSE`: DER leaves a default out (X.690 §11.5). @throws DerError */
export function readDefaultFalse(reader: DerReader, field: string, tag?: number): boolean {
  const at = reader.position;
  if (reader.peek() !== (tag ?? TAG.boolean)) return false;
  if (!readBoolean(reader, field, tag)) {
    throw new DerError('bad_value', at, 'a default that is written out, which DER forbids', field);
  }
  return true;
}

/** An OBJECT IDENTIFIER in dots. @throws DerError */
export function readOid(reader: DerReader, field: string, tag: number = TAG.oid): string {
  const element = reader.read(field, tag);
  return oidText(reader.content(element), element, field);
}

function oidText(content: Uint8Array, element: DerElement, field: string): string {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80 || content.length > 64) {
    throw bad(element, 'an object identifier that is empty, cut off or too long', field);
  }
  let text = '';
  let arc: number | bigint = 0;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) throw bad(element, 'an arc that is not minimal', field);
    if (typeof arc === 'number' && arc >= 2 ** 40) arc = BigInt(arc);
    arc = typeof arc === 'bigint' ? arc * 128n + BigInt(octet & 0x7f) : arc * 128 + (octet & 0x7f);
    fresh = octet < 0x80;
    if (!fresh) continue;
    text += text === '' ? firstArcs(arc) : `.${arc}`;
    arc = 0;
  }
  return text;
}

/** The first two arcs share one number (X.690 §8.19.4). */
function firstArcs(both: number | bigint): string {
  const root = both < 40 ? 0 : both < 80 ? 1 : 2;
  return `${root}.${typeof both === 'bigint' ? both - BigInt(root * 40) : both - root * 40}`;
}

export interface BitString {
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/** A BIT STRING; unused bits are zero (X.690 §11.2.1). @throws DerError */
export function readBitString(
  reader: DerReader,
  field: string,
  tag: number = TAG.bitString,
): BitString {
  const element = reader.read(field, tag);
  const content = reader.content(element);
  const unusedBits = content[0];
  const last = content.length > 1 ? (content[content.length - 1] ?? 0) : 0;
  if (
    unusedBits === undefined ||
    unusedBits > 7 ||
    (unusedBits > 0 && content.length === 1) ||
    (last & ((1 << unusedBits) - 1)) !== 0
  ) {
    throw bad(element, 'a BIT STRING with bad unused bits', field);
  }
  return { unusedBits, bytes: content.subarray(1) };
}

/** A BIT STRING of whole octets: a key, a signature. @throws DerError */
export function readOctetBits(reader: DerReader, field: string): Uint8Array {
  const at = reader.position;
  const { unusedBits, bytes } = readBitString(reader, field);
  if (unusedBits) throw new DerError('bad_value', at, 'a bit string with a broken octet', field);
  return bytes;
}

/**
 * The BIT STRING of a signature. One that ends within an octet is no signature of any algorithm
 * here; it is read as empty, which fits no key either, so that whoever verifies it says so.
 *
 * @throws DerError
 */
export function readSignature(reader: DerReader, field: string): Uint8Array {
  const { unusedBits, bytes } = readBitString(reader, field);
  return unusedBits === 0 ? bytes : new Uint8Array();
}

/** Positions of the bits set in a named-bit list, without trailing zero bits (X.690 §11.2.2). */
export function readNamedBits(reader: DerReader, field: string, tag?: number): number[] {
  const at = reader.position;
  const { unusedBits, bytes } = readBitString(reader, field, tag);
  const last = bytes[bytes.length - 1];
  if (last !== undefined && ((last >> unusedBits) & 1) === 0) {
    throw new DerError('bad_value', at, 'a list of bits with trailing zeros', field);
  }
  const set: number[] = [];
  for (const [index, octet] of bytes.entries()) {
    for (let bit = 0; bit < 8; bit++) if (octet & (0x80 >> bit)) set.push(index * 8 + bit);
  }
  return set;
}

/**
 * A Time of a certificate or CRL: UTCTime or GeneralizedTime, to the second, in UTC
 * (RFC 5280 §4.1.2.5).
 *
 * @returns milliseconds since 1970
 * @throws DerError
 */
export function readTime(reader: DerReader, field: string): number {
  const element = reader.read(field);
  const long = element.tag === TAG.generalizedTime;
  if (!long && element.tag !== TAG.utcTime) {
    throw new DerError('unexpected_tag', element.start, 'a time was expected', field);
  }
  const time = timeValue(latin1(reader.content(element)), long);
  if (time === null) throw bad(element, 'not a time in UTC to the second', field);
  return time;
}

/** Milliseconds since 1970; null when the text is not YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ. */
export function timeValue(text: string, long: boolean): number | null {
  if (!(long ? /^\d{14}Z$/ : /^\d{12}Z$/).test(text)) return null;
  const at = long ? 4 : 2;
  const two = (index: number): number => Number(text.slice(index, index + 2));
  const short = two(0);
  const year = long ? Number(text.slice(0, 4)) : short + (short < 50 ? 2000 : 1900);
  const month = two(at);
  const day = two(at + 2);
  const [hour, minute, second] = [two(at + 4), two(at + 6), two(at + 8)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  // Not Date.UTC, which takes the years 0 to 99 for those of the last century.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A Date rolls 30 February over into March; a certificate that says so is wrong.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

const STRING_TYPES: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.bmpString,
  TAG.universalString,
  TAG.printableString,
  TAG.ia5String,
  TAG.numericString,
  TAG.visibleString,
  TAG.teletexString,
]);

/** Is this the tag of a type of text? */
export function isStringType(tag: number): boolean {
  return STRING_TYPES.has(tag);
}

/** The text of a string type; null when the type is no string or the octets are not its text. */
export function stringValue(tag: number, content: Uint8Array): string | null {
  try {
    switch (tag) {
      case TAG.utf8String:
        return utf8.decode(content);
      case TAG.bmpString:
        return utf16.decode(content);
      case TAG.universalString:
        return utf32(content);
      case TAG.printableString:
      case TAG.ia5String:
      case TAG.numericString:
      case TAG.visibleString:
        return content.some((octet) => octet >= 0x80) ? null : latin1(content);
      case TAG.teletexString:
        return latin1(content);
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function utf32(content: Uint8Array): string | null {
  if (content.length % 4 !== 0) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let text = '';
  for (let at = 0; at < content.length; at += 4) text += String.fromCodePoint(view.getUint32(at));
  return text;
}
