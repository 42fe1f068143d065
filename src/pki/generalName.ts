import { contextTag, DerError, toHex, type DerReader } from './der.ts';
import { latin1, readOid } from './derValues.ts';
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
      return { kind: 'otherName', value: readOpaque(reader, field) };
    case CONSTRUCTED(3):
      return { kind: 'x400Address', value: readOpaque(reader, field) };
    case CONSTRUCTED(5):
      return { kind: 'ediPartyName', value: readOpaque(reader, field) };
    case CONSTRUCTED(4): {
      const explicit = reader.enter(field, tag);
      const name = readName(explicit, field);
      explicit.finish(field);
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

function readOpaque(reader: DerReader, field: string): string {
  return toHex(reader.content(reader.read(field)));
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
