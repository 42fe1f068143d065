import { lengthOnWire, type Party, type SentStep, type Trace } from '../lab/trace.ts';

/** `the client`, `the server`, `the attacker`. */
export function the(party: Party): string {
  return `the ${party}`;
}

/** The same at the start of a sentence. */
export function The(party: Party): string {
  return `The ${party}`;
}

/** `Client`, for titles and chips. */
export function partyName(party: Party): string {
  return party.charAt(0).toUpperCase() + party.slice(1);
}

const NUMBERS = new Intl.NumberFormat('en-GB');

/** `1 byte`, `90 bytes`, `23,314 bytes`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${NUMBERS.format(n)} ${n === 1 ? one : many}`;
}

/** What something took on the wire: `90 bytes`, `2 records, 23,358 bytes`. */
export function wireSize(step: SentStep): string {
  const bytes = count(lengthOnWire(step), 'byte');
  return step.records.length === 1 ? bytes : `${count(step.records.length, 'record')}, ${bytes}`;
}

/** `record 2 of 3`. */
export function recordName(index: number, of: number): string {
  return `record ${index + 1} of ${of}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** Whose certificate a party judges: the client judges whoever answers it. */
export function peerOf(party: Party, trace: Trace): Party {
  if (party !== 'client') return 'client';
  return trace.attacker ? 'attacker' : 'server';
}
