import type { Certificate } from '../x509/certificate.ts';
import { isKnownExtension, type KeyUsage } from '../x509/extensions.ts';
import { OID, oidName } from '../der/oids.ts';
import {
  isAnchor,
  type Finding,
  type PathInHand,
  type PathRule,
  type PlannedCheck,
} from './plan.ts';
import type { Purpose } from './request.ts';

/** May each certificate of the path be what it is there? In OpenSSL's order: leaf to anchor. */
export function roleChecks(path: PathInHand): PlannedCheck[] {
  const isForTls = path.rules.purpose !== 'any';
  return path.certificates.flatMap(({ extensions }, index): PlannedCheck[] => {
    const critical = { rule: CRITICAL_EXTENSIONS, index };
    if (index === 0) {
      const uses = [LEAF_KEY_USAGE, PURPOSE].map((rule) => ({ rule, index }));
      return isForTls ? [critical, ...uses] : [critical];
    }
    // A trusted certificate is expected to be a CA: worth a line only when it is not.
    const quiet = isAnchor(path, index);
    const unlimited = (extensions.basicConstraints?.pathLen ?? null) === null;
    const narrows = isForTls && extensions.extendedKeyUsage !== null;
    return [
      critical,
      { rule: AUTHORITY, index, quiet },
      { rule: AUTHORITY_KEY_USAGE, index, quiet },
      ...(narrows ? [{ rule: PURPOSE, index, quiet }] : []),
      ...(unlimited ? [] : [{ rule: PATH_LENGTH, index, quiet }]),
    ];
  });
}

const CRITICAL_EXTENSIONS: PathRule = {
  id: 'critical_extensions',
  spec: 'RFC 5280 §6.1.4 (o), §6.1.5 (f)',
  quiet: true,
  expected: () => 'only critical extensions that are understood',
  find: ({ extensionList, extensions }) => {
    const unknown = extensionList.filter(({ critical, oid }) => critical && !isKnownExtension(oid));
    const reason = 'unknown_critical_extension';
    if (unknown.length > 0) {
      return {
        found: `${unknown.map(({ oid }) => oidName(oid)).join(', ')}, marked critical`,
        reason,
      };
    }
    const policies = extensionList.find(({ oid }) => oid === OID.certificatePolicies);
    if (policies?.critical && extensions.certificatePolicies?.unknownQualifier) {
      return { found: 'critical policies with a qualifier that is not known', reason };
    }
    return { found: 'none that is not' };
  },
};

const AUTHORITY: PathRule = {
  id: 'ca',
  spec: 'RFC 5280 §6.1.4 (k)',
  quiet: false,
  expected: () => 'a CA certificate, as it issued another',
  find: ({ version, extensions, subject, issuer }, index, path): Finding => {
    const { basicConstraints } = extensions;
    if (basicConstraints?.ca) return { found: 'basicConstraints say CA' };
    if (basicConstraints) return { found: 'basicConstraints say no CA', reason: 'not_ca' };
    // An anchor is a name and a key (§6.1.1 (d)). Which of them may issue is said as OpenSSL has
    // it: a root from before version 3, or whoever is told so by keyUsage.
    if (isAnchor(path, index)) {
      if (version === 1 && subject.key === issuer.key) return { found: 'a root of version 1' };
      if (version === 3 && extensions.keyUsage?.has('keyCertSign')) {
        return { found: 'trusted, and keyUsage says keyCertSign' };
      }
    }
    return { found: 'no basicConstraints', reason: 'not_ca' };
  },
};

const AUTHORITY_KEY_USAGE: PathRule = {
  id: 'key_usage',
  spec: 'RFC 5280 §6.1.4 (n)',
  quiet: false,
  expected: () => 'keyCertSign',
  find: ({ extensions: { keyUsage } }) => findUsage(keyUsage, ['keyCertSign']),
};

const PATH_LENGTH: PathRule = {
  id: 'path_length',
  spec: 'RFC 5280 §6.1.4 (l), (m)',
  quiet: false,
  expected: ({ extensions }) =>
    `at most ${counted(extensions.basicConstraints?.pathLen ?? 0)} below`,
  find: ({ extensions }, index, { certificates }) => {
    const limit = extensions.basicConstraints?.pathLen ?? Infinity;
    // Those that are self-issued do not count.
    const below = certificates.slice(1, index).filter((one) => one.subject.key !== one.issuer.key);
    const { length } = below;
    return { found: counted(length), reason: length > limit ? 'path_len' : null };
  },
};

/** What OpenSSL calls the depth that it verifies to; of the whole path, told of its leaf. */
export function depthRule(maxIntermediates: number): PathRule {
  return {
    id: 'path_length',
    spec: 'RFC 5280 §6.2',
    quiet: false,
    expected: () => `at most ${counted(maxIntermediates)}`,
    find: (_leaf, _index, { certificates, anchored }) => {
      const above = certificates.length - 1;
      const between = anchored ? Math.max(0, above - 1) : above;
      return { found: counted(between), reason: between > maxIntermediates ? 'depth' : null };
    },
  };
}

function counted(authorities: number): string {
  return authorities === 1 ? '1 intermediate CA' : `${authorities} intermediate CAs`;
}

/** In TLS 1.3 either end signs with its key. OpenSSL also takes what older versions could use. */
const LEAF_USAGES: Readonly<Record<Purpose, readonly KeyUsage[]>> = {
  server: ['digitalSignature'],
  client: ['digitalSignature'],
  any: [],
};

const LEAF_KEY_USAGE: PathRule = {
  id: 'key_usage',
  spec: 'RFC 8446 §4.4.2.2',
  quiet: false,
  expected: (_leaf, _index, { rules }) => LEAF_USAGES[rules.purpose].join(' or '),
  find: ({ extensions: { keyUsage } }, _index, { rules }) =>
    findUsage(keyUsage, LEAF_USAGES[rules.purpose]),
};

function findUsage(
  keyUsage: Certificate['extensions']['keyUsage'],
  wanted: readonly KeyUsage[],
): Finding {
  if (!keyUsage) return { found: 'no keyUsage, so any use' };
  const allowed = wanted.some((usage) => keyUsage.has(usage));
  return { found: [...keyUsage].join(', '), reason: allowed ? null : 'key_usage' };
}

const PURPOSE_OIDS: Readonly<Record<Purpose, string>> = {
  server: OID.serverAuth,
  client: OID.clientAuth,
  any: OID.anyExtendedKeyUsage,
};

/** A CA that names purposes narrows those of everything below it, as all of the Web does. */
const PURPOSE: PathRule = {
  id: 'eku',
  spec: 'RFC 5280 §4.2.1.12',
  quiet: false,
  expected: (_certificate, _index, { rules }) => oidName(PURPOSE_OIDS[rules.purpose]),
  find: ({ extensions: { extendedKeyUsage } }, _index, { rules }) => {
    if (!extendedKeyUsage) return { found: 'no extKeyUsage, so any purpose' };
    const allowed = [PURPOSE_OIDS[rules.purpose], OID.anyExtendedKeyUsage];
    const fits = extendedKeyUsage.some((oid) => allowed.includes(oid));
    return { found: extendedKeyUsage.map(oidName).join(', '), reason: fits ? null : 'eku' };
  },
};
