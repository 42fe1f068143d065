import type { FieldNode } from '../bytes/fieldTree.ts';

/** Bytes that do not follow their declaration: which field, where, and what is wrong with it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'decode_error';
  /** The path to the field, e.g. `ClientHello.extensions.key_share.extension_type`. */
  readonly field: string;
  /** Where it went wrong, in bytes from the start of what was decoded. */
  readonly offset: number;
  readonly problem: string;

  constructor(field: string, offset: number, problem: string) {
    super(`${field}, at byte ${offset}: ${problem}`);
    this.field = field;
    this.offset = offset;
    this.problem = problem;
  }
}

/** What a field node says of its field's type. */
export interface FieldType<T> {
  /** As the RFC writes it: `uint16`, `opaque<0..2^8-1>`, `KeyShareEntry`. */
  readonly label: string;
  /** The section that defines it; its parent's section when left out. */
  readonly spec?: string;
  /** The value in words, when it has one. */
  show?(value: T): string | undefined;
}

/** A field that is being read, and what surrounds it. */
interface OpenField {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly spec: string | undefined;
  readonly outerSpec: string | undefined;
  /** Where its node goes; null when no tree is wanted. */
  readonly siblings: FieldNode[] | null;
  readonly children: FieldNode[];
}

/**
 * A cursor over bytes that never reads past its limit, knows which field it stands in, and draws
 * the field tree on the way when asked to.
 */
export class Reader {
  readonly bytes: Uint8Array;
  #offset = 0;
  #limit: number;
  readonly #path: string[] = [];
  #spec: string | undefined;
  /** Children of the field that is being read; null when no tree is wanted. */
  #nodes: FieldNode[] | null;
  #failed = false;

  /**
   * @param bytes what to read
   * @param tree receives the root nodes; null: no tree
   */
  constructor(bytes: Uint8Array, tree: FieldNode[] | null = null) {
    this.bytes = bytes;
    this.#limit = bytes.length;
    this.#nodes = tree;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#limit - this.#offset;
  }

  /** The next bytes, as a view. */
  take(length: number): Uint8Array {
    if (length > this.remaining) {
      this.fail(`${count(length, 'byte')} expected, ${this.remaining} left`);
    }
    const start = this.#offset;
    this.#offset += length;
    return this.bytes.subarray(start, this.#offset);
  }

  /** An unsigned integer of `width` bytes, in network byte order (RFC 8446 §3.3). */
  uint(width: number): number {
    return this.take(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The same, without moving on; null when there are not that many bytes. */
  peekUint(width: number): number | null {
    if (this.remaining < width) return null;
    const ahead = this.bytes.subarray(this.#offset, this.#offset + width);
    return ahead.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** Reads what has to fill exactly the next `length` bytes. */
  within<T>(length: number, read: () => T): T {
    if (length > this.remaining) {
      this.fail(`${count(length, 'byte')} announced, ${this.remaining} left`);
    }
    const outer = this.#limit;
    this.#limit = this.#offset + length;
    const value = read();
    if (this.remaining > 0) this.fail(`${count(this.remaining, 'byte')} too many`);
    this.#limit = outer;
    return value;
  }

  /** Reads one field: its name goes into the path of errors, and its bytes into the tree. */
  field<T>(name: string, type: FieldType<T>, read: () => T): T {
    const field = this.#enter(name, type);
    try {
      const value = read();
      this.#leave(field, this.#offset, field.siblings ? type.show?.(value) : undefined);
      return value;
    } catch (error) {
      if (error instanceof DecodeError) this.#breakOff(field, error);
      throw error;
    }
  }

  fail(problem: string): never {
    const path = this.#path.reduce(
      (all, name) => (all === '' || name.startsWith('[') ? all + name : `${all}.${name}`),
      '',
    );
    throw new DecodeError(path === '' ? 'message' : path, this.#offset, problem);
  }

  #enter(name: string, { label, spec }: FieldType<never>): OpenField {
    const field: OpenField = {
      name,
      type: label,
      start: this.#offset,
      spec: spec ?? this.#spec,
      outerSpec: this.#spec,
      siblings: this.#nodes,
      children: [],
    };
    this.#path.push(name);
    this.#spec = field.spec;
    if (field.siblings) this.#nodes = field.children;
    return field;
  }

  #leave(field: OpenField, end: number, value?: string): void {
    const { name, type, start, spec, children } = field;
    this.#path.pop();
    this.#spec = field.outerSpec;
    this.#nodes = field.siblings;
    field.siblings?.push({
      name,
      type,
      start,
      end,
      ...(value === undefined ? {} : { value }),
      ...(spec === undefined ? {} : { spec }),
      ...(children.length === 0 ? {} : { children }),
    });
  }

  /** Ends a field that could not be read; the innermost one says why. */
  #breakOff(field: OpenField, error: DecodeError): void {
    if (!this.#failed) field.children.push(malformedNode(error, this.#limit));
    this.#failed = true;
    this.#leave(field, this.#limit);
  }
}

/** A node for bytes that could not be decoded. */
export function malformedNode(error: DecodeError, end: number): FieldNode {
  return {
    name: 'malformed',
    type: 'opaque',
    start: error.offset,
    end,
    value: `${error.problem} (decode_error)`,
    spec: 'RFC 8446 §6.2',
  };
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
