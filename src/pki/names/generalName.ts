import { toHex } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/text.ts';
import { contextTag, DerError, TAG, type DerReader } from '../der/reader.ts';
import { isStringType, readOid, stringValue } from '../der/values.ts';
import { readName, type DistinguishedName } from './distinguishedName.ts';
import { formatIp } from './ip.ts';

/** A GeneralName (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | {
      /** A form that no rule here looks into. */
      readonly kind: 'otherName' | 'x400Address' | 'ediPartyName' | 'registeredID';
      readonly value: string;
    };

const PRIMITIVE = (number: number): number => contextTag(number, 'primitive');
const CONSTRUCTED = (number: number): number => contextTag(number, 'constructed');

/** Reads one GeneralName; an IP address may have any length here. @throws DerError */
export function readGeneralName(reader: DerReader, field: string): GeneralName {
  const tag = reader.peek();
  switch (tag) {
    case PRIMITIVE(1):
      return { kind: 'email', value: readIa5(reader, field) };
    case PRIMITIVE(2):
      return { kind: 'dns', value: readIa5(reader, field) };
    case PRIMITIVE(6):
      return { kind: 'uri', value: readIa5(reader, field) };
    case PRIMITIVE(7):
      return { kind: 'ip', bytes: reader.content(reader.read(field)) };
    case PRIMITIVE(8):
      return { kind: 'registeredID', value: readOid(reader, field, tag) };
    case CONSTRUCTED(0):
      return { kind: 'otherName', value: readOpaque(reader, field, checkOtherName) };
    case CONSTRUCTED(3):
      return { kind: 'x400Address', value: readOpaque(reader, field, checkX400Address) };
    case CONSTRUCTED(5):
      return { kind: 'ediPartyName', value: readOpaque(reader, field, checkEdiPartyName) };
    case CONSTRUCTED(4): {
      const at = reader.position;
      const explicit = reader.enter(field, tag);
      const name = readName(explicit, field);
      explicit.finish(field);
      const flaw = name.attributes.find((one) => one.flaw !== null)?.flaw;
      if (flaw) throw new DerError('bad_value', at, flaw, field);
      return { kind: 'directory', name };
    }
    default:
      throw new DerError('unexpected_tag', reader.position, 'not a form of general name', field);
  }
}

function readIa5(reader: DerReader, field: string): string {
  const element = reader.read(field);
  const content = reader.content(element);
  if (content.some((octet) => octet >= 0x80)) {
    throw new DerError('bad_value', element.start, 'a name with characters beyond ASCII', field);
  }
  return latin1(content);
}

/** A form that no rule looks into: it has to be well-formed, and is kept as its octets. */
function readOpaque(
  reader: DerReader,
  field: string,
  check: (inside: DerReader, field: string) => void,
): string {
  const element = reader.read(field);
  const inside = reader.inside(element);
  check(inside, field);
  inside.finish(field);
  return toHex(reader.content(element));
}

/** SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }. */
function checkOtherName(inside: DerReader, field: string): void {
  readOid(inside, `${field}.type-id`);
  const value = inside.enter(`${field}.value`, CONSTRUCTED(0));
  value.read(`${field}.value`);
  value.finish(`${field}.value`);
}

/** ORAddress: built-in attributes, then two lists of others; what is in them is not looked at. */
function checkX400Address(inside: DerReader, field: string): void {
  inside.read(`${field}.built-in-standard-attributes`, TAG.sequence);
  inside.optional(`${field}.built-in-domain-defined-attributes`, TAG.sequence);
  inside.optional(`${field}.extension-attributes`, TAG.set);
}

/** SEQUENCE { nameAssigner [0] DirectoryString OPTIONAL, partyName [1] DirectoryString }. */
function checkEdiPartyName(inside: DerReader, field: string): void {
  const checkText = (part: DerReader): void => {
    const at = part.position;
    const element = part.read(field);
    part.finish(field);
    const text = isStringType(element.tag) ? stringValue(element.tag, part.content(element)) : null;
    if (text === null) throw new DerError('bad_value', at, 'a value that is no text', field);
  };
  const assigner = inside.optional(`${field}.nameAssigner`, CONSTRUCTED(0));
  if (assigner) checkText(inside.inside(assigner));
  checkText(inside.enter(`${field}.partyName`, CONSTRUCTED(1)));
}

/** A general name as people write it: `DNS payments.example`, `IP 10.0.0.1`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
      return `DNS ${name.value}`;
    case 'email':
      return `e-mail ${name.value}`;
    case 'uri':
      return `URI ${name.value}`;
    case 'ip':
      return `IP ${formatIp(name.bytes)}`;
    case 'directory':
      return `name ${name.name.text || '(empty)'}`;
    default:
      return `${name.kind} ${name.value}`;
  }
}
