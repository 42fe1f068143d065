import { timeText } from './timeText.ts';
import { hexByte, toHex } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/text.ts';
import { DerError, DerReader, TAG, type DerElement } from './reader.ts';
import { readInteger, readNamedBits, readOid, stringValue, timeValue } from './values.ts';
import type { FieldNode } from '../../bytes/fieldTree.ts';
import { oidName } from './oids.ts';

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [TAG.boolean]: 'BOOLEAN',
  [TAG.integer]: 'INTEGER',
  [TAG.bitString]: 'BIT STRING',
  [TAG.octetString]: 'OCTET STRING',
  [TAG.null]: 'NULL',
  [TAG.oid]: 'OBJECT IDENTIFIER',
  [TAG.enumerated]: 'ENUMERATED',
  [TAG.utf8String]: 'UTF8String',
  [TAG.numericString]: 'NumericString',
  [TAG.printableString]: 'PrintableString',
  [TAG.teletexString]: 'TeletexString',
  [TAG.ia5String]: 'IA5String',
  [TAG.utcTime]: 'UTCTime',
  [TAG.generalizedTime]: 'GeneralizedTime',
  [TAG.visibleString]: 'VisibleString',
  [TAG.universalString]: 'UniversalString',
  [TAG.bmpString]: 'BMPString',
  [TAG.sequence]: 'SEQUENCE',
  [TAG.set]: 'SET',
};

/** Octets of a value that are shown; the bytes themselves are in the byte view. */
const SHOWN_OCTETS = 24;

/** The name of a tag: `SEQUENCE`, `[0]`. */
export function tagName(tag: number): string {
  return TYPE_NAMES[tag] ?? (tag >= 0x80 ? `[${tag & 0x1f}]` : `tag 0x${hexByte(tag)}`);
}

/** Octets as hexadecimal digits in pairs, cut where it gets long. */
export function octetsText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const shown = toHex(bytes.subarray(0, SHOWN_OCTETS)).replace(/..(?=.)/g, '$&:');
  return bytes.length > SHOWN_OCTETS ? `${shown}… (${bytes.length} octets)` : shown;
}

/**
 * The tree of any DER value without knowing what it means.
 *
 * @param der any bytes; nothing is thrown: what cannot be read is a node that says so
 * @param name what to call the whole
 */
export function describeDer(der: Uint8Array, name = 'value'): FieldNode {
  const children = describeElements(new DerReader(der), 'element');
  const [only] = children;
  if (only && children.length === 1) return { ...only, name };
  return { name, type: 'bytes', start: 0, end: der.length, children };
}

/** Every element that is left in a reader, one node each, and one for an undecodable rest. */
export function describeElements(reader: DerReader, name: string): FieldNode[] {
  const nodes: FieldNode[] = [];
  while (!reader.done) {
    const start = reader.position;
    try {
      nodes.push(describeElement(reader, reader.read(name), name));
    } catch (error) {
      nodes.push(undecodable(reader, start, error));
      break;
    }
  }
  return nodes;
}

/** The node for bytes that make no sense from `start` on. Rethrows what is no DerError. */
export function undecodable(reader: DerReader, start: number, error: unknown): FieldNode {
  if (!(error instanceof DerError)) throw error;
  const { end } = reader;
  const value = `cannot be read: ${error.problem} at byte ${error.offset}`;
  return { name: 'undecodable', type: 'bytes', start, end, value };
}

/** The node of one element that the reader just gave, with what is inside. */
export function describeElement(reader: DerReader, element: DerElement, name: string): FieldNode {
  const { tag, start, end } = element;
  const node = { name, type: tagName(tag), start, end };
  if (tag & 0x20) {
    return { ...node, children: describeElements(reader.inside(element), 'element') };
  }
  return { ...node, value: primitiveText(reader, element) };
}

/** The value of a primitive element in words. Octets when it is not what its tag says. */
export function primitiveText(reader: DerReader, element: DerElement): string {
  const { tag } = element;
  const content = reader.content(element);
  const again = (): DerReader => new DerReader(reader.bytes, element.start, element.end);
  try {
    switch (tag) {
      case TAG.boolean:
        return content[0] ? 'TRUE' : 'FALSE';
      case TAG.null:
        return 'NULL';
      case TAG.integer:
      case TAG.enumerated:
        return integerText(readInteger(again(), 'INTEGER', tag));
      case TAG.oid: {
        const oid = readOid(again(), 'OBJECT IDENTIFIER');
        const name = oidName(oid);
        return name === oid ? oid : `${name} (${oid})`;
      }
      case TAG.bitString:
        return bitsText(again(), content);
      case TAG.utcTime:
      case TAG.generalizedTime: {
        const time = timeValue(latin1(content), tag === TAG.generalizedTime);
        return time === null ? latin1(content) : timeText(time);
      }
      default:
        return stringValue(tag, content) ?? octetsText(content);
    }
  } catch (error) {
    if (error instanceof DerError) return octetsText(content);
    throw error;
  }
}

function integerText(content: Uint8Array): string {
  if (content.length > 6) return octetsText(content);
  const negative = (content[0] ?? 0) >= 0x80;
  const value = content.reduce((sum, octet) => sum * 256 + octet, 0);
  return String(negative ? value - 256 ** content.length : value);
}

function bitsText(reader: DerReader, content: Uint8Array): string {
  if (content.length > 3) return octetsText(content.subarray(1));
  return `bits ${readNamedBits(reader, 'BIT STRING').join(', ') || 'none'}`;
}
