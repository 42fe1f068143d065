import { contextTag, TAG, type DerReader } from '../der/reader.ts';
import { generalNameText, readGeneralName } from '../names/generalName.ts';
import { decodeExtension, isKnownExtension, type Extensions } from './extensions.ts';
import { OID, oidName } from '../der/oids.ts';
import type { Shape } from '../der/shape.ts';

const primitive = (number: number): number[] => [contextTag(number, 'primitive')];
const constructed = (number: number): number[] => [contextTag(number, 'constructed')];

const GENERAL_NAME: Shape = {
  name: 'GeneralName',
  type: 'GeneralName',
  spec: 'RFC 5280 §4.2.1.6',
  value: (reader) => generalNameText(readGeneralName(reader, 'GeneralName')),
};

const KEY_PURPOSE: Shape = { name: 'KeyPurposeId', spec: 'RFC 5280 §4.2.1.12' };

function subtrees(name: string, number: number): Shape {
  return {
    name,
    type: 'GeneralSubtrees',
    tags: constructed(number),
    each: { name: 'GeneralSubtree', fields: [{ ...GENERAL_NAME, name: 'base' }] },
  };
}

const NAMES: Pick<Shape, 'type' | 'each'> = { type: 'GeneralNames', each: GENERAL_NAME };

const DISTRIBUTION_POINT_NAME: Shape = {
  name: 'distributionPoint',
  type: 'DistributionPointName',
  tags: constructed(0),
  fields: [
    { name: 'fullName', tags: constructed(0), ...NAMES },
    { name: 'nameRelativeToCRLIssuer', tags: constructed(1) },
  ],
};

interface Known {
  readonly section: string;
  readonly shape: Omit<Shape, 'name'>;
}

const KNOWN: Readonly<Record<string, Known>> = {
  [OID.subjectAltName]: { section: '4.2.1.6', shape: NAMES },
  [OID.issuerAltName]: { section: '4.2.1.7', shape: NAMES },
  [OID.keyUsage]: { section: '4.2.1.3', shape: { type: 'KeyUsage' } },
  [OID.extKeyUsage]: {
    section: '4.2.1.12',
    shape: { type: 'ExtKeyUsageSyntax', each: KEY_PURPOSE },
  },
  [OID.basicConstraints]: {
    section: '4.2.1.9',
    shape: {
      type: 'BasicConstraints',
      fields: [
        { name: 'cA', tags: [TAG.boolean] },
        { name: 'pathLenConstraint', tags: [TAG.integer] },
      ],
    },
  },
  [OID.nameConstraints]: {
    section: '4.2.1.10',
    shape: {
      type: 'NameConstraints',
      fields: [subtrees('permittedSubtrees', 0), subtrees('excludedSubtrees', 1)],
    },
  },
  [OID.subjectKeyIdentifier]: { section: '4.2.1.2', shape: { type: 'KeyIdentifier' } },
  [OID.authorityKeyIdentifier]: {
    section: '4.2.1.1',
    shape: {
      type: 'AuthorityKeyIdentifier',
      fields: [
        { name: 'keyIdentifier', tags: primitive(0) },
        { name: 'authorityCertIssuer', tags: constructed(1), ...NAMES },
        { name: 'authorityCertSerialNumber', tags: primitive(2) },
      ],
    },
  },
  [OID.certificatePolicies]: {
    section: '4.2.1.4',
    shape: {
      type: 'CertificatePolicies',
      each: {
        name: 'PolicyInformation',
        fields: [{ name: 'policyIdentifier' }, { name: 'policyQualifiers' }],
      },
    },
  },
  [OID.policyMappings]: {
    section: '4.2.1.5',
    shape: {
      type: 'PolicyMappings',
      each: {
        name: 'PolicyMapping',
        fields: [{ name: 'issuerDomainPolicy' }, { name: 'subjectDomainPolicy' }],
      },
    },
  },
  [OID.policyConstraints]: {
    section: '4.2.1.11',
    shape: {
      type: 'PolicyConstraints',
      fields: [
        { name: 'requireExplicitPolicy', tags: primitive(0) },
        { name: 'inhibitPolicyMapping', tags: primitive(1) },
      ],
    },
  },
  [OID.cRLDistributionPoints]: {
    section: '4.2.1.13',
    shape: {
      type: 'CRLDistributionPoints',
      each: {
        name: 'DistributionPoint',
        fields: [
          DISTRIBUTION_POINT_NAME,
          { name: 'reasons', tags: primitive(1) },
          { name: 'cRLIssuer', tags: constructed(2), ...NAMES },
        ],
      },
    },
  },
  [OID.issuingDistributionPoint]: {
    section: '5.2.5',
    shape: {
      type: 'IssuingDistributionPoint',
      fields: [
        DISTRIBUTION_POINT_NAME,
        { name: 'onlyContainsUserCerts', tags: primitive(1) },
        { name: 'onlyContainsCACerts', tags: primitive(2) },
        { name: 'onlySomeReasons', tags: primitive(3) },
        { name: 'indirectCRL', tags: primitive(4) },
        { name: 'onlyContainsAttributeCerts', tags: primitive(5) },
      ],
    },
  },
  [OID.inhibitAnyPolicy]: { section: '4.2.1.14', shape: { type: 'SkipCerts' } },
  [OID.cRLNumber]: { section: '5.2.3', shape: { type: 'CRLNumber' } },
  [OID.reasonCode]: { section: '5.3.1', shape: { type: 'CRLReason' } },
  [OID.authorityInfoAccess]: {
    section: '4.2.2.1',
    shape: {
      type: 'AuthorityInfoAccessSyntax',
      each: {
        name: 'AccessDescription',
        fields: [{ name: 'accessMethod' }, { ...GENERAL_NAME, name: 'accessLocation' }],
      },
    },
  },
};

