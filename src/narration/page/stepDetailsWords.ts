import type { FieldNode } from '../../bytes/fieldTree.ts';
import type { Party } from '../../lab/trace.ts';
import type { DerivedSecret } from '../../tls/endpoint.ts';

/** What the details of a step say beside what they show. */
export const STEP_DETAILS = {
  name: 'Details of this step',
  tabs: { fields: 'Fields', bytes: 'Bytes', certificate: 'Certificate', keys: 'Keys' },
  whichBytes: 'Which bytes',
  hidden: 'Choose “Everyone” under “Seen by” to look inside.',
  noBytes: 'Nothing was sent in this step, so there are no bytes to show.',
  sealed: 'This record is sealed, and whoever looks on has no key for it.',
} as const;

/** What the bytes of a step are called, by where they were read and what they are. */
export const BYTE_SOURCES = {
  clear: 'In clear',
  wire: 'On the wire',
  alert: 'Alert',
  data: 'Application data',
  raw: 'Bytes',
  record: 'Record',
  records: 'Records',
} as const;

/** What fields and bytes say of themselves. */
export const FIELDS = {
  bytes: 'Bytes',
  copy: 'Copy hex',
  choose: 'Choose a field or a byte: its name, value and RFC section stand here.',
} as const;

/** How long a field is that has no value of its own: `32 bytes`. */
export function fieldSize({ start, end }: FieldNode): string {
  return `${end - start} bytes`;
}

/** Where a field stands: `bytes 4–7 · RFC 8446 §4.1.2`. */
export function fieldPlace({ start, end, spec }: FieldNode): string {
  const size = end - start;
  const place =
    size === 1 ? `byte ${start}` : size === 0 ? 'no bytes' : `bytes ${start}–${end - 1}`;
  return spec ? `${place} · ${spec}` : place;
}

export function valueName(field: string): string {
  return `Value of ${field}`;
}

/** What stands at a byte: `byte 5: 01, msg_type client_hello`. */
export function byteWords(at: number, hex: string, field: FieldNode | null): string {
  return `byte ${at}: ${hex}${field ? `, ${field.name} ${field.value ?? ''}` : ''}`;
}

/** Which bytes somebody changed on the way. */
export function changedWords(places: readonly number[]): string {
  const were = places.length === 1 ? '1 byte was' : `${places.length} bytes were`;
  return `${were} changed on the way: byte ${places.join(', ')}.`;
}

/** What the keys of a step say beside their names. */
export const KEYS = {
  showValues: 'Show values',
  seals: 'The secret that seals this record, and where it came from (RFC 8446 §7.1).',
  none: 'There are no keys yet: this is in plaintext, and anybody on the way can read it.',
} as const;

export function derivedWords(party: Party): string {
  return `What the ${party} just derived, and from what (RFC 8446 §7.1).`;
}

export function notDerivedWords(party: Party): string {
  return `The ${party} has not derived the key for this record yet.`;
}

export function heldWords(party: Party, secrets: number): string {
  return `No key is at work in this step. The ${party} holds ${secrets} secrets by now; steps that derive keys, and encrypted records, show theirs here.`;
}

/** With what a secret was bound to a conversation; its hash follows. */
export function transcriptHashWords(through: string): string {
  return `with the transcript hash through ${through} (both ends and the log of the conversation give it; it is no secret)`;
}

/** How a secret was made, in a few words. */
export function secretWords({ name, label, from }: DerivedSecret): string {
  if (label !== null) return `Derive-Secret, label “${label}”`;
  switch (name) {
    case 'shared_secret':
      return 'the own private key share with the other’s public one';
    case 'early_secret':
      return 'HKDF-Extract of zeros: there is no pre-shared key';
    case 'handshake_secret':
      return 'HKDF-Extract of shared_secret, salted from early_secret';
    default:
      return `HKDF-Extract of zeros, salted from ${from ?? 'nothing'}`;
  }
}
