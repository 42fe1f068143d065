import { DerError, DerReader, type DerElement } from './reader.ts';
import {
  describeElement,
  describeElements,
  primitiveText,
  tagName,
  undecodable,
} from './describe.ts';
import type { FieldNode } from '../../bytes/fieldTree.ts';

/** What is known of an element: enough to name it and what is inside. Nothing is validated here. */
export interface Shape {
  readonly name: string;
  /** The ASN.1 type by its name, e.g. `TBSCertificate`; the tag's name when left out. */
  readonly type?: string;
  readonly spec?: string;
  /** The identifier octets that it may have; any when left out. Decides which optional field it is. */
  readonly tags?: readonly number[];
  /** The fields inside, in order; each may be missing. Or, seeing the bytes, which those are. */
  readonly fields?: readonly Shape[] | ((inside: DerReader) => readonly Shape[]);
  /** Every element inside: SEQUENCE OF, SET OF. */
  readonly each?: Shape;
  /** What the content of an OCTET STRING or BIT STRING holds in turn. */
  readonly holds?: Shape;
  /** The value in words, from a reader that stands at the element; null: it has none. */
  readonly value?: (reader: DerReader) => string | null;
}

/**
 * The field tree of bytes that should have a shape. Where they do not, it goes on with what ASN.1
 * alone can tell, and with a node that says so where even that ends. Nothing is thrown for any bytes.
 */
export function describeShape(bytes: Uint8Array, shape: Shape): FieldNode {
  const nodes = describeFields(new DerReader(bytes), [shape]);
  const [only] = nodes;
  if (only && nodes.length === 1 && only.name === shape.name) return only;
  return { name: shape.name, type: 'bytes', start: 0, end: bytes.length, children: nodes };
}

function describeFields(reader: DerReader, fields: readonly Shape[]): FieldNode[] {
  const nodes: FieldNode[] = [];
  let next = 0;
  while (!reader.done) {
    const start = reader.position;
    const tag = reader.peek();
    const found = fields.findIndex(
      ({ tags }, index) => index >= next && (!tags || (tag !== null && tags.includes(tag))),
    );
    const shape = fields[found];
    if (shape) next = found + 1;
    try {
      const element = reader.read(shape?.name ?? 'element');
      nodes.push(
        shape ? describeOne(reader, element, shape) : describeElement(reader, element, 'element'),
      );
    } catch (error) {
      nodes.push(undecodable(reader, start, error));
      break;
    }
  }
  return nodes;
}

function describeOne(reader: DerReader, element: DerElement, shape: Shape): FieldNode {
  const { tag, start, end } = element;
  const children = describeChildren(reader, element, shape);
  const value = shape.value
    ? readableValue(shape.value, reader, element)
    : tag & 0x20 || children
      ? undefined
      : primitiveText(reader, element);
  return {
    name: shape.name,
    type: shape.type ?? tagName(tag),
    start,
    end,
    ...(value === undefined ? {} : { value }),
    ...(shape.spec === undefined ? {} : { spec: shape.spec }),
    ...(children ? { children } : {}),
  };
}

function describeChildren(
  reader: DerReader,
  element: DerElement,
  { fields, each, holds }: Shape,
): FieldNode[] | null {
  if (holds) {
    // The content of a BIT STRING starts with the count of unused bits.
    const skip = element.tag === 0x03 ? 1 : 0;
    const content = new DerReader(reader.bytes, element.content + skip, element.end);
    return describeFields(content, [holds]);
  }
  if (!(element.tag & 0x20)) return null;
  const inside = reader.inside(element);
  if (each) return describeEach(inside, each);
  if (typeof fields === 'function') {
    return describeFields(inside, fields(reader.inside(element)));
  }
  return fields ? describeFields(inside, fields) : describeElements(inside, 'element');
}

function describeEach(reader: DerReader, shape: Shape): FieldNode[] {
  const nodes: FieldNode[] = [];
  while (!reader.done) {
    const start = reader.position;
    try {
      nodes.push(describeOne(reader, reader.read(shape.name), shape));
    } catch (error) {
      nodes.push(undecodable(reader, start, error));
      break;
    }
  }
  return nodes;
}

function readableValue(
  value: (reader: DerReader) => string | null,
  reader: DerReader,
  { start, end }: DerElement,
): string | undefined {
  try {
    return value(new DerReader(reader.bytes, start, end)) ?? undefined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}
