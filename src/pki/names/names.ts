import { equalBytes } from '../../bytes/bytes.ts';
import { generalNameText, type GeneralName } from './generalName.ts';
import { parseIp } from './ip.ts';
import { spiffeFault } from './spiffe.ts';

/** The name that a peer must have proven, as whoever connects knows it (RFC 9525 §6.1). */
export interface ReferenceName {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri';
  readonly value: string;
}

/** What a certificate presents, compared with a reference. */
export type NameMatch =
  | { readonly matches: true; readonly found: string }
  | { readonly matches: false; readonly found: string };

const MAX_SHOWN = 4;

/**
 * Does one of the names in a certificate's subjectAltName fit? The common name never counts
 * (RFC 9525 §2): some older stacks still fall back to it.
 *
 * @param names the certificate's subjectAltName; null when it has none
 * @param reference a malformed reference fits nothing
 */
export function matchName(
  names: readonly GeneralName[] | null,
  reference: ReferenceName,
): NameMatch {
  const presented = (names ?? []).filter(({ kind }) => kind === reference.kind);
  const match = presented.find((name) => fits(name, reference));
  const spiffe =
    reference.kind === 'uri' && match ? spiffeFault(names ?? [], reference.value) : null;
  if (spiffe) return { matches: false, found: spiffe };
  if (match) return { matches: true, found: generalNameText(match) };
  return { matches: false, found: presentedText(names, reference.kind) };
}

function presentedText(names: readonly GeneralName[] | null, kind: ReferenceName['kind']): string {
  if (!names) return 'no subjectAltName; a common name does not count';
  const sameKind = names.filter((name) => name.kind === kind);
  const shown = (sameKind.length ? sameKind : names).slice(0, MAX_SHOWN).map(generalNameText);
  const more = (sameKind.length || names.length) - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function fits(presented: GeneralName, { kind, value }: ReferenceName): boolean {
  if (presented.kind === 'ip') {
    const address = parseIp(value);
    return address !== null && equalBytes(presented.bytes, address);
  }
  if (presented.kind === 'dns') return matchesDns(presented.value, value);
  if (presented.kind === 'email') return matchesEmail(presented.value, value);
  return presented.kind === 'uri' && kind === 'uri' && presented.value === value;
}

/**
 * RFC 9525 §6.3: labels compared without case; a wildcard is the whole left-most label and stands
 * for exactly one. What OpenSSL asks beyond that is asked here: at least two labels after it.
 *
 * @param presented the dNSName of the certificate, in A-labels
 * @param reference the host that was asked for; one dot at its end is no part of the name
 */
export function matchesDns(presented: string, reference: string): boolean {
  const wanted = reference.toLowerCase().replace(/\.$/, '');
  if (!isDnsName(wanted) || parseIp(wanted)) return false;
  const pattern = presented.toLowerCase();
  if (!pattern.startsWith('*.')) return pattern === wanted;
  const parent = pattern.slice(2);
  const dot = wanted.indexOf('.');
  return isDnsName(parent) && parent.includes('.') && dot > 0 && wanted.slice(dot + 1) === parent;
}

/** Labels of letters, digits, hyphens and underscores, none empty or too long (RFC 1034 §3.5). */
export function isDnsName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^[\w-]{1,63}$/.test(label));
}

/** The local part exactly, the host without case (RFC 5280 §7.5). */
function matchesEmail(presented: string, reference: string): boolean {
  const split = (address: string): [string, string] => {
    const at = address.lastIndexOf('@');
    return [address.slice(0, Math.max(at, 0)), address.slice(at + 1).toLowerCase()];
  };
  const [local, host] = split(presented);
  const [wantedLocal, wantedHost] = split(reference);
  return local !== '' && local === wantedLocal && host !== '' && host === wantedHost;
}

const KIND_WORDS = { dns: 'DNS', ip: 'IP', email: 'e-mail', uri: 'URI' } as const;

/** `DNS payments.example`. */
export function referenceText({ kind, value }: ReferenceName): string {
  return `${KIND_WORDS[kind]} ${value}`;
}
