import { type Der, derInteger, derNull, derOctetString, derOid, derSequence } from './derWriter.ts';

export type KeyErrorCode =
  | 'malformed'
  | 'not_a_private_key'
  | 'encrypted'
  | 'unsupported_algorithm'
  | 'not_extractable'
  | 'rejected';

/** Why a private key cannot be used, in a sentence for the person who brought it. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Which keys sign here. P-521 and any size of RSA are read, though the lab makes none itself. */
export type KeyAlgorithm =
  | { readonly name: 'ECDSA'; readonly namedCurve: 'P-256' | 'P-384' | 'P-521' }
  | { readonly name: 'Ed25519' }
  | { readonly name: 'RSA' };

/** A private key's algorithm, and the key as the plain PKCS#8 that every WebCrypto imports. */
export interface IdentifiedKey {
  readonly algorithm: KeyAlgorithm;
  readonly pkcs8: Der;
  /** How the file had it: RFC 5958, RFC 5915 or RFC 8017 appendix A.1.2. */
  readonly form: 'PKCS#8' | 'SEC1' | 'PKCS#1';
}

const OID = {
  rsaEncryption: derOid('1.2.840.113549.1.1.1'),
  rsassaPss: derOid('1.2.840.113549.1.1.10'),
  ecPublicKey: derOid('1.2.840.10045.2.1'),
  ed25519: derOid('1.3.101.112'),
} as const;

const CURVES = [
  ['P-256', derOid('1.2.840.10045.3.1.7')],
  ['P-384', derOid('1.3.132.0.34')],
  ['P-521', derOid('1.3.132.0.35')],
] as const;

const TAG = {
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  context0: 0xa0,
} as const;

/**
 * Tells by its structure which private key this is: PKCS#8 (RFC 5958; attributes and a public key
 * inside are dropped, as some providers refuse them), SEC1 (RFC 5915) or PKCS#1 (RFC 8017), the two
 * of which are wrapped into PKCS#8.
 *
 * @param der what a `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY` block holds
 * @throws KeyError when it is none of them, or its algorithm is not one of {@link KeyAlgorithm}
 */
export function identifyKey(der: Uint8Array): IdentifiedKey {
  const [outer, ...rest] = elementsOf(der);
  if (outer?.tag !== TAG.sequence || rest.length > 0) throw notAKey();
  const parts = elementsOf(outer.contents);
  const [first, second, third] = parts;
  if (first?.tag === TAG.sequence && second?.tag === TAG.octetString && !third) {
    throw new KeyError('encrypted', 'This private key is encrypted: it needs its password first.');
  }
  if (first?.tag !== TAG.integer || !second) throw notAKey();
  if (second.tag === TAG.sequence && third?.tag === TAG.octetString) {
    const algorithm = algorithmOf(second);
    return {
      algorithm,
      pkcs8: derSequence(derInteger(0), second.whole, third.whole),
      form: 'PKCS#8',
    };
  }
  if (second.tag === TAG.octetString) return wrapSec1(der, parts);
  if (second.tag === TAG.integer && parts.length >= 9) {
    const identifier = derSequence(OID.rsaEncryption, derNull());
    return { algorithm: { name: 'RSA' }, pkcs8: pkcs8Of(identifier, der), form: 'PKCS#1' };
  }
  throw notAKey();
}

function wrapSec1(der: Uint8Array, parts: readonly Element[]): IdentifiedKey {
  const parameters = parts.find((part) => part.tag === TAG.context0);
  if (!parameters) {
    throw new KeyError('malformed', 'This EC private key does not say which curve it is on.');
  }
  const [curve] = elementsOf(parameters.contents);
  const identifier = derSequence(OID.ecPublicKey, curve?.whole ?? derNull());
  return { algorithm: curveOf(curve), pkcs8: pkcs8Of(identifier, der), form: 'SEC1' };
}

const pkcs8Of = (identifier: Der, key: Uint8Array): Der =>
  derSequence(derInteger(0), identifier, derOctetString(key));

function algorithmOf(identifier: Element): KeyAlgorithm {
  const [oid, parameters] = elementsOf(identifier.contents);
  if (oid?.tag !== TAG.oid) throw notAKey();
  if (sameBytes(oid.whole, OID.rsaEncryption)) return { name: 'RSA' };
  if (sameBytes(oid.whole, OID.ed25519)) return { name: 'Ed25519' };
  if (sameBytes(oid.whole, OID.ecPublicKey)) return curveOf(parameters);
  const what = sameBytes(oid.whole, OID.rsassaPss)
    ? 'This RSA key is restricted to RSASSA-PSS, which WebCrypto does not read.'
    : 'This key is of a kind that is not known here.';
  throw new KeyError('unsupported_algorithm', `${what} ${SUPPORTED}`);
}

function curveOf(parameters: Element | undefined): KeyAlgorithm {
  for (const [namedCurve, oid] of CURVES) {
    if (parameters && sameBytes(parameters.whole, oid)) return { name: 'ECDSA', namedCurve };
  }
  const message = `This EC key is on a curve that TLS 1.3 certificates do not use. ${SUPPORTED}`;
  throw new KeyError('unsupported_algorithm', message);
}

const SUPPORTED = 'Keys of P-256, P-384, P-521, Ed25519 and RSA can be used.';

function notAKey(): KeyError {
  return new KeyError(
    'not_a_private_key',
    'These bytes are no PKCS#8, SEC1 or PKCS#1 private key.',
  );
}

interface Element {
  readonly tag: number;
  readonly whole: Uint8Array;
  readonly contents: Uint8Array;
}

/** The elements that stand one after the other in some bytes. */
function elementsOf(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length && elements.length < 16;) {
    const short = bytes[at + 1] ?? 0x80;
    const extra = short < 0x80 ? 0 : short & 0x7f;
    if (short === 0x80 || extra > 4) throw notAKey();
    let length = extra === 0 ? short : 0;
    for (let i = 0; i < extra; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    const start = at + 2 + extra;
    if (start + length > bytes.length) {
      throw new KeyError(
        'malformed',
        `This key is cut off: byte ${at} announces more than there is.`,
      );
    }
    const end = start + length;
    elements.push({
      tag: bytes[at] ?? 0,
      whole: bytes.subarray(at, end),
      contents: bytes.subarray(start, end),
    });
    at = end;
  }
  return elements;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
