import { toHex } from '../bytes/hex.ts';
import type { FieldNode } from '../bytes/fieldTree.ts';
import { malformedNode, DecodeError, Reader, type FieldType } from './reader.ts';
import { Writer } from './writer.ts';

/**
 * The presentation language of RFC 8446 §3. A message is declared once with these words, and that
 * declaration encodes it, decodes it, and draws its field tree.
 */
export interface Type<T> extends FieldType<T> {
  read(reader: Reader): T;
  write(writer: Writer, value: T): void;
}

/** The values of a type. */
export type ValueOf<D> = D extends Type<infer T> ? T : never;

/** @throws RangeError for a value that the declaration does not allow */
export function encode<T>(type: Type<T>, value: T): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  type.write(writer, value);
  return writer.finish();
}

/**
 * All of these bytes as one value.
 *
 * @throws DecodeError and nothing else, for bytes that do not follow the declaration
 */
export function decode<T>(name: string, type: Type<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes);
  return reader.field(name, type, () => reader.within(bytes.length, () => type.read(reader)));
}

/** The field tree of these bytes. Never throws: what cannot be decoded becomes a node that says so. */
export function describe<T>(name: string, type: Type<T>, bytes: Uint8Array): FieldNode {
  const roots: FieldNode[] = [];
  const reader = new Reader(bytes, roots);
  try {
    reader.field(name, type, () => reader.within(bytes.length, () => type.read(reader)));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return roots[0] ?? malformedNode(new DecodeError(name, 0, 'nothing to decode'), bytes.length);
}

function uint(width: 1 | 2 | 3 | 4): Type<number> {
  return {
    label: `uint${width * 8}`,
    read: (reader) => reader.uint(width),
    write: (writer, value) => writer.uint(value, width),
    show: String,
  };
}

/** §3.3 Numbers. */
export const uint8 = uint(1);
export const uint16 = uint(2);
export const uint24 = uint(3);
export const uint32 = uint(4);

/** §3.4 Vectors: `opaque name[length]`. */
export function opaque(length: number): Type<Uint8Array> {
  return {
    label: `opaque[${length}]`,
    read: (reader) => reader.take(length),
    write(writer, value) {
      if (value.length !== length) throw new RangeError(`${value.length} bytes, not ${length}`);
      writer.put(value);
    },
    show: showBytes,
  };
}

/** `opaque name<floor..ceil>`. */
export function opaqueVector(floor: number, ceil: number): Type<Uint8Array> {
  const length = lengthPrefix(floor, ceil);
  return {
    label: `opaque<${floor}..${bound(ceil)}>`,
    read: (reader) => reader.take(length.read(reader)),
    write: (writer, value) => length.write(writer, () => writer.put(value)),
    show: showBytes,
  };
}

/** Bytes up to the end of what surrounds them. */
export function rest(label: string): Type<Uint8Array> {
  return {
    label,
    read: (reader) => reader.take(reader.remaining),
    write: (writer, value) => writer.put(value),
    show: showBytes,
  };
}

/** `element name<floor..ceil>`: floor and ceil count bytes, not elements. */
export function vector<T>(element: Type<T>, floor: number, ceil: number): Type<readonly T[]> {
  const length = lengthPrefix(floor, ceil);
  return {
    label: `${element.label}<${floor}..${bound(ceil)}>`,
    read: (reader) =>
      reader.within(length.read(reader), () => {
        const values: T[] = [];
        while (reader.remaining > 0) {
          values.push(reader.field(`[${values.length}]`, element, () => element.read(reader)));
        }
        return values;
      }),
    write: (writer, values) =>
      length.write(writer, () => {
        for (const value of values) element.write(writer, value);
      }),
    show: (values) => showList(values, element),
  };
}

/** §3.6 Constructed types. The fields' keys are the RFC's names in camelCase, in the RFC's order. */
export function struct<T extends object>(
  label: string,
  spec: string,
  fields: { readonly [K in keyof T]: Type<T[K]> },
): Type<Readonly<T>> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  const names = keys.map(rfcName);
  return {
    label,
    spec,
    read(reader) {
      const value: Partial<T> = {};
      for (const [index, key] of keys.entries()) {
        const type = fields[key];
        value[key] = reader.field(names[index] ?? key, type, () => type.read(reader));
      }
      return value as T;
    },
    write(writer, value) {
      for (const key of keys) fields[key].write(writer, value[key]);
    },
  };
}

/** A struct without fields: an extension whose presence says it all. */
export const empty: Type<null> = {
  label: 'Empty',
  read: () => null,
  write: () => undefined,
};

/** §3.5 Enumerateds. Values stay numbers, so that one without a name survives. */
export function enumerated(
  label: string,
  width: 1 | 2,
  nameOf: (code: number) => string | null,
  notation: 'hex' | 'decimal' = 'decimal',
): Type<number> {
  const written = (code: number) =>
    notation === 'hex' ? `0x${code.toString(16).padStart(width * 2, '0')}` : String(code);
  return {
    ...uint(width),
    label,
    show(code) {
      const name = nameOf(code);
      return name === null ? written(code) : `${name} (${written(code)})`;
    },
  };
}

/** The same bytes under another name, shown in another way, or defined elsewhere. */
export function named<T>(
  type: Type<T>,
  as: { label?: string; spec?: string; show?: (value: T) => string | undefined },
): Type<T> {
  return { ...type, ...as };
}

/** A field that older peers leave out at the end of a message. */
export function optionalTail<T>(type: Type<T>, absent: T): Type<T> {
  return {
    ...type,
    read: (reader) => (reader.remaining === 0 ? absent : type.read(reader)),
  };
}

/** The length that stands before a vector: as many bytes as its ceiling needs (§3.4). */
export function lengthPrefix(floor: number, ceil: number) {
  const width = ceil < 2 ** 8 ? 1 : ceil < 2 ** 16 ? 2 : 3;
  const type = uint(width);
  return {
    read(reader: Reader): number {
      const length = reader.field('length', type, () => reader.uint(width));
      if (length < floor || length > ceil) {
        reader.fail(`a length of ${length} is outside ${floor}..${bound(ceil)}`);
      }
      return length;
    },
    write: (writer: Writer, contents: () => void) => writer.prefixed(width, floor, ceil, contents),
  };
}

/** `legacySessionId` → `legacy_session_id`. */
function rfcName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** 65534 → `2^16-2`, as the RFC writes it. */
export function bound(ceil: number): string {
  for (const bits of [24, 16, 8]) {
    const below = 2 ** bits - ceil;
    if (below === 1 || (below === 2 && bits > 8)) return `2^${bits}-${below}`;
  }
  return String(ceil);
}

const SHOWN_BYTES = 16;
const SHOWN_ELEMENTS = 4;

export function showBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const hex = toHex(bytes.subarray(0, SHOWN_BYTES));
  return bytes.length > SHOWN_BYTES ? `${hex}… (${bytes.length} bytes)` : hex;
}

function showList<T>(values: readonly T[], element: FieldType<T>): string {
  if (values.length === 0) return 'empty';
  const shown = values.slice(0, SHOWN_ELEMENTS).map((value) => element.show?.(value));
  if (values.length > SHOWN_ELEMENTS || shown.includes(undefined)) {
    return values.length === 1 ? '1 entry' : `${values.length} entries`;
  }
  return shown.join(', ');
}
