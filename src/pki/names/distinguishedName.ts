import { toHex } from '../../bytes/hex.ts';
import { TAG, type DerReader } from '../der/reader.ts';
import { isStringType, readOid, stringValue } from '../der/values.ts';
import { attributeLabel, isTextAttribute } from '../der/oids.ts';

/** One attribute of a name, e.g. `CN=orders`. */
export interface NameAttribute {
  readonly type: string;
  /** As text; `#` and hexadecimal digits when it is none. */
  readonly value: string;
  /** What is wrong with the value, as the end of a sentence; null when nothing is. */
  readonly flaw: string | null;
}

/** A Name of X.509 (RFC 5280 §4.1.2.4). */
export interface DistinguishedName {
  /** As encoded, tag and length included. */
  readonly der: Uint8Array;
  /** One string per RDN, in order, in the form in which names are compared (RFC 5280 §7.1). */
  readonly rdnKeys: readonly string[];
  /** All of `rdnKeys` in one: two names are the same when their keys are. */
  readonly key: string;
  readonly attributes: readonly NameAttribute[];
  /** `CN=orders, O=mTLS Lab`; empty for an empty name. */
  readonly text: string;
}

/** Reads a Name. @throws DerError */
export function readName(reader: DerReader, field: string, tag: number = TAG.sequence) {
  const element = reader.read(field, tag);
  return readRdnSequence(reader.inside(element), reader.whole(element), field);
}

function readRdnSequence(reader: DerReader, der: Uint8Array, field: string): DistinguishedName {
  const rdnKeys: string[] = [];
  const attributes: NameAttribute[] = [];
  while (!reader.done) {
    const keys: string[] = [];
    const set = reader.enter(`${field}.RelativeDistinguishedName`, TAG.set);
    do {
      const { attribute, key } = readAttribute(set, `${field}.AttributeTypeAndValue`);
      attributes.push(attribute);
      keys.push(key);
    } while (!set.done);
    rdnKeys.push(keys.sort().join('+'));
  }
  return { der, rdnKeys, key: rdnKeys.join(','), attributes, text: nameText(attributes) };
}

function readAttribute(set: DerReader, field: string): { attribute: NameAttribute; key: string } {
  const pair = set.enter(field);
  const type = readOid(pair, `${field}.type`);
  const element = pair.read(`${field}.value`);
  pair.finish(field);
  const content = pair.content(element);
  const text = stringValue(element.tag, content);
  if (text === null) {
    const hex = toHex(pair.whole(element));
    return {
      attribute: { type, value: `#${hex}`, flaw: flawOf(type, element.tag) },
      key: `${type}=#${hex}`,
    };
  }
  // The length stands first so that no value can look like the end of itself and another attribute.
  const folded = foldName(text);
  return {
    attribute: { type, value: text, flaw: null },
    key: `${type}=${folded.length}:${folded}`,
  };
}

/** Of a value that is no text: attributes that nobody here knows may be of any type (§4.1.2.4). */
function flawOf(type: string, tag: number): string | null {
  const name = attributeLabel(type);
  if (isStringType(tag)) return `${name} is a string whose octets are no text`;
  return isTextAttribute(type) ? `${name} is of a type that is no text` : null;
}

/**
 * The form in which attribute values are compared (RFC 5280 §7.1, RFC 4518): Unicode form KC, no
 * case, no spaces at the ends, one space for several; the string type does not matter.
 */
export function foldName(value: string): string {
  // Nearly every name is plain already, and normalising is what costs.
  if (/^[!-~]+(?: [!-~]+)*$/.test(value)) return value.toLowerCase();
  return value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
}

/** The attributes of a name in a line: `CN=orders, O=mTLS Lab`. */
export function nameText(attributes: readonly Pick<NameAttribute, 'type' | 'value'>[]): string {
  return attributes
    .map(({ type, value }) => `${attributeLabel(type)}=${value.replace(/[,+\\]/g, '\\$&')}`)
    .join(', ');
}

/** Does one name start with all RDNs of another (RFC 5280 §4.2.1.10, directoryName)? */
export function isWithinName(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.rdnKeys.every((key, index) => name.rdnKeys[index] === key);
}
