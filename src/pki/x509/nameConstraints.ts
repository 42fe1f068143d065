import { contextTag, DerError, type DerReader } from '../der/reader.ts';
import { readGeneralName, type GeneralName } from '../names/generalName.ts';
import { prefixLength } from '../names/ip.ts';

/** NameConstraints (RFC 5280 §4.2.1.10); an IP base holds address and mask. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Reads the extension. @throws DerError */
export function readNameConstraints(reader: DerReader, field: string): NameConstraints {
  const at = reader.position;
  const constraints = reader.enter(field);
  const permitted = readSubtrees(constraints, `${field}.permittedSubtrees`, 0);
  const excluded = readSubtrees(constraints, `${field}.excludedSubtrees`, 1);
  constraints.finish(field);
  if (!permitted && !excluded) {
    throw new DerError('bad_value', at, 'neither permitted nor excluded names are given', field);
  }
  return { permitted: permitted ?? [], excluded: excluded ?? [] };
}

function readSubtrees(reader: DerReader, field: string, number: number): GeneralName[] | null {
  const element = reader.optional(field, contextTag(number, 'constructed'));
  if (!element) return null;
  const list = reader.inside(element);
  const bases: GeneralName[] = [];
  do {
    const subtree = list.enter(field);
    const at = subtree.position;
    const base = readGeneralName(subtree, `${field}.base`);
    checkBase(base, at, field);
    // minimum is 0, which DER leaves out, and maximum is absent: RFC 5280 §4.2.1.10.
    subtree.finish(`${field}.base`);
    bases.push(base);
  } while (!list.done);
  return bases;
}

function checkBase(base: GeneralName, at: number, field: string): void {
  if (base.kind !== 'ip') return;
  const { length } = base.bytes;
  if (length !== 8 && length !== 32) {
    throw new DerError('bad_value', at, 'an IP range that is not an address and a mask', field);
  }
  if (prefixLength(base.bytes.subarray(length / 2)) === null) {
    throw new DerError('bad_value', at, 'an IP mask with a one after a zero', field);
  }
}
