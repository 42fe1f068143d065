import { DerError, TAG, type DerElement, type DerReader } from '../der/reader.ts';
import { readDefaultFalse, readOid } from '../der/values.ts';
import { oidName } from '../der/oids.ts';

/** How an extension of a CRL or of an OCSP response is read; a reader stands at its value. */
export type ExtensionReaders = Readonly<
  Record<string, (value: DerReader, critical: boolean) => void>
>;

/**
 * Reads Extensions of something that says who is revoked. A critical one that is not understood
 * makes all of it unusable (RFC 5280 §5.2, RFC 6960 §4.4), so it is an error here.
 *
 * @throws DerError
 */
export function readExtensionList(
  extensions: DerReader,
  readers: ExtensionReaders,
  field: string,
): void {
  const seen = new Set<string>();
  do {
    const extension = extensions.enter(field);
    const oid = readOid(extension, `${field}.extnID`);
    const critical = readDefaultFalse(extension, `${field}.critical`);
    const value = extension.read(`${field}.extnValue`, TAG.octetString);
    extension.finish(field);
    if (seen.has(oid)) throw fault(value, `${oidName(oid)} stands twice`, field);
    seen.add(oid);
    const read = readers[oid];
    if (read) {
      const inside = extension.inside(value);
      read(inside, critical);
      inside.finish(oidName(oid));
    } else if (critical) {
      throw fault(value, `${oidName(oid)} is critical and not understood`, field);
    }
  } while (!extensions.done);
}

function fault({ start }: DerElement, problem: string, field: string): DerError {
  return new DerError('bad_value', start, problem, field);
}
