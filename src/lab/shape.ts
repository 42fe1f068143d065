import { toHex } from '../bytes/hex.ts';

/**
 * What a value looks like as JSON, said once: writes it, and reads it back from whatever somebody
 * hands in. Reading checks everything and bounds everything.
 */
export interface Shape<T> {
  write(value: T): unknown;
  /** @throws ShapeError that says what is wrong, and where */
  read(value: unknown, place: string): T;
}

/** Something is not what it has to be. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** Where: `steps[3].records[0].sent`; empty for the whole. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;

  constructor(place: string, expected: string, value: unknown) {
    const found = told(value);
    super(`${place === '' ? 'It' : place} should be ${expected}, and is ${found}.`);
    this.place = place;
    this.expected = expected;
    this.found = found;
  }
}

const MOST_TOLD = 40;

function told(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text;
}

function same<T>(expected: string, is: (value: unknown) => value is T): Shape<T> {
  return {
    write: (value) => value,
    read(value, place) {
      if (is(value)) return value;
      throw new ShapeError(place, expected, value);
    },
  };
}

/** Yes or no. */
export const truth: Shape<boolean> = same('true or false', (value) => typeof value === 'boolean');

/** Text of at most that many UTF-16 code units. */
export function text(most: number): Shape<string> {
  return same(
    `text of at most ${most} characters`,
    (value): value is string => typeof value === 'string' && value.length <= most,
  );
}

/** A whole number between these, both included. */
export function whole(least: number, most: number): Shape<number> {
  return same(
    `a whole number from ${least} to ${most}`,
    (value): value is number =>
      Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  );
}

/** Exactly that value. */
export function literal<const T extends string | number>(wanted: T): Shape<T> {
  return same(JSON.stringify(wanted), (value): value is T => value === wanted);
}

/** One of these words; a record, so that the compiler sees that none is left out. */
export function oneOf<T extends string>(words: Readonly<Record<T, unknown>>): Shape<T> {
  return same(
    `one of ${Object.keys(words).join(', ')}`,
    (value): value is T => typeof value === 'string' && Object.hasOwn(words, value),
  );
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    write: (value) => (value === null ? null : shape.write(value)),
    read: (value, place) => (value === null ? null : shape.read(value, place)),
  };
}

const HEX = /^(?:[0-9a-f]{2})*$/;

/** Bytes, written as lower-case hexadecimal. */
export function bytes(most: number): Shape<Uint8Array> {
  const expected = `at most ${most} bytes in lower-case hexadecimal`;
  return {
    write: toHex,
    read(value, place) {
      if (typeof value !== 'string' || value.length > 2 * most || !HEX.test(value))
        throw new ShapeError(place, expected, value);
      return Uint8Array.from({ length: value.length / 2 }, (_, index) =>
        Number.parseInt(value.slice(2 * index, 2 * index + 2), 16),
      );
    },
  };
}

/** Between `least` and `most` of the same. */
export function list<T>(item: Shape<T>, most: number, least = 0): Shape<readonly T[]> {
  const expected = `a list of ${least} to ${most}`;
  return {
    write: (values) => values.map(item.write),
    read(value, place) {
      if (!Array.isArray(value) || value.length > most || value.length < least)
        throw new ShapeError(place, expected, value);
      return value.map((one, index) => item.read(one, `${place}[${index}]`));
    },
  };
}

/** Like a list, and never empty. */
export function some<T>(item: Shape<T>, most: number): Shape<readonly [T, ...T[]]> {
  const all = list(item, most, 1);
  return {
    write: all.write,
    read(value, place) {
      const [first, ...rest] = all.read(value, place);
      if (first === undefined) throw new ShapeError(place, 'not empty', value);
      return [first, ...rest];
    },
  };
}

/** The fields of an object: each by its own shape; those that may be left out, apart. */
export type Fields<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: Shape<T[K]>;
};
export type OptionalFields<T> = {
  readonly [K in keyof T as undefined extends T[K] ? K : never]-?: Shape<Exclude<T[K], undefined>>;
};

/** An object with these fields and no others. */
export function object<T extends object>(fields: Fields<T>, optional: OptionalFields<T>): Shape<T> {
  const required = Object.entries<Shape<unknown>>(fields);
  const further = Object.entries<Shape<unknown>>(optional);
  const known = new Set([...required, ...further].map(([name]) => name));
  return {
    write(value) {
      const given = value as Readonly<Record<string, unknown>>;
      const present = further.filter(([name]) => given[name] !== undefined);
      return Object.fromEntries(
        [...required, ...present].map(([name, shape]) => [name, shape.write(given[name])]),
      );
    },
    read(value, place) {
      if (!isObject(value)) throw new ShapeError(place, 'an object', value);
      const stray = Object.keys(value).find((name) => !known.has(name));
      if (stray !== undefined)
        throw new ShapeError(inside(place, stray.slice(0, MOST_TOLD)), 'left out', value[stray]);
      const present = further.filter(([name]) => Object.hasOwn(value, name));
      const read = [...required, ...present].map(([name, shape]) => {
        const given = Object.hasOwn(value, name) ? value[name] : undefined;
        return [name, shape.read(given, inside(place, name))] as const;
      });
      return Object.fromEntries(read) as T;
    },
  };
}

/** One of several kinds of object, told apart by one of their fields. */
export function kinds<F extends string, T extends Readonly<Record<F, string>>>(
  field: F,
  shapes: { readonly [K in T[F]]: Shape<Extract<T, Readonly<Record<F, K>>>> },
): Shape<T> {
  const kind = oneOf<T[F]>(shapes);
  const shapeOf = (name: T[F]) => shapes[name] as unknown as Shape<T>;
  return {
    write: (value) => shapeOf(value[field]).write(value),
    read(value, place) {
      if (!isObject(value)) throw new ShapeError(place, 'an object', value);
      return shapeOf(kind.read(value[field], inside(place, field))).read(value, place);
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inside(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}
