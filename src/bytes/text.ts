const UTF8 = new TextEncoder();

/** The bytes of a text in UTF-8; for ASCII, one byte a character. */
export function bytesFromText(text: string): Uint8Array<ArrayBuffer> {
  return UTF8.encode(text);
}

/** Octets as the characters with the same codes: what host names and protocol names are made of. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  // In pieces, as a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 4096) {
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + 4096));
  }
  return text;
}
