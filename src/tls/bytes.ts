import { toHex } from '../pki/der/reader.ts';

export { concatBytes, joinBytes } from '../pki/der/writer.ts';

/** Are they the same? Takes the same time wherever the first difference lies. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

/** Lower-case hexadecimal without separators. */
export function hexFromBytes(bytes: Uint8Array): string {
  return toHex(bytes);
}

const UTF8 = new TextEncoder();

/** The bytes of a text; for ASCII, one byte a character. */
export function bytesFromText(text: string): Uint8Array<ArrayBuffer> {
  return UTF8.encode(text);
}

/** One character a byte: what host names and protocol names are made of. */
export function textFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
