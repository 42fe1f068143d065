import type { Certificate } from '../x509/certificate.ts';
import { isWithinName } from '../names/distinguishedName.ts';
import { generalNameText, type GeneralName } from '../names/generalName.ts';
import { isDnsName } from '../names/names.ts';
import { OID } from '../der/oids.ts';
import type { Finding, PathInHand } from './plan.ts';

/** Comparisons of a name with a constraint that one certificate may cost, as in OpenSSL. */
const MAX_COMPARISONS = 1 << 20;

/** The first name of a certificate below a CA that it may not vouch for. */
export function findViolation(
  authority: Certificate,
  index: number,
  { certificates, names }: PathInHand,
): Finding {
  if (index === 0) {
    // RFC 5280 §4.2.1.10: the extension is for CA certificates only.
    return authority.extensions.basicConstraints?.ca
      ? { found: 'nothing below it' }
      : { found: 'name constraints in a certificate that is no CA', reason: 'malformed' };
  }
  const permitted = byKind(authority.extensions.nameConstraints?.permitted ?? []);
  const excluded = byKind(authority.extensions.nameConstraints?.excluded ?? []);
  for (const [position, certificate] of certificates.slice(0, index).entries()) {
    const isSelfIssued = certificate.subject.key === certificate.issuer.key;
    if (position > 0 && isSelfIssued) continue;
    const subjects = namesOf(certificate);
    let comparisons = 0;
    for (const { kind } of subjects) {
      comparisons += (permitted.get(kind)?.length ?? 0) + (excluded.get(kind)?.length ?? 0);
    }
    if (comparisons > MAX_COMPARISONS) {
      return { found: 'too many names to compare', reason: 'limit' };
    }
    for (const name of subjects) {
      const fault = faultOf(name, permitted.get(name.kind) ?? [], excluded.get(name.kind) ?? []);
      if (!fault) continue;
      const found = `${generalNameText(name)} of ${names[position] ?? ''} ${fault}`;
      return { found, reason: 'name_constraints' };
    }
  }
  return { found: 'every name below it is permitted' };
}

/** Constraints bear on names of their own form only (§4.2.1.10). */
function byKind(bases: readonly GeneralName[]): Map<GeneralName['kind'], GeneralName[]> {
  const groups = new Map<GeneralName['kind'], GeneralName[]>();
  for (const base of bases) {
    const group = groups.get(base.kind) ?? [];
    groups.set(base.kind, group);
    group.push(base);
  }
  return groups;
}

/** All names that constraints apply to: subjectAltName, and the subject when there is one. */
function namesOf({ subject, extensions }: Certificate): GeneralName[] {
  const { subjectAltName } = extensions;
  const names: GeneralName[] = [...(subjectAltName ?? [])];
  if (subject.rdnKeys.length > 0) names.push({ kind: 'directory', name: subject });
  // The old place of mail addresses counts when there is no other (§4.2.1.10).
  if (!subjectAltName) {
    for (const { type, value } of subject.attributes) {
      if (type === OID.emailAddress) names.push({ kind: 'email', value });
    }
  }
  return names;
}

/** What is wrong with a name, as the end of a sentence; null when nothing is. */
function faultOf(
  name: GeneralName,
  allowed: readonly GeneralName[],
  denied: readonly GeneralName[],
): string | null {
  if (allowed.length + denied.length === 0) return null;
  if (!isComparable(name)) {
    return 'cannot be compared with the constraints';
  }
  const match = denied.find((base) => overlaps(name, base));
  if (match) return `falls into ${generalNameText(match)}`;
  const isAllowed = allowed.length === 0 || allowed.some((base) => isWithin(name, base));
  return isAllowed ? null : 'is none of those permitted';
}

function isComparable(name: GeneralName): boolean {
  switch (name.kind) {
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16;
    case 'dns':
      return isDnsName(name.value.replace(/^\*\./, ''));
    case 'email':
      return /^[^@\s]+@[^@\s]+$/.test(name.value);
    case 'uri':
      return uriHost(name.value) !== null;
    case 'directory':
      return true;
    default:
      // A form that is constrained and not understood: the certificate must be refused (§4.2.1.10).
      return false;
  }
}

/** Is every host that a name stands for within the base? */
function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === 'directory' && base.kind === 'directory') {
    return isWithinName(name.name, base.name);
  }
  if (name.kind === 'ip' && base.kind === 'ip') return isWithinIp(name.bytes, base.bytes);
  if (name.kind === 'dns' && base.kind === 'dns') return isWithinDomain(name.value, base.value);
  if (name.kind === 'email' && base.kind === 'email') return isWithinMail(name.value, base.value);
  const isUri = name.kind === 'uri' && base.kind === 'uri';
  return isUri && isWithinHost(uriHost(name.value) ?? '', base.value);
}

/** Is any host that a name stands for within the base? Differs for wildcards only. */
function overlaps(name: GeneralName, base: GeneralName): boolean {
  if (isWithin(name, base)) return true;
  if (name.kind !== 'dns' || base.kind !== 'dns' || !name.value.startsWith('*.')) return false;
  const parent = name.value.slice(2).toLowerCase();
  const denied = base.value.toLowerCase();
  return denied.slice(denied.indexOf('.') + 1) === parent;
}

function isWithinIp(address: Uint8Array, base: Uint8Array): boolean {
  const { length } = address;
  if (base.length !== 2 * length) return false;
  return address.every((octet, i) => ((octet ^ (base[i] ?? 0)) & (base[length + i] ?? 0)) === 0);
}

/** The base itself and everything below it; with a leading dot only what is below it. */
function isWithinDomain(name: string, base: string): boolean {
  const host = name.toLowerCase();
  const domain = base.toLowerCase();
  if (domain === '' || host === domain) return true;
  return host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

/** A host exactly, or with a leading dot any host below it (§4.2.1.10, URI and e-mail). */
function isWithinHost(name: string, base: string): boolean {
  const host = name.toLowerCase();
  const domain = base.toLowerCase();
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain;
}

function isWithinMail(address: string, base: string): boolean {
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  if (!base.includes('@')) return isWithinHost(host, base);
  const baseAt = base.lastIndexOf('@');
  const sameHost = host.toLowerCase() === base.slice(baseAt + 1).toLowerCase();
  return sameHost && address.slice(0, at) === base.slice(0, baseAt);
}

/** The host name of a URI; null when it has none, or an address in its place. */
function uriHost(uri: string): string | null {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(
    uri,
  );
  const host = match?.[1];
  return host !== undefined && isDnsName(host) && !/^[\d.]+$/.test(host) ? host : null;
}