/** What extnValue holds for an extension; nothing when it is not known here. */
export function extensionShape(oid: string): Pick<Shape, 'holds' | 'spec'> {
  if (oid === OID.tlsFeature) {
    const holds = { name: 'tlsFeature', type: 'Features', value: summary(oid) };
    return { spec: 'RFC 7633 §4', holds };
  }
  const known = KNOWN[oid];
  if (!known) return {};
  const spec = `RFC 5280 §${known.section}`;
  const value = isKnownExtension(oid) ? { value: summary(oid) } : {};
  return { spec, holds: { name: oidName(oid), spec, ...value, ...known.shape } };
}

/** The value of an extension in one line; null when nothing here reads it. */
function summary(oid: string): (reader: DerReader) => string | null {
  return (reader) => {
    const decoded = decodeExtension(oid, reader);
    return decoded && extensionText(decoded);
  };
}

function extensionText(extension: Partial<Extensions>): string | null {
  const { subjectAltName, keyUsage, extendedKeyUsage, basicConstraints, nameConstraints } =
    extension;
  if (subjectAltName) return subjectAltName.map(generalNameText).join(', ');
  if (keyUsage) return [...keyUsage].join(', ');
  if (extendedKeyUsage) return extendedKeyUsage.map(oidName).join(', ');
  if (basicConstraints) {
    const { ca, pathLen } = basicConstraints;
    return ca ? `CA, path length ${pathLen ?? 'not limited'}` : 'not a CA';
  }
  if (nameConstraints) {
    const { permitted, excluded } = nameConstraints;
    const list = (what: string, names: typeof permitted): string[] =>
      names.length ? [`${what} ${names.map(generalNameText).join(', ')}`] : [];
    return [...list('permitted', permitted), ...list('excluded', excluded)].join('; ');
  }
  if (extension.certificatePolicies)
    return extension.certificatePolicies.policies.map(oidName).join(', ');
  const { subjectKeyIdentifier, authorityKeyIdentifier } = extension;
  const keyIdentifier = subjectKeyIdentifier ?? authorityKeyIdentifier?.keyIdentifier;
  if (keyIdentifier) return keyIdentifier.replace(/..(?=.)/g, '$&:');
  if (extension.tlsFeature) return extension.tlsFeature.map(String).join(', ');
  return null;
}
