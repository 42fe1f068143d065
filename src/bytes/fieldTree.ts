/**
 * The field tree: one node for each field of something that was decoded, with its byte range.
 * TLS messages, records and certificates all yield this one type, so that one view shows them all.
 */
export interface FieldNode {
  /** The field's name as its specification spells it, e.g. `legacy_version`, `tbsCertificate`. */
  readonly name: string;
  /** The field's type in its own language, e.g. `uint16`, `opaque<0..2^8-1>`, `SEQUENCE`. */
  readonly type: string;
  /** First byte, as an offset in the root's bytes. */
  readonly start: number;
  /** One past the last byte, as an offset in the root's bytes. */
  readonly end: number;
  /** The value in words, when the field has one: `TLS_AES_128_GCM_SHA256 (0x1301)`. */
  readonly value?: string;
  /** Where the field is defined, e.g. `RFC 8446 §4.1.2`. */
  readonly spec?: string;
  readonly children?: readonly FieldNode[];
}

/**
 * The same tree with every byte range moved, for a tree that is embedded in other bytes.
 *
 * @param node a tree whose offsets start at 0
 * @param by how many bytes to move it
 */
export function shiftFields(node: FieldNode, by: number): FieldNode {
  return {
    ...node,
    start: node.start + by,
    end: node.end + by,
    ...(node.children ? { children: node.children.map((child) => shiftFields(child, by)) } : {}),
  };
}
