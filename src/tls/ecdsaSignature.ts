import { concatBytes } from './bytes.ts';

/**
 * TLS carries ECDSA signatures as DER (`ECDSA-Sig-Value`, RFC 8446 §4.2.3); WebCrypto makes and
 * takes the two numbers r and s, each as long as the curve's order, one after the other.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** r || s → DER. Orders up to 384 bits, so that each length fits one byte. */
export function ecdsaDerFromRaw(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2;
  const numbers = concatBytes(derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half)));
  return concatBytes(Uint8Array.of(SEQUENCE, numbers.length), numbers);
}

/**
 * DER → r || s.
 *
 * @param size bytes of each number
 * @returns null for what is no strict DER of two positive numbers of that size
 */
export function ecdsaRawFromDer(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return null;
  const r = readInteger(der, 2, size);
  const s = r && readInteger(der, r.end, size);
  if (!r || !s || s.end !== der.length) return null;
  return concatBytes(r.number, s.number);
}

function derInteger(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? number.subarray(-1) : number.subarray(first);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Uint8Array.of(INTEGER, digits.length + sign.length, ...sign, ...digits);
}

function readInteger(der: Uint8Array, start: number, size: number) {
  const length = der[start + 1] ?? 0;
  const end = start + 2 + length;
  if (der[start] !== INTEGER || length === 0 || length >= 0x80 || end > der.length) return null;
  const [first = 0, second = 0] = der.subarray(start + 2, end);
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && length > 1 && second < 0x80;
  const digits = der.subarray(start + 2 + (first === 0 ? 1 : 0), end);
  if (isNegative || isPadded || digits.length > size) return null;
  const number = new Uint8Array(size);
  number.set(digits, size - digits.length);
  return { number, end };
}
