import type { Trace } from './trace.ts';

/**
 * A trace as plain JSON values: bytes become lower-case hex, how it ended stands beside the steps, and
 * everything else stays as it is. It holds the run's session secrets, as the trace does, and never a
 * private key.
 */
export function serialiseTrace({ outcome, steps, ...head }: Trace): unknown {
  return plain({ ...head, ...outcome, steps });
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  }
  return value;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
