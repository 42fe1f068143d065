import { shiftFields, type FieldNode } from '../bytes/fieldTree.ts';
import { alertType } from './alerts.ts';
import { protocolVersion } from './extensions.ts';
import { describe, enumerated, opaqueVector, struct } from './language.ts';
import { handshake, handshakeName, unknownHandshake } from './messages.ts';
import { RECORD_HEADER_LENGTH } from './recordLayer.ts';
import { CONTENT_TYPES, contentTypeName } from './registry.ts';

/** The fields of a certificate in DER; what reads them is large, and handed in by who has it. */
export type CertificateFields = (der: Uint8Array) => FieldNode;

/**
 * The fields of a handshake message; offsets count from its four-byte header. Never throws: what
 * cannot be decoded becomes a node that says so.
 *
 * @param fieldsOf opens certificates in it into their own fields; null: they stay as bytes
 */
export function describeHandshake(
  bytes: Uint8Array,
  fieldsOf: CertificateFields | null = null,
): FieldNode {
  const name = handshakeName(bytes);
  if (name === null) return describe('Handshake', unknownHandshake, bytes);
  const tree = describe<unknown>(name, handshake(name), bytes);
  return name === 'Certificate' && fieldsOf ? openCertificates(tree, bytes, fieldsOf) : tree;
}

/** The fields of an alert in clear. Never throws. */
export function describeAlert(bytes: Uint8Array): FieldNode {
  return describe('Alert', alertType, bytes);
}

/** The fields of a record as it is on the wire; one in clear opens into what it carries. Never throws. */
export function describeRecord(bytes: Uint8Array): FieldNode {
  const content = bytes.subarray(RECORD_HEADER_LENGTH);
  switch (bytes[0]) {
    case CONTENT_TYPES.application_data:
      return describe('TLSCiphertext', tlsCiphertext, bytes);
    case CONTENT_TYPES.handshake:
      return openFragment(
        describe('TLSPlaintext', tlsPlaintext, bytes),
        describeHandshake(content),
      );
    case CONTENT_TYPES.alert:
      return openFragment(describe('TLSPlaintext', tlsPlaintext, bytes), describeAlert(content));
    default:
      return describe('TLSPlaintext', tlsPlaintext, bytes);
  }
}

/** The fields of records that stand one after the other; of a single one, just its own. Never throws. */
export function describeRecords(records: readonly Uint8Array[]): FieldNode {
  let end = 0;
  const children = records.map((bytes) => {
    const start = end;
    end += bytes.length;
    return shiftFields(describeRecord(bytes), start);
  });
  const [first] = children;
  if (first && children.length === 1) return first;
  const type = `${first?.name ?? 'TLSPlaintext'}[${children.length}]`;
  return { name: 'records', type, start: 0, end, children, spec: 'RFC 8446 §5.1' };
}

const contentType = enumerated('ContentType', 1, contentTypeName);

const tlsPlaintext = struct('TLSPlaintext', 'RFC 8446 §5.1', {
  type: contentType,
  legacyRecordVersion: protocolVersion,
  fragment: opaqueVector(0, 2 ** 14),
});

const tlsCiphertext = struct('TLSCiphertext', 'RFC 8446 §5.2', {
  opaqueType: contentType,
  legacyRecordVersion: protocolVersion,
  encryptedRecord: opaqueVector(0, 2 ** 14 + 256),
});

/** `opaque cert_data<1..2^24-1>`: the certificate stands after three bytes of length. */
const CERT_DATA_PREFIX = 3;

function openCertificates(
  node: FieldNode,
  bytes: Uint8Array,
  fieldsOf: CertificateFields,
): FieldNode {
  const { children } = node;
  if (!children || children.some(isMalformed)) return node;
  if (node.name !== 'cert_data') {
    return { ...node, children: children.map((child) => openCertificates(child, bytes, fieldsOf)) };
  }
  const start = node.start + CERT_DATA_PREFIX;
  const certificate = fieldsOf(bytes.slice(start, node.end));
  return { ...node, children: [...children, shiftFields(certificate, start)] };
}

/** A record that holds exactly one message or alert shows it. */
function openFragment(record: FieldNode, content: FieldNode): FieldNode {
  if (!record.children || hasMalformed(record) || hasMalformed(content)) return record;
  const shifted = shiftFields(content, RECORD_HEADER_LENGTH);
  const children = record.children.map((child) =>
    child.name === 'fragment'
      ? { ...child, children: [...(child.children ?? []), shifted] }
      : child,
  );
  return { ...record, children };
}

const isMalformed = (node: FieldNode): boolean => node.name === 'malformed';

function hasMalformed(node: FieldNode): boolean {
  return isMalformed(node) || (node.children?.some(hasMalformed) ?? false);
}
