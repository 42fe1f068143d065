import { contextTag, TAG } from '../der/reader.ts';
import { readInteger } from '../der/values.ts';
import { algorithmShape, CERTIFICATE, EXTENSIONS, nameShape, timeShape } from '../x509/describe.ts';
import type { FieldNode } from '../../bytes/fieldTree.ts';
import { REVOCATION_REASONS } from './crl.ts';
import { describeShape, type Shape } from '../der/shape.ts';

const explicit = (number: number): number[] => [contextTag(number, 'constructed')];

function explicitExtensions(name: string, number: number, spec: string): Shape {
  return {
    name,
    type: `[${number}] Extensions`,
    spec,
    tags: explicit(number),
    fields: [EXTENSIONS],
  };
}

const REASON: Shape = {
  name: 'reason',
  type: 'CRLReason',
  spec: 'RFC 5280 §5.3.1',
  value: (reader) => {
    const code = readInteger(reader, 'CRLReason', TAG.enumerated)[0] ?? 0;
    return `${REVOCATION_REASONS[code] ?? 'unassigned'} (${code})`;
  },
};

const REVOKED: Shape = {
  name: 'revokedCertificate',
  spec: 'RFC 5280 §5.1.2.6',
  fields: [
    { name: 'userCertificate', type: 'CertificateSerialNumber', tags: [TAG.integer] },
    timeShape('revocationDate', 'RFC 5280 §5.1.2.6'),
    { ...EXTENSIONS, name: 'crlEntryExtensions', spec: 'RFC 5280 §5.3' },
  ],
};

const CRL: Shape = {
  name: 'CertificateList',
  type: 'CertificateList',
  spec: 'RFC 5280 §5.1',
  fields: [
    {
      name: 'tbsCertList',
      type: 'TBSCertList',
      spec: 'RFC 5280 §5.1.2',
      fields: [
        { name: 'version', spec: 'RFC 5280 §5.1.2.1', tags: [TAG.integer] },
        algorithmShape('signature', 'RFC 5280 §5.1.2.2'),
        nameShape('issuer', 'RFC 5280 §5.1.2.3'),
        timeShape('thisUpdate', 'RFC 5280 §5.1.2.4'),
        timeShape('nextUpdate', 'RFC 5280 §5.1.2.5'),
        {
          name: 'revokedCertificates',
          spec: 'RFC 5280 §5.1.2.6',
          tags: [TAG.sequence],
          each: REVOKED,
        },
        explicitExtensions('crlExtensions', 0, 'RFC 5280 §5.2'),
      ],
    },
    algorithmShape('signatureAlgorithm', 'RFC 5280 §5.1.1.2'),
    { name: 'signatureValue', spec: 'RFC 5280 §5.1.1.3', tags: [TAG.bitString] },
  ],
};

const CERT_STATUS: Shape = {
  name: 'certStatus',
  type: 'CertStatus',
  spec: 'RFC 6960 §4.2.1',
  tags: [contextTag(0, 'primitive'), contextTag(1, 'constructed'), contextTag(2, 'primitive')],
  value: (reader) => ['good', 'revoked', 'unknown'][(reader.peek() ?? 0) & 0x1f] ?? 'not a status',
  fields: [
    timeShape('revocationTime', 'RFC 6960 §4.2.1'),
    { name: 'revocationReason', tags: explicit(0), fields: [REASON] },
  ],
};

const SINGLE_RESPONSE: Shape = {
  name: 'SingleResponse',
  spec: 'RFC 6960 §4.2.1',
  fields: [
    {
      name: 'certID',
      type: 'CertID',
      spec: 'RFC 6960 §4.1.1',
      tags: [TAG.sequence],
      fields: [
        algorithmShape('hashAlgorithm', 'RFC 6960 §4.1.1'),
        { name: 'issuerNameHash' },
        { name: 'issuerKeyHash' },
        { name: 'serialNumber' },
      ],
    },
    CERT_STATUS,
    timeShape('thisUpdate', 'RFC 6960 §4.2.2.1'),
    {
      name: 'nextUpdate',
      spec: 'RFC 6960 §4.2.2.1',
      tags: explicit(0),
      fields: [timeShape('nextUpdate', 'RFC 6960 §4.2.2.1')],
    },
    explicitExtensions('singleExtensions', 1, 'RFC 6960 §4.4'),
  ],
};

const RESPONSE_DATA: Shape = {
  name: 'tbsResponseData',
  type: 'ResponseData',
  spec: 'RFC 6960 §4.2.1',
  fields: [
    { name: 'version', tags: explicit(0) },
    {
      name: 'responderID',
      type: 'byName',
      tags: explicit(1),
      fields: [nameShape('byName', 'RFC 6960 §4.2.1')],
    },
    {
      name: 'responderID',
      type: 'byKey',
      tags: explicit(2),
      fields: [{ name: 'byKey', type: 'KeyHash' }],
    },
    timeShape('producedAt', 'RFC 6960 §4.2.2.1'),
    { name: 'responses', tags: [TAG.sequence], each: SINGLE_RESPONSE },
    explicitExtensions('responseExtensions', 1, 'RFC 6960 §4.4'),
  ],
};

const BASIC_RESPONSE: Shape = {
  name: 'BasicOCSPResponse',
  type: 'BasicOCSPResponse',
  spec: 'RFC 6960 §4.2.1',
  fields: [
    RESPONSE_DATA,
    algorithmShape('signatureAlgorithm', 'RFC 6960 §4.2.1'),
    { name: 'signature', tags: [TAG.bitString] },
    { name: 'certs', tags: explicit(0), fields: [{ name: 'certs', each: CERTIFICATE }] },
  ],
};

const OCSP_RESPONSE: Shape = {
  name: 'OCSPResponse',
  type: 'OCSPResponse',
  spec: 'RFC 6960 §4.2.1',
  fields: [
    { name: 'responseStatus', tags: [TAG.enumerated] },
    {
      name: 'responseBytes',
      tags: explicit(0),
      fields: [
        {
          name: 'ResponseBytes',
          fields: [{ name: 'responseType' }, { name: 'response', holds: BASIC_RESPONSE }],
        },
      ],
    },
  ],
};

/** The field tree of a CRL. Nothing is thrown for any bytes: what cannot be read says so. */
export function describeCrl(der: Uint8Array): FieldNode {
  return describeShape(der, CRL);
}

/** The field tree of an OCSP response. Nothing is thrown for any bytes. */
export function describeOcspResponse(der: Uint8Array): FieldNode {
  return describeShape(der, OCSP_RESPONSE);
}
