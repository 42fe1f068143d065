import { joinBytes } from '../../bytes/bytes.ts';
import type { Sight } from '../../lab/onlooker.ts';
import { isSent, type SentStep, type Step } from '../../lab/trace.ts';
import type { FieldNode } from '../../bytes/fieldTree.ts';
import { count, recordName, wireSize } from '../../narration/phrases.ts';
import { BYTE_SOURCES } from '../../narration/page/stepDetailsWords.ts';
import {
  describeAlert,
  describeHandshake,
  describeRecords,
  type CertificateFields,
} from '../../tls/describe.ts';
import { changedBytes } from './bytes/hexRows.ts';

/** Bytes that can be looked at, with what they mean. */
export interface ByteSource {
  readonly id: 'clear' | 'wire';
  /** `In clear`, `On the wire`. */
  readonly label: string;
  /** `ClientHello` */
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly tree: FieldNode;
  /** Indices of bytes that somebody changed on the way. */
  readonly changed: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/**
 * The bytes of a step that this onlooker can see: in clear when it can read them, and as sent.
 *
 * @param fieldsOf opens certificates into their fields; null: it is not there yet
 */
export function sourcesOf(
  step: Step,
  sight: Sight,
  fieldsOf: CertificateFields | null = null,
): ByteSource[] {
  if (!isSent(step) || sight === 'hidden') return [];
  const wire = onTheWire(step);
  return sight === 'sealed' ? [wire] : [inClear(step, fieldsOf), wire];
}

function inClear(step: SentStep, fieldsOf: CertificateFields | null): ByteSource {
  const { bytes } = step;
  const base = { id: 'clear', label: BYTE_SOURCES.clear, bytes, changed: NONE } as const;
  switch (step.kind) {
    case 'message':
      return { ...base, title: step.name, tree: describeHandshake(bytes, fieldsOf) };
    case 'alert':
    case 'close':
      return { ...base, title: BYTE_SOURCES.alert, tree: describeAlert(bytes) };
    case 'data':
      return { ...base, title: BYTE_SOURCES.data, tree: describeData(bytes) };
    case 'raw':
      return { ...base, title: BYTE_SOURCES.raw, tree: describeData(bytes) };
  }
}

function onTheWire(step: SentStep): ByteSource {
  const records = step.records.map(({ wire }) => wire);
  const tree = describeRecords(records);
  const one = records.length === 1;
  return {
    id: 'wire',
    label: BYTE_SOURCES.wire,
    title: one ? BYTE_SOURCES.record : BYTE_SOURCES.records,
    bytes: joinBytes(records),
    tree: one ? tree : numbered(tree),
    changed: changedOnTheWay(step),
  };
}

/** Several records, and each says which of them it is. */
function numbered({ children = [], ...records }: FieldNode): FieldNode {
  return {
    ...records,
    children: children.map((child, index) => ({
      ...child,
      value: recordName(index, children.length),
    })),
  };
}

/** Where, in the records as they arrived one after the other, bytes differ from those sent. */
function changedOnTheWay(step: SentStep): ReadonlySet<number> {
  const changed = new Set<number>();
  let start = 0;
  for (const { sent, wire } of step.records) {
    for (const at of changedBytes(sent, wire)) changed.add(start + at);
    start += wire.length;
  }
  return changed;
}

/** Application data means nothing to TLS; here it is HTTP, so its lines are shown. */
function describeData(bytes: Uint8Array): FieldNode {
  const text = new TextDecoder().decode(bytes);
  return {
    name: 'application_data',
    type: 'opaque',
    start: 0,
    end: bytes.length,
    value: text.trim().replace(/\s*\r\n/g, ' ⏎ '),
    spec: 'RFC 8446 §5.2',
  };
}

/** How much there is of it: `90 bytes`, `2 records, 23,358 bytes`. */
export function sizeOf(source: ByteSource, step: Step): string {
  return source.id === 'wire' && isSent(step) ? wireSize(step) : count(source.bytes.length, 'byte');
}
