import { DerError, readOuter } from '../der/reader.ts';
import { readInteger } from '../der/values.ts';
import { type Der, derInteger, derSequence } from '../der/writer.ts';

/**
 * An ECDSA signature as X.509 and TLS carry it (ECDSA-Sig-Value, RFC 3279 §2.2.3), in the form that
 * WebCrypto takes: r and s, each as long as the order of the curve, one after the other.
 *
 * @param der the signature
 * @param size octets of each number
 * @returns null for what is no strict DER of two positive numbers of that size
 */
export function rawFromEcdsaValue(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  try {
    const value = readOuter(der, 'ECDSA-Sig-Value');
    const raw = new Uint8Array(2 * size);
    for (const [index, field] of ['r', 's'].entries()) {
      const content = readInteger(value, field);
      const digits = content[0] === 0 ? content.subarray(1) : content;
      if ((content[0] ?? 0) >= 0x80 || digits.length > size) return null;
      raw.set(digits, (index + 1) * size - digits.length);
    }
    value.finish('ECDSA-Sig-Value');
    return raw;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** The other way: r || s, as WebCrypto makes them, to ECDSA-Sig-Value. */
export function ecdsaValueFromRaw(raw: Uint8Array): Der {
  const half = raw.length / 2;
  return derSequence(derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half)));
}
