/** A short Weierstrass curve y² = x³ − 3x + b over the integers modulo p (FIPS 186-4, D.1.2). */
interface Curve {
  readonly p: bigint;
  readonly b: bigint;
  /** Octets of a coordinate. */
  readonly size: number;
}

const CURVES: Readonly<Record<string, Curve | undefined>> = {
  secp256r1: {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    size: 32,
  },
  secp384r1: {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    size: 48,
  },
  secp521r1: {
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    size: 66,
  },
};

const COMPRESSED_EVEN = 2;
const COMPRESSED_ODD = 3;
const UNCOMPRESSED = 4;

/**
 * Are these octets a point of a curve, uncompressed or compressed (RFC 5480 §2.2, SEC 1 §2.3.4)?
 * The hybrid form must not be used, and the point at infinity is nobody's key.
 *
 * @param curve `secp256r1`, `secp384r1` or `secp521r1`
 * @returns null for a curve that is not known here
 */
export function isPointOf(curve: string, octets: Uint8Array): boolean | null {
  const known = CURVES[curve];
  if (!known) return null;
  const { p, b, size } = known;
  const x = integer(octets.subarray(1, 1 + size));
  const square = ((((x * x - 3n) * x + b) % p) + p) % p;
  switch (octets[0]) {
    case UNCOMPRESSED: {
      const y = integer(octets.subarray(1 + size));
      return octets.length === 1 + 2 * size && x < p && y < p && (y * y) % p === square;
    }
    case COMPRESSED_EVEN:
    case COMPRESSED_ODD:
      return octets.length === 1 + size && x < p && isSquare(square, p);
    default:
      return false;
  }
}

/** Euler's criterion: has it a square root modulo the prime? No point of these curves has y = 0. */
function isSquare(value: bigint, prime: bigint): boolean {
  let result = 1n;
  let power = value;
  for (let rest = (prime - 1n) / 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % prime;
    power = (power * power) % prime;
  }
  return result === 1n;
}

function integer(octets: Uint8Array): bigint {
  let value = 0n;
  for (const octet of octets) value = (value << 8n) | BigInt(octet);
  return value;
}
