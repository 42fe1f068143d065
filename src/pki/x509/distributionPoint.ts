import { contextTag, DerError, TAG, type DerReader } from '../der/reader.ts';
import { readDefaultFalse, readNamedBits } from '../der/values.ts';
import { readGeneralName, type GeneralName } from '../names/generalName.ts';

/** Where a CRL is to be found, as far as it can be compared (RFC 5280 §4.2.1.13). */
export interface DistributionPoint {
  /** The full names; null: none given. */
  readonly names: readonly GeneralName[] | null;
  /** The DER of a name relative to the CRL's issuer, which stands for the last RDN. */
  readonly relativeName: boolean;
  /** Only some revocation reasons are covered there. */
  readonly someReasons: boolean;
  /** Another authority signs that CRL: an indirect one. */
  readonly crlIssuer: readonly GeneralName[] | null;
}

/** IssuingDistributionPoint of a CRL: its scope (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  readonly names: readonly GeneralName[] | null;
  readonly relativeName: boolean;
  readonly onlyUserCerts: boolean;
  readonly onlyCaCerts: boolean;
  readonly someReasons: boolean;
  readonly indirect: boolean;
  readonly onlyAttributeCerts: boolean;
}

const FULL_NAME = contextTag(0, 'constructed');
const RELATIVE_NAME = contextTag(1, 'constructed');

interface PointName {
  readonly names: readonly GeneralName[] | null;
  readonly relativeName: boolean;
}

/** DistributionPointName: a CHOICE, so its tag is explicit. */
function readPointName(reader: DerReader, field: string): PointName {
  const explicit = reader.optional(field, contextTag(0, 'constructed'));
  if (!explicit) return { names: null, relativeName: false };
  const choice = reader.inside(explicit);
  const element = choice.read(field);
  if (element.tag !== FULL_NAME && element.tag !== RELATIVE_NAME) {
    throw new DerError('unexpected_tag', element.start, 'not a distribution point name', field);
  }
  choice.finish(field);
  if (element.tag === RELATIVE_NAME) return { names: null, relativeName: true };
  return { names: readNames(choice.inside(element), field), relativeName: false };
}

function readNames(reader: DerReader, field: string): readonly GeneralName[] {
  const names: GeneralName[] = [];
  do names.push(readGeneralName(reader, field));
  while (!reader.done);
  return names;
}

/** cRLDistributionPoints. @throws DerError */
export function readDistributionPoints(
  reader: DerReader,
  field: string,
): readonly DistributionPoint[] {
  const list = reader.enter(field);
  const points: DistributionPoint[] = [];
  do points.push(readDistributionPoint(list.enter(field), field));
  while (!list.done);
  return points;
}

function readDistributionPoint(reader: DerReader, field: string): DistributionPoint {
  const at = reader.position;
  const name = readPointName(reader, `${field}.distributionPoint`);
  const reasons = reader.optional(`${field}.reasons`, contextTag(1, 'primitive'));
  const issuer = reader.optional(`${field}.cRLIssuer`, contextTag(2, 'constructed'));
  reader.finish(field);
  if (!name.names && !name.relativeName && !issuer) {
    throw new DerError('bad_value', at, 'a distribution point that names nothing', field);
  }
  return {
    ...name,
    someReasons: reasons !== null,
    crlIssuer: issuer && readNames(reader.inside(issuer), `${field}.cRLIssuer`),
  };
}

/** issuingDistributionPoint. @throws DerError */
export function readIssuingDistributionPoint(
  reader: DerReader,
  field: string,
): IssuingDistributionPoint {
  const at = reader.position;
  const scope = reader.enter(field, TAG.sequence);
  const empty = scope.done;
  const name = readPointName(scope, `${field}.distributionPoint`);
  const flag = (what: string, number: number): boolean =>
    readDefaultFalse(scope, `${field}.${what}`, contextTag(number, 'primitive'));
  const onlyUserCerts = flag('onlyContainsUserCerts', 1);
  const onlyCaCerts = flag('onlyContainsCACerts', 2);
  const someReasons = scope.peek() === contextTag(3, 'primitive');
  if (someReasons) readNamedBits(scope, `${field}.onlySomeReasons`, contextTag(3, 'primitive'));
  const indirect = flag('indirectCRL', 4);
  const onlyAttributeCerts = flag('onlyContainsAttributeCerts', 5);
  scope.finish(field);
  const kinds = [onlyUserCerts, onlyCaCerts, onlyAttributeCerts].filter(Boolean);
  if (empty || kinds.length > 1) {
    const problem = empty ? 'a scope that says nothing' : 'a scope of two kinds of certificates';
    throw new DerError('bad_value', at, problem, field);
  }
  return { ...name, onlyUserCerts, onlyCaCerts, someReasons, indirect, onlyAttributeCerts };
}
