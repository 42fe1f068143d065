import { displayName, type Certificate } from '../certificate.ts';
import type { KeyUsage } from '../extensions.ts';
import { isKnownExtension } from '../extensions.ts';
import { OID, oidName } from '../oids.ts';
import type { Finding, PathInHand, PlannedCheck } from './plan.ts';
import type { Purpose } from './request.ts';

/** May each certificate of the path be what it is there? In OpenSSL's order: leaf to anchor. */
export function roleChecks(path: PathInHand): PlannedCheck[] {
  const { certificates, rules } = path;
  return certificates.flatMap((certificate, index) => {
    const base = { index, subject: displayName(certificate) };
    const isAnchor = path.anchored && index === certificates.length - 1;
    const critical: PlannedCheck = {
      ...base,
      id: 'critical_extensions',
      quiet: true,
      expected: 'only critical extensions that are understood',
      spec: 'RFC 5280 §6.1.4 (o), §6.1.5 (f)',
      run: () => findUnknownCritical(certificate),
    };
    const usage = extendedUsage(certificate, base, rules.purpose);
    if (index === 0) return [critical, ...leafUsage(certificate, rules.purpose), ...usage];
    const below = pathLengthBelow(certificates, index);
    const authority = authorityChecks(certificate, { ...base, isAnchor }, below);
    return [critical, ...authority, ...usage].map((check) =>
      // A trusted certificate is expected to be a CA: worth a line only when it is not.
      isAnchor ? { ...check, quiet: true } : check,
    );
  });
}

interface About {
  readonly index: number;
  readonly subject: string;
}

function findUnknownCritical({ extensionList, extensions }: Certificate): Finding {
  const unknown = extensionList.filter(({ critical, oid }) => critical && !isKnownExtension(oid));
  if (unknown.length) {
    const names = unknown.map(({ oid }) => oidName(oid)).join(', ');
    return { found: `${names}, marked critical`, reason: 'unknown_critical_extension' };
  }
  const policies = extensionList.find(({ oid }) => oid === OID.certificatePolicies);
  if (policies?.critical && extensions.certificatePolicies?.unknownQualifier) {
    const found = 'critical policies with a qualifier that is not known';
    return { found, reason: 'unknown_critical_extension' };
  }
  return { found: 'none that is not' };
}

function authorityChecks(
  certificate: Certificate,
  { isAnchor, ...base }: About & { readonly isAnchor: boolean },
  below: number,
): PlannedCheck[] {
  const { basicConstraints, keyUsage } = certificate.extensions;
  const pathLen = basicConstraints?.pathLen ?? null;
  return [
    {
      ...base,
      id: 'ca',
      expected: 'a CA certificate, as it issued another',
      spec: 'RFC 5280 §6.1.4 (k)',
      run: () => findAuthority(certificate, isAnchor),
    },
    {
      ...base,
      id: 'key_usage',
      expected: 'keyCertSign',
      spec: 'RFC 5280 §6.1.4 (n)',
      run: () => ({
        found: usageText(keyUsage),
        ...(keyUsage && !keyUsage.has('keyCertSign') ? { reason: 'key_usage' as const } : {}),
      }),
    },
    {
      ...base,
      id: 'path_length',
      quiet: pathLen === null,
      expected: `at most ${counted(pathLen ?? 0)} below it`,
      spec: 'RFC 5280 §6.1.4 (l), (m)',
      run: () => ({
        found: counted(below),
        ...(pathLen !== null && below > pathLen ? { reason: 'path_len' as const } : {}),
      }),
    },
  ];
}

function counted(authorities: number): string {
  return authorities === 1 ? '1 intermediate CA' : `${authorities} intermediate CAs`;
}

function findAuthority(
  { version, extensions, subject, issuer }: Certificate,
  isAnchor: boolean,
): Finding {
  const { basicConstraints } = extensions;
  if (basicConstraints) {
    const found = basicConstraints.ca ? 'basicConstraints say CA' : 'basicConstraints say no CA';
    return basicConstraints.ca ? { found } : { found, reason: 'not_ca' };
  }
  // Before version 3 nothing could say so; only an old root is taken at its word, as OpenSSL does.
  if (isAnchor && version === 1 && subject.key === issuer.key)
    return { found: 'a root of version 1' };
  return { found: 'no basicConstraints', reason: 'not_ca' };
}

function usageText(keyUsage: ReadonlySet<KeyUsage> | null): string {
  return keyUsage ? [...keyUsage].join(', ') : 'no keyUsage, so any use';
}

/** Intermediates between a CA and the leaf; those that are self-issued do not count. */
function pathLengthBelow(certificates: readonly Certificate[], index: number): number {
  return certificates.slice(1, index).filter((one) => one.subject.key !== one.issuer.key).length;
}

/** What OpenSSL asks of keyUsage for TLS: for a server one of three, for a client one of two. */
const LEAF_USAGES: Readonly<Record<Exclude<Purpose, 'any'>, readonly KeyUsage[]>> = {
  server: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  client: ['digitalSignature', 'keyAgreement'],
};

function leafUsage(leaf: Certificate, purpose: Purpose): PlannedCheck[] {
  if (purpose === 'any') return [];
  const { keyUsage } = leaf.extensions;
  const wanted = LEAF_USAGES[purpose];
  return [
    {
      id: 'key_usage',
      index: 0,
      subject: displayName(leaf),
      expected: wanted.join(' or '),
      spec: 'RFC 5280 §4.2.1.3',
      run: () => ({
        found: usageText(keyUsage),
        ...(keyUsage && !wanted.some((usage) => keyUsage.has(usage))
          ? { reason: 'key_usage' as const }
          : {}),
      }),
    },
  ];
}

const PURPOSE_OIDS: Readonly<Record<Exclude<Purpose, 'any'>, string>> = {
  server: OID.serverAuth,
  client: OID.clientAuth,
};

/** A CA that names purposes narrows those of everything below it, as all of the Web does. */
function extendedUsage(
  { extensions: { extendedKeyUsage } }: Certificate,
  base: About,
  purpose: Purpose,
): PlannedCheck[] {
  if (purpose === 'any' || (!extendedKeyUsage && base.index > 0)) return [];
  const wanted = PURPOSE_OIDS[purpose];
  const allowed =
    !extendedKeyUsage ||
    extendedKeyUsage.includes(wanted) ||
    extendedKeyUsage.includes(OID.anyExtendedKeyUsage);
  return [
    {
      ...base,
      id: 'eku',
      expected: oidName(wanted),
      spec: 'RFC 5280 §4.2.1.12',
      run: () => ({
        found: extendedKeyUsage?.map(oidName).join(', ') ?? 'no extKeyUsage, so any purpose',
        ...(allowed ? {} : { reason: 'eku' as const }),
      }),
    },
  ];
}
