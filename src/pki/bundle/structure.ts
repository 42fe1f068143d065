import { contextTag, type DerReader, readOuter, TAG } from '../der/reader.ts';
import { readOid } from '../der/values.ts';

/** What some DER is, told from its outermost fields alone. */
export type Structure =
  | 'certificate'
  | 'crl'
  | 'ocsp response'
  | 'private key'
  | 'encrypted private key'
  | 'public key'
  | 'certificate request'
  | 'PKCS#7'
  | 'PKCS#12'
  | 'unknown';

const CONTEXT_0 = contextTag(0, 'constructed');

/**
 * Tells what DER holds by its structure. That a structure is recognised does not say that it is
 * sound: whoever uses it reads it in full.
 *
 * @throws DerError when it is not one element of DER, or breaks off within its outermost fields
 */
export function structureOf(der: Uint8Array): Structure {
  const outer = readOuter(der, 'The outermost SEQUENCE');
  switch (outer.peek()) {
    case TAG.enumerated:
      return 'ocsp response';
    case TAG.oid:
      return readOid(outer, 'contentType') === OID_SIGNED_DATA ? 'PKCS#7' : 'unknown';
    case TAG.integer:
      return startingWithVersion(outer);
    case TAG.sequence:
      return startingWithSequence(outer);
    default:
      return 'unknown';
  }
}

const OID_SIGNED_DATA = '1.2.840.113549.1.7.2';

/** PFX, PKCS#8, SEC1 and PKCS#1 keys begin with a version, RSAPublicKey with its modulus. */
function startingWithVersion(outer: DerReader): Structure {
  outer.read('version');
  const second = outer.peek();
  if (second === TAG.octetString) return 'private key';
  if (second === TAG.integer) {
    outer.read('publicExponent');
    return outer.done ? 'public key' : 'private key';
  }
  if (second !== TAG.sequence) return 'unknown';
  const inside = outer.enter('privateKeyAlgorithm');
  const oid = inside.peek() === TAG.oid ? readOid(inside, 'algorithm') : '';
  return oid.startsWith('1.2.840.113549.1.7.') ? 'PKCS#12' : 'private key';
}

function startingWithSequence(outer: DerReader): Structure {
  const first = outer.enter('tbsCertificate');
  const second = outer.peek();
  if (second === TAG.octetString) return 'encrypted private key';
  if (second === TAG.bitString) return first.peek() === TAG.oid ? 'public key' : 'unknown';
  if (second !== TAG.sequence) return 'unknown';
  outer.read('signatureAlgorithm');
  if (outer.peek() !== TAG.bitString) return 'unknown';
  return signedStructure(first);
}

/** The to-be-signed part: a version, a serial number or neither, then an algorithm, a Name, … */
function signedStructure(tbs: DerReader): Structure {
  if (tbs.peek() === CONTEXT_0) return 'certificate';
  const hasNumber = tbs.optional('version', TAG.integer) !== null;
  if (tbs.peek() !== TAG.sequence) return 'unknown';
  tbs.read('signature or subject', TAG.sequence);
  tbs.read('issuer or subjectPublicKeyInfo', TAG.sequence);
  const next = tbs.peek();
  if (next === TAG.utcTime || next === TAG.generalizedTime) return 'crl';
  if (!hasNumber) return 'unknown';
  return next === TAG.sequence ? 'certificate' : 'certificate request';
}
