import { contextTag, TAG, type DerReader } from '../der/reader.ts';
import { readOid, readTime } from '../der/values.ts';
import { timeText } from '../der/timeText.ts';
import { readName } from '../names/distinguishedName.ts';
import { extensionShape } from './extensionShapes.ts';
import type { FieldNode } from '../../bytes/fieldTree.ts';
import { attributeLabel, oidName } from '../der/oids.ts';
import { keyText, readAlgorithm, readPublicKeyInfo } from './publicKeyInfo.ts';
import { describeShape, type Shape } from '../der/shape.ts';

const EXPLICIT_0 = [contextTag(0, 'constructed')];
const EXPLICIT_3 = [contextTag(3, 'constructed')];

/** An AlgorithmIdentifier under the name that it has in its place. */
export function algorithmShape(name: string, spec: string): Shape {
  return {
    name,
    type: 'AlgorithmIdentifier',
    spec,
    tags: [TAG.sequence],
    value: (reader) => oidName(readAlgorithm(reader, name).oid),
    fields: [{ name: 'algorithm' }, { name: 'parameters' }],
  };
}

/** A Name under the name that it has in its place. */
export function nameShape(name: string, spec: string): Shape {
  return {
    name,
    type: 'Name',
    spec,
    tags: [TAG.sequence],
    value: (reader) => readName(reader, name).text || '(empty)',
    each: {
      name: 'RelativeDistinguishedName',
      type: 'SET OF AttributeTypeAndValue',
      each: {
        name: 'AttributeTypeAndValue',
        fields: (inside) => {
          const label = attributeLabel(readOid(inside, 'type'));
          return [
            { name: 'type', type: 'AttributeType' },
            { name: 'value', type: label },
          ];
        },
      },
    },
  };
}

/** A Time under the name that it has in its place. */
export function timeShape(name: string, spec: string): Shape {
  return {
    name,
    spec,
    tags: [TAG.utcTime, TAG.generalizedTime],
    value: (reader) => timeText(readTime(reader, name)),
  };
}

const SUBJECT_PUBLIC_KEY_INFO: Shape = {
  name: 'subjectPublicKeyInfo',
  type: 'SubjectPublicKeyInfo',
  spec: 'RFC 5280 §4.1.2.7',
  tags: [TAG.sequence],
  value: (reader) => keyText(readPublicKeyInfo(reader, 'subjectPublicKeyInfo')),
  fields: [algorithmShape('algorithm', 'RFC 5480 §2, RFC 3279 §2.3'), { name: 'subjectPublicKey' }],
};

/** Extensions, as certificates, CRLs and OCSP responses have them. */
export const EXTENSIONS: Shape = {
  name: 'extensions',
  type: 'Extensions',
  spec: 'RFC 5280 §4.1.2.9',
  tags: [TAG.sequence],
  each: {
    name: 'Extension',
    spec: 'RFC 5280 §4.2',
    value: (reader) => oidName(readOid(reader.enter('Extension'), 'extnID')),
    fields: (inside: DerReader) => [
      { name: 'extnID', tags: [TAG.oid] },
      { name: 'critical', tags: [TAG.boolean], spec: 'RFC 5280 §4.2' },
      {
        name: 'extnValue',
        tags: [TAG.octetString],
        ...extensionShape(readOid(inside, 'extnID')),
      },
    ],
  },
};

const TBS_CERTIFICATE: Shape = {
  name: 'tbsCertificate',
  type: 'TBSCertificate',
  spec: 'RFC 5280 §4.1.2',
  fields: [
    {
      name: 'version',
      type: '[0] Version',
      spec: 'RFC 5280 §4.1.2.1',
      tags: EXPLICIT_0,
      fields: [{ name: 'version', value: versionText }],
    },
    { name: 'serialNumber', spec: 'RFC 5280 §4.1.2.2', tags: [TAG.integer] },
    algorithmShape('signature', 'RFC 5280 §4.1.2.3'),
    nameShape('issuer', 'RFC 5280 §4.1.2.4'),
    {
      name: 'validity',
      type: 'Validity',
      spec: 'RFC 5280 §4.1.2.5',
      tags: [TAG.sequence],
      fields: [
        timeShape('notBefore', 'RFC 5280 §4.1.2.5'),
        timeShape('notAfter', 'RFC 5280 §4.1.2.5'),
      ],
    },
    nameShape('subject', 'RFC 5280 §4.1.2.6'),
    SUBJECT_PUBLIC_KEY_INFO,
    { name: 'issuerUniqueID', spec: 'RFC 5280 §4.1.2.8', tags: [contextTag(1, 'primitive')] },
    { name: 'subjectUniqueID', spec: 'RFC 5280 §4.1.2.8', tags: [contextTag(2, 'primitive')] },
    {
      name: 'extensions',
      type: '[3] Extensions',
      spec: 'RFC 5280 §4.1.2.9',
      tags: EXPLICIT_3,
      fields: [EXTENSIONS],
    },
  ],
};

/** A whole certificate. */
export const CERTIFICATE: Shape = {
  name: 'Certificate',
  type: 'Certificate',
  spec: 'RFC 5280 §4.1',
  fields: [
    TBS_CERTIFICATE,
    algorithmShape('signatureAlgorithm', 'RFC 5280 §4.1.1.2'),
    { name: 'signatureValue', spec: 'RFC 5280 §4.1.1.3', tags: [TAG.bitString] },
  ],
};

function versionText(reader: DerReader): string {
  const last = reader.bytes[reader.end - 1] ?? 0;
  return `v${last + 1} (${last})`;
}

/**
 * The field tree of a certificate, down to its extensions' values.
 *
 * @param der any bytes; nothing is thrown: what cannot be read is a node that says so
 */
export function describeCertificate(der: Uint8Array): FieldNode {
  return describeShape(der, CERTIFICATE);
}
