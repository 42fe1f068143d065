import { type Der, derOid, derSequence, derSetOf, derUtf8String } from '../der/writer.ts';

/** The parts of a distinguished name that the lab uses, each a UTF8String (RFC 5280 §4.1.2.4). */
export interface SubjectName {
  readonly commonName?: string;
  readonly organisation?: string;
}

const ATTRIBUTES = [
  ['organisation', derOid('2.5.4.10')],
  ['commonName', derOid('2.5.4.3')],
] as const;

/** A Name: the organisation first, then the common name, as CAs write them. May be empty. */
export function derName(name: SubjectName): Der {
  const parts: Der[] = [];
  for (const [part, oid] of ATTRIBUTES) {
    const text = name[part];
    if (text) parts.push(derSetOf([derSequence(oid, derUtf8String(text))]));
  }
  return derSequence(...parts);
}
