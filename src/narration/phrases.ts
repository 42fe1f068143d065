import { lengthOnWire, type Party, type SentStep } from '../lab/trace.ts';
import { ENGLISH, type Forms } from './language.ts';

/** `the client`, `the server`, `the attacker`. */
export function the(party: Party): string {
  return `the ${party}`;
}

/** The same at the start of a sentence. */
export function The(party: Party): string {
  return capital(the(party));
}

/** `Client`, for titles and chips. */
export function partyName(party: Party): string {
  return capital(party);
}

/** The same text with a capital at its start. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is counted in sentences. */
const NOUNS = {
  byte: { one: 'byte', other: 'bytes' },
  record: { one: 'record', other: 'records' },
  check: { one: 'check', other: 'checks' },
  signature: { one: 'signature', other: 'signatures' },
  path: { one: 'path', other: 'paths' },
  morePath: { one: 'more path', other: 'more paths' },
  certificate: { one: 'certificate', other: 'certificates' },
  ca: { one: 'CA', other: 'CAs' },
  minute: { one: 'minute', other: 'minutes' },
  hour: { one: 'hour', other: 'hours' },
  day: { one: 'day', other: 'days' },
  month: { one: 'month', other: 'months' },
  year: { one: 'year', other: 'years' },
} as const satisfies Record<string, Forms>;

/** `1 byte`, `90 bytes`, `23,314 bytes`. */
export function count(n: number, noun: keyof typeof NOUNS): string {
  return ENGLISH.count(n, NOUNS[noun]);
}

/** `a`, `a and b`, `a, b and c`. */
export const { list } = ENGLISH;

/** What something took on the wire: `90 bytes`, `2 records, 23,358 bytes`. */
export function wireSize(step: SentStep): string {
  const bytes = count(lengthOnWire(step), 'byte');
  return step.records.length === 1 ? bytes : `${count(step.records.length, 'record')}, ${bytes}`;
}

/** `record 2 of 3`. */
export function recordName(index: number, of: number): string {
  return `record ${index + 1} of ${of}`;
}

/** A part of the page failed. */
export const PART_STOPPED = 'This part stopped.';

/** A file of the page is gone, as after a new version has taken its place. */
export const MISSING_PART = {
  sentence:
    'A part of this page did not arrive; there may be a new version. Reload to get it: the scenario stays, and certificates that you brought have to be brought again.',
  reload: 'Reload',
} as const;
