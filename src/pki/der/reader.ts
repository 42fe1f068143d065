import { hexByte } from '../../bytes/hex.ts';
/** What is wrong with an encoding. */
export type DerErrorCode =
  | 'truncated'
  | 'trailing_data'
  | 'unexpected_tag'
  | 'unsupported_tag'
  | 'indefinite_length'
  | 'non_minimal_length'
  | 'length_too_large'
  | 'bad_value'
  | 'too_large'
  | 'too_deep'
  | 'too_many_elements';

/** Bytes that are not the DER that was expected at this place. */
export class DerError extends Error {
  override readonly name = 'DerError';
  readonly code: DerErrorCode;
  /** Where in the outermost bytes it stops making sense. */
  readonly offset: number;
  /** What is wrong, as the end of a sentence: `a length that is not minimal`. */
  readonly problem: string;
  /** The field that was being read, in the words of its specification. */
  readonly field: string;

  constructor(code: DerErrorCode, offset: number, problem: string, field: string) {
    super(`${field}: ${problem} at byte ${offset}.`);
    this.code = code;
    this.offset = offset;
    this.problem = problem;
    this.field = field;
  }
}

/** Universal tags that X.509 uses, as identifier octets (X.690 §8.1.2). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of a context-specific tag, e.g. `[0]`. */
export function contextTag(number: number, form: 'primitive' | 'constructed'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | number;
}

/** What a hostile encoding can cost: nothing beyond these is read. */
export const DER_LIMITS = {
  /** Bytes of one outermost element. */
  bytes: 16 * 1024 * 1024,
  depth: 32,
  elements: 500_000,
} as const;

/** One element: its identifier octet and where it lies in the outermost bytes. */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  /** First byte of the content. */
  readonly content: number;
  readonly end: number;
}

interface Budget {
  elements: number;
}

/**
 * Reads the elements of one DER value in order, and nothing that is not DER: definite and minimal
 * lengths only (X.690 §10.1), one-octet tags only (X.509 has no others). Offsets are those of the
 * outermost bytes, so that every value can say where it came from.
 */
export class DerReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;
  readonly #depth: number;
  readonly #budget: Budget;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, depth = 0, budget?: Budget) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.#depth = depth;
    this.#budget = budget ?? { elements: DER_LIMITS.elements };
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  /** The identifier octet that comes next; null at the end. */
  peek(): number | null {
    return this.done ? null : (this.bytes[this.position] ?? null);
  }

  /**
   * Reads the next element.
   *
   * @param field what it is, for the error
   * @param tag identifier octet that it must have; any when left out
   * @throws DerError
   */
  read(field: string, tag?: number): DerElement {
    const start = this.position;
    const found = this.peek();
    if (found === null) throw new DerError('truncated', start, 'the bytes end too early', field);
    if (tag !== undefined && found !== tag) {
      const problem = `a tag of 0x${hexByte(tag)} was expected and 0x${hexByte(found)} found`;
      throw new DerError('unexpected_tag', start, problem, field);
    }
    if ((found & 0x1f) === 0x1f) {
      throw new DerError('unsupported_tag', start, 'a tag number of more than one octet', field);
    }
    if (--this.#budget.elements < 0) {
      throw new DerError('too_many_elements', start, 'more elements than are read', field);
    }
    const { content, length } = this.#length(start + 1, field);
    if (length > this.end - content) {
      throw new DerError('truncated', start, 'a length that runs past the end', field);
    }
    this.position = content + length;
    return { tag: found, start, content, end: this.position };
  }

  /** Reads the next element if it has this tag. */
  optional(field: string, tag: number): DerElement | null {
    return this.peek() === tag ? this.read(field, tag) : null;
  }

  /** A reader of what is inside an element. @throws DerError when nested too deeply */
  inside(element: DerElement): DerReader {
    if (this.#depth >= DER_LIMITS.depth) {
      throw new DerError('too_deep', element.start, 'nested too deeply', 'element');
    }
    return new DerReader(this.bytes, element.content, element.end, this.#depth + 1, this.#budget);
  }

  /** Reads the next element and gives a reader of its inside. */
  enter(field: string, tag: number = TAG.sequence): DerReader {
    return this.inside(this.read(field, tag));
  }

  /** The content octets of an element, as a view. */
  content(element: DerElement): Uint8Array {
    return this.bytes.subarray(element.content, element.end);
  }

  /** The whole element with tag and length, as a view. */
  whole(element: DerElement): Uint8Array {
    return this.bytes.subarray(element.start, element.end);
  }

  /** @throws DerError when something is left */
  finish(field: string): void {
    if (!this.done) {
      throw new DerError('trailing_data', this.position, 'something follows the end', field);
    }
  }

  #length(at: number, field: string): { content: number; length: number } {
    const first = at < this.end ? this.bytes[at] : undefined;
    if (first === undefined) throw new DerError('truncated', at, 'a length is missing', field);
    if (first < 0x80) return { content: at + 1, length: first };
    if (first === 0x80) {
      throw new DerError('indefinite_length', at, 'an indefinite length, which DER forbids', field);
    }
    const octets = first & 0x7f;
    if (octets > 4) throw new DerError('length_too_large', at, 'a length over 4 octets', field);
    if (octets > this.end - at - 1) {
      throw new DerError('truncated', at, 'a length is cut off', field);
    }
    let length = 0;
    for (let i = 1; i <= octets; i++) length = length * 256 + (this.bytes[at + i] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (octets - 1))) {
      throw new DerError('non_minimal_length', at, 'a length that is not minimal', field);
    }
    return { content: at + 1 + octets, length };
  }
}

/**
 * A reader of bytes that must hold exactly one element.
 *
 * @param bytes the whole value
 * @param field what it is, for errors
 * @throws DerError when it is too large, no such element, or something follows it
 */
export function readOuter(bytes: Uint8Array, field: string, tag: number = TAG.sequence): DerReader {
  if (bytes.length > DER_LIMITS.bytes) {
    throw new DerError('too_large', 0, 'more bytes than are read', field);
  }
  const outer = new DerReader(bytes);
  const inner = outer.enter(field, tag);
  outer.finish(field);
  return inner;
}
