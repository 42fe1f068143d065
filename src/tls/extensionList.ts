import { bound, enumerated, lengthPrefix, rest, type Type, type ValueOf } from './language.ts';
import type { Reader } from './reader.ts';
import { EXTENSION_TYPES, extensionName, type ExtensionName } from './registry.ts';

/** RFC 8446 §4.2: a list whose elements' types depend on their codes. */

const extensionType = enumerated('ExtensionType', 2, extensionName);

type Declarations = { readonly [name in ExtensionName]?: Type<unknown> };

/** An extension that we do not know, or that is not declared for this message: kept as bytes. */
export interface OpaqueExtension {
  readonly name: 'opaque';
  readonly type: number;
  readonly data: Uint8Array;
}

/** An extension as a value: `{ name: 'key_share', data: { clientShares: […] } }`. */
export type Extension<D> =
  { [N in keyof D]: { readonly name: N; readonly data: ValueOf<D[N]> } }[keyof D] | OpaqueExtension;

/** `Extension extensions<floor..ceil>`, where the type of each one's data depends on its code. */
export function extensionList<D extends Declarations>(
  declared: D,
  floor: number,
  ceil: number,
): Type<readonly Extension<D>[]> {
  const length = lengthPrefix(floor, ceil);
  const dataLength = lengthPrefix(0, 0xffff);
  const known = new Map<number, readonly [ExtensionName, Type<unknown>]>();
  for (const [name, type] of Object.entries(declared) as [ExtensionName, Type<unknown>][]) {
    known.set(EXTENSION_TYPES[name], [name, type]);
  }

  const readOne = (reader: Reader): Extension<D> => {
    const type = reader.field('extension_type', extensionType, () => extensionType.read(reader));
    const [name, dataType] = known.get(type) ?? (['opaque', UNKNOWN_DATA] as const);
    const data = reader.field('extension_data', dataType, () =>
      reader.within(dataLength.read(reader), () => dataType.read(reader)),
    );
    return (name === 'opaque' ? { name, type, data } : { name, data }) as Extension<D>;
  };

  return {
    label: `Extension<${floor}..${bound(ceil)}>`,
    spec: 'RFC 8446 §4.2',
    read: (reader) =>
      reader.within(length.read(reader), () => {
        const values: Extension<D>[] = [];
        while (reader.remaining > 0) {
          const code = reader.peekUint(2);
          const name = (code === null ? null : extensionName(code)) ?? `extension_${code}`;
          values.push(reader.field(name, EXTENSION, () => readOne(reader)));
        }
        return values;
      }),
    write: (writer, values) =>
      length.write(writer, () => {
        for (const value of values) {
          const code = extensionCode(value);
          const dataType = known.get(code)?.[1] ?? UNKNOWN_DATA;
          extensionType.write(writer, code);
          dataLength.write(writer, () => dataType.write(writer, value.data));
        }
      }),
    show: (values) => (values.length === 0 ? 'none' : undefined),
  };
}

const EXTENSION = { label: 'Extension' };
const UNKNOWN_DATA: Type<unknown> = rest('opaque<0..2^16-1>');

/** Its code in the registry. */
export function extensionCode(extension: { readonly name: PropertyKey; type?: number }): number {
  return extension.type ?? EXTENSION_TYPES[extension.name as ExtensionName];
}

/** The data of the extension with that name; undefined when it is not in the list. */
export function findExtension<
  E extends { readonly name: PropertyKey; readonly data: unknown },
  N extends E['name'],
>(extensions: readonly E[], name: N): Extract<E, { readonly name: N }>['data'] | undefined {
  return extensions.find((extension) => extension.name === name)?.data;
}
