const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** One byte as two hexadecimal digits. */
export function hexByte(byte: number): string {
  return HEX_BYTES[byte] ?? '';
}

/** Bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexByte(byte);
  return hex;
}
