import { contextTag, DerError, type DerReader } from '../der/reader.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import { OID } from '../der/oids.ts';

/** certificatePolicies (RFC 5280 §4.2.1.4). */
export interface CertificatePolicies {
  /** Object identifiers, each once. */
  readonly policies: readonly string[];
  /** A qualifier of a kind that is neither a CPS pointer nor a user notice. */
  readonly unknownQualifier: boolean;
}

/** One pair of policyMappings (RFC 5280 §4.2.1.5). */
export interface PolicyMapping {
  readonly issuerDomainPolicy: string;
  readonly subjectDomainPolicy: string;
}

/** policyConstraints (RFC 5280 §4.2.1.11). */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | null;
  readonly inhibitPolicyMapping: number | null;
}

/** @throws DerError */
export function readPolicies(reader: DerReader, field: string): CertificatePolicies {
  const at = reader.position;
  const list = reader.enter(field);
  const policies = new Set<string>();
  let count = 0;
  let unknownQualifier = false;
  do {
    const information = list.enter(`${field}.PolicyInformation`);
    policies.add(readOid(information, `${field}.policyIdentifier`));
    if (!information.done && hasUnknownQualifier(information, field)) unknownQualifier = true;
    information.finish(`${field}.PolicyInformation`);
    count++;
  } while (!list.done);
  if (policies.size !== count) {
    throw new DerError('bad_value', at, 'a policy that is listed twice', field);
  }
  return { policies: [...policies], unknownQualifier };
}

function hasUnknownQualifier(information: DerReader, field: string): boolean {
  const qualifiers = information.enter(`${field}.policyQualifiers`);
  let unknown = false;
  do {
    const qualifier = qualifiers.enter(`${field}.PolicyQualifierInfo`);
    const oid = readOid(qualifier, `${field}.policyQualifierId`);
    qualifier.read(`${field}.qualifier`);
    qualifier.finish(`${field}.PolicyQualifierInfo`);
    if (oid !== OID.cpsQualifier && oid !== OID.userNoticeQualifier) unknown = true;
  } while (!qualifiers.done);
  return unknown;
}

/** @throws DerError */
export function readPolicyMappings(reader: DerReader, field: string): readonly PolicyMapping[] {
  const at = reader.position;
  const list = reader.enter(field);
  const mappings: PolicyMapping[] = [];
  do {
    const pair = list.enter(field);
    const issuerDomainPolicy = readOid(pair, `${field}.issuerDomainPolicy`);
    const subjectDomainPolicy = readOid(pair, `${field}.subjectDomainPolicy`);
    pair.finish(field);
    mappings.push({ issuerDomainPolicy, subjectDomainPolicy });
  } while (!list.done);
  // A mapping from or to anyPolicy is no encoding fault: RFC 5280 §6.1.4 (a) makes it a policy one.
  if (mappings.length > 1000) {
    throw new DerError('too_many_elements', at, 'more mappings than are read', field);
  }
  return mappings;
}

/** @throws DerError */
export function readPolicyConstraints(reader: DerReader, field: string): PolicyConstraints {
  const at = reader.position;
  const constraints = reader.enter(field);
  const optional = (what: string, number: number): number | null => {
    const tag = contextTag(number, 'primitive');
    return constraints.peek() === tag
      ? readSmallInteger(constraints, `${field}.${what}`, tag)
      : null;
  };
  const requireExplicitPolicy = optional('requireExplicitPolicy', 0);
  const inhibitPolicyMapping = optional('inhibitPolicyMapping', 1);
  constraints.finish(field);
  if (requireExplicitPolicy === null && inhibitPolicyMapping === null) {
    throw new DerError('bad_value', at, 'constraints that constrain nothing', field);
  }
  return { requireExplicitPolicy, inhibitPolicyMapping };
}
