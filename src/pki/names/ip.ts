import { toHex } from '../../bytes/hex.ts';

/**
 * The octets of an IPv4 or IPv6 address in text.
 *
 * @returns 4 or 16 octets; null when the text is no address (RFC 4291 §2.2; no zone, no prefix)
 */
export function parseIp(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  // No leading zeros: some read them as octal, so an address with them has no one meaning.
  const sound = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return parts.length === 4 && sound ? Uint8Array.from(parts, Number) : null;
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const before = groups(head);
  const after = groups(tail ?? '');
  if (!before || !after) return null;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return Uint8Array.from([...before, ...new Array<number>(missing).fill(0), ...after]);
}

function groups(text: string): number[] | null {
  if (text === '') return [];
  const octets: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const embedded = index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null;
    if (embedded) octets.push(...embedded);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const value = parseInt(part, 16);
      octets.push(value >> 8, value & 0xff);
    } else return null;
  }
  return octets.length <= 16 ? octets : null;
}

/** An address of 4 or 16 octets, or with its mask (8 or 32 octets), as text; else its octets. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length === 16) return formatIpv6(bytes);
  if (bytes.length === 8 || bytes.length === 32) {
    const half = bytes.length / 2;
    const mask = bytes.subarray(half);
    const bits = prefixLength(mask);
    return `${formatIp(bytes.subarray(0, half))}/${bits ?? formatIp(mask)}`;
  }
  return `#${toHex(bytes)}`;
}

/** RFC 5952: lower case, the longest run of at least two zero groups as `::`. */
function formatIpv6(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  let best = { at: 0, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (words[at + length] === '0') length++;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return words.join(':');
  const head = words.slice(0, best.at).join(':');
  return `${head}::${words.slice(best.at + best.length).join(':')}`;
}

/** How many leading ones a mask has; null when a one follows a zero. */
export function prefixLength(mask: Uint8Array): number | null {
  let bits = 0;
  let ended = false;
  for (const octet of mask) {
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      if ((octet & bit) === 0) ended = true;
      else if (ended) return null;
      else bits++;
    }
  }
  return bits;
}
