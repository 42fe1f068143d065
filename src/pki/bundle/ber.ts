import { joinBytes } from '../../bytes/bytes.ts';
import { DER_LIMITS, DerError } from '../der/reader.ts';
import { derElement } from '../der/writer.ts';

/**
 * Turns BER into DER as far as lengths go: some programs write PKCS#7 and PKCS#12 with indefinite
 * lengths (X.690 §8.1.3.6) and byte strings in pieces (§8.7.3), which DER forbids. Values are kept.
 *
 * @param bytes one BER element; what follows it is left out
 * @throws DerError when it is no BER either, or too deep
 */
export function berToDer(bytes: Uint8Array): Uint8Array {
  return convert(bytes, 0, bytes.length, 0, { elements: ELEMENT_LIMIT }).der;
}

/** A PKCS#7 file with a thousand certificates has fewer. */
const ELEMENT_LIMIT = 200_000;

interface Converted {
  readonly der: Uint8Array;
  /** The content octets of `der`. */
  readonly content: Uint8Array;
  readonly next: number;
}

const CONSTRUCTED = 0x20;
const OCTET_STRING = 0x04;

function convert(
  bytes: Uint8Array,
  at: number,
  limit: number,
  depth: number,
  budget: { elements: number },
): Converted {
  const field = 'BER element';
  if (depth > DER_LIMITS.depth) throw new DerError('too_deep', at, 'nested too deeply', field);
  if (--budget.elements < 0) {
    throw new DerError('too_many_elements', at, 'more elements than are read', field);
  }
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit) {
    throw new DerError('truncated', at, 'the bytes end too early', field);
  }
  const { start, length } = lengthAt(bytes, at + 1, first);
  if (length === null && (tag & CONSTRUCTED) === 0) {
    throw new DerError('indefinite_length', at, 'a primitive value without a length', field);
  }
  const end = length === null ? limit : start + length;
  if (end > limit) throw new DerError('truncated', at, 'a length that runs past the end', field);
  if ((tag & CONSTRUCTED) === 0) {
    return { ...element(tag, bytes.subarray(start, end)), next: end };
  }
  const children: Converted[] = [];
  let position = start;
  while (length === null ? !isEndOfContents(bytes, position) : position < end) {
    const child = convert(bytes, position, end, depth + 1, budget);
    children.push(child);
    position = child.next;
  }
  const inPieces = tag === (OCTET_STRING | CONSTRUCTED);
  const content = joinBytes(children.map((child) => (inPieces ? child.content : child.der)));
  const next = length === null ? position + 2 : end;
  return { ...element(inPieces ? OCTET_STRING : tag, content), next };
}

function element(tag: number, content: Uint8Array) {
  return { der: derElement(tag, content), content };
}

function isEndOfContents(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

function lengthAt(bytes: Uint8Array, at: number, first: number) {
  if (first < 0x80) return { start: at + 1, length: first };
  if (first === 0x80) return { start: at + 1, length: null };
  const octets = first & 0x7f;
  if (octets > 4) {
    throw new DerError('length_too_large', at, 'a length over 4 octets', 'BER element');
  }
  let length = 0;
  for (let i = 1; i <= octets; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return { start: at + 1 + octets, length };
}
