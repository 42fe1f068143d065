/**
 * Bytes as base64 with padding (RFC 4648 §4), on one line.
 *
 * @param bytes any number of bytes
 */
export function encodeBase64(bytes: Uint8Array): string {
  const chunk = 0x2000; // The arguments of one call are bounded by the engine's stack.
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(binary);
}

/** What base64 decodes to, or the index of the first character at which it stops being base64. */
export type Base64Result =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly at: number; readonly why: 'character' | 'length' | 'padding' };

/**
 * Decodes base64 (RFC 4648 §4). White space is ignored; everything else that is not of the alphabet
 * is refused, as is a length that no number of bytes encodes to (most often: the end was not copied).
 *
 * @param text base64, with or without line breaks
 */
export function decodeBase64(text: string): Base64Result {
  const odd = text.search(/[^A-Za-z0-9+/=\s]/);
  if (odd >= 0) return { ok: false, at: odd, why: 'character' };
  const compact = text.replace(/\s+/g, '');
  const padding = compact.indexOf('=');
  if (padding >= 0 && !/^={1,2}$/.test(compact.slice(padding))) {
    return { ok: false, at: text.indexOf('='), why: 'padding' };
  }
  if (compact.length % 4 !== 0) return { ok: false, at: text.length, why: 'length' };
  const binary = atob(compact);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return { ok: true, bytes };
}
