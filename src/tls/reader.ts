import type { FieldNode } from '../pki/fieldTree.ts';

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
    const start = this.#offset;
    const siblings = this.#nodes;
    const children: FieldNode[] = [];
    const outerSpec = this.#spec;
    this.#path.push(name);
    this.#spec = type.spec ?? outerSpec;
    if (siblings) this.#nodes = children;
    const node = (end: number, value?: string): FieldNode => ({
      name,
      type: type.label,
      start,
      end,
      ...(value === undefined ? {} : { value }),
      ...(this.#spec === undefined ? {} : { spec: this.#spec }),
      ...(children.length === 0 ? {} : { children }),
    });
    try {
      const value = read();
      siblings?.push(node(this.#offset, type.show?.(value)));
      this.#path.pop();
      return value;
    } catch (error) {
      if (siblings && error instanceof DecodeError)
        siblings.push(this.#broken(node, children, error));
      throw error;
    } finally {
      this.#nodes = siblings;
      this.#spec = outerSpec;
    }
  }

  fail(problem: string): never {
    const path = this.#path.reduce(
      (all, name) => (all === '' || name.startsWith('[') ? all + name : `${all}.${name}`),
      '',
    );
    throw new DecodeError(path === '' ? 'message' : path, this.#offset, problem);
  }

  /** The node of a field that could not be read; the innermost one says why. */
  #broken(
    node: (end: number, value?: string) => FieldNode,
    children: FieldNode[],
    error: DecodeError,
  ): FieldNode {
    if (!this.#failed) children.push(malformedNode(error, this.#limit));
    this.#failed = true;
    return node(this.#limit);
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
