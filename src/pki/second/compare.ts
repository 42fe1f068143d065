import { toHex } from '../../bytes/hex.ts';
import type { Certificate } from '../x509/certificate.ts';
import { FIELDS, type Answer, type Field, type Reading } from './answers.ts';
import type { Library } from './library.ts';
import { ourReading } from './ours.ts';
import { theirReading } from './theirs.ts';

/** What two readers say of one field. */
export interface Row {
  readonly field: Field;
  readonly ours: Answer;
  readonly theirs: Answer;
  /** Null: there is nothing to compare, for nobody asked, or neither can read it. */
  readonly same: boolean | null;
}

/**
 * Lets @peculiar/x509 read a certificate that ours has read, and holds the two side by side.
 *
 * @param certificate as ours has read it
 * @param known the certificates at hand: whoever issued it may be among them
 * @returns a row for each of {@link FIELDS}
 */
export async function compareReaders(
  library: Library,
  provider: Crypto,
  certificate: Certificate,
  known: readonly Certificate[],
): Promise<readonly Row[]> {
  const issuers = issuersOf(certificate, known);
  const [ours, theirs] = await Promise.all([
    ourReading(provider, certificate, issuers),
    theirReading(
      library,
      provider,
      certificate.der,
      issuers.map(({ der }) => der),
    ),
  ]);
  return rowsOf(ours, theirs);
}

/** Two readings, field by field. */
export function rowsOf(ours: Reading, theirs: Reading): readonly Row[] {
  return FIELDS.map((field) => ({
    field,
    ours: ours[field],
    theirs: theirs[field],
    same: sameAnswer(ours[field], theirs[field]),
  }));
}

function sameAnswer(ours: Answer, theirs: Answer): boolean | null {
  const isSilent = ({ kind }: Answer) => kind === 'failed' || kind === 'notAsked';
  if (isSilent(ours) && isSilent(theirs)) return null;
  if (ours.kind === 'value' && theirs.kind === 'value') return ours.text === theirs.text;
  if (ours.kind === 'verified' && theirs.kind === 'verified')
    return ours.key.number === theirs.key.number;
  return ours.kind === theirs.kind;
}

/** Whoever has the name of the issuer, each key once. */
function issuersOf({ issuer }: Certificate, known: readonly Certificate[]): Certificate[] {
  const named = known.filter(({ subject }) => subject.key === issuer.key);
  return [...new Map(named.map((one) => [toHex(one.spki.der), one])).values()];
}
