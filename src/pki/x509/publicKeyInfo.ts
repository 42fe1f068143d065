import { DerError, DerReader, readOuter, TAG } from '../der/reader.ts';
import { readInteger, readOctetBits, readOid } from '../der/values.ts';
import { OID, oidName } from '../der/oids.ts';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string;
  /** The whole SEQUENCE. */
  readonly der: Uint8Array;
  /** The DER of the parameters; null when absent. */
  readonly parameters: Uint8Array | null;
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), as much of it as rules and imports need. */
export interface PublicKeyInfo {
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** `secp256r1`, …; a dotted identifier for other named curves; null when not an EC key. */
  readonly curve: string | null;
  /** Null when not an RSA key. */
  readonly rsaModulusBits: number | null;
  /** The key itself, without the algorithm. */
  readonly keyBits: Uint8Array;
}

/** Reads an AlgorithmIdentifier. @throws DerError */
export function readAlgorithm(reader: DerReader, field: string): AlgorithmIdentifier {
  const element = reader.read(field, TAG.sequence);
  const inside = reader.inside(element);
  const oid = readOid(inside, `${field}.algorithm`);
  const parameters = inside.done ? null : inside.whole(inside.read(`${field}.parameters`));
  inside.finish(field);
  return { oid, der: reader.whole(element), parameters };
}

/** Reads a SubjectPublicKeyInfo that stands within something else. @throws DerError */
export function readPublicKeyInfo(reader: DerReader, field: string): PublicKeyInfo {
  const element = reader.read(field, TAG.sequence);
  const inside = reader.inside(element);
  const algorithm = readAlgorithm(inside, `${field}.algorithm`);
  const at = inside.position;
  const keyBits = readOctetBits(inside, `${field}.subjectPublicKey`);
  inside.finish(field);
  const isRsa = algorithm.oid === OID.rsaEncryption || algorithm.oid === OID.rsassaPss;
  return {
    der: reader.whole(element),
    algorithm,
    curve: algorithm.oid === OID.ecPublicKey ? namedCurve(algorithm, at, field) : null,
    rsaModulusBits: isRsa ? modulusBits(keyBits, at, field) : null,
    keyBits,
  };
}

/** Reads the bytes of a SubjectPublicKeyInfo. @throws DerError */
export function parsePublicKeyInfo(der: Uint8Array): PublicKeyInfo {
  const reader = new DerReader(der);
  const info = readPublicKeyInfo(reader, 'SubjectPublicKeyInfo');
  reader.finish('SubjectPublicKeyInfo');
  return info;
}

function namedCurve(algorithm: AlgorithmIdentifier, at: number, field: string): string {
  const { parameters } = algorithm;
  if (!parameters || parameters[0] !== TAG.oid) {
    throw new DerError('bad_value', at, 'a key whose curve is not named', field);
  }
  return oidName(readOid(new DerReader(parameters), `${field}.namedCurve`));
}

function modulusBits(keyBits: Uint8Array, at: number, field: string): number {
  try {
    const key = readOuter(keyBits, `${field}.RSAPublicKey`);
    const modulus = readInteger(key, 'modulus');
    const exponent = readInteger(key, 'publicExponent');
    key.finish('RSAPublicKey');
    if ((modulus[0] ?? 0) < 0x80 && (exponent[0] ?? 0) < 0x80) return bitLength(modulus);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
  }
  // Offsets inside the bit string would be those of other bytes: the key as a whole is named.
  throw new DerError(
    'bad_value',
    at,
    'an RSA key that cannot be read',
    `${field}.subjectPublicKey`,
  );
}

function bitLength(integer: Uint8Array): number {
  const start = integer[0] === 0 ? 1 : 0;
  const leading = integer[start] ?? 0;
  return leading === 0 ? 0 : (integer.length - start) * 8 - (Math.clz32(leading) - 24);
}

/** A key in words: `RSA 2048`, `secp256r1`, `ed25519`. */
export function keyText(key: PublicKeyInfo): string {
  if (key.rsaModulusBits !== null) return `RSA with ${key.rsaModulusBits} bits`;
  return key.curve ?? oidName(key.algorithm.oid);
}
