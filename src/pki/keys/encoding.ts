import { contextTag, DerError, readOuter, TAG, type DerReader } from '../der/reader.ts';
import { readOid } from '../der/values.ts';
import {
  type Der,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '../der/writer.ts';
import { OID, oidName } from '../der/oids.ts';
import { KeyError } from './keyError.ts';

/** Which keys sign here. Any size of RSA is read, though the lab makes none itself. */
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

const CURVES: Readonly<Record<string, 'P-256' | 'P-384' | 'P-521'>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};

/**
 * Tells by its structure which private key this is: PKCS#8 (RFC 5958; attributes and a public key
 * inside are dropped, as some providers refuse them), SEC1 (RFC 5915) or PKCS#1 (RFC 8017), the two
 * of which are wrapped into PKCS#8.
 *
 * @param der what a `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY` block holds
 * @throws KeyError when it is none of them, or its algorithm is not one of {@link KeyAlgorithm}
 */
export function identifyKey(der: Uint8Array): IdentifiedKey {
  try {
    return readKey(der, readOuter(der, 'PrivateKey'));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const message = `These bytes are no PKCS#8, SEC1 or PKCS#1 private key: ${error.problem} at byte ${error.offset}.`;
    throw new KeyError('not_a_private_key', message, { cause: error });
  }
}

function readKey(der: Uint8Array, key: DerReader): IdentifiedKey {
  if (key.peek() === TAG.sequence) {
    key.read('encryptionAlgorithm');
    key.read('encryptedData', TAG.octetString);
    throw new KeyError(
      'encrypted',
      'This private key is encrypted: its password has to be given first.',
    );
  }
  key.read('version', TAG.integer);
  if (key.peek() === TAG.octetString) return readSec1(der, key);
  if (key.peek() === TAG.integer) return readPkcs1(der, key);
  const identifier = key.read('privateKeyAlgorithm', TAG.sequence);
  const privateKey = key.read('privateKey', TAG.octetString);
  const algorithm = algorithmOf(key.inside(identifier));
  const pkcs8 = derSequence(derInteger(0), key.whole(identifier), key.whole(privateKey));
  return { algorithm, pkcs8, form: 'PKCS#8' };
}

function readSec1(der: Uint8Array, key: DerReader): IdentifiedKey {
  key.read('privateKey', TAG.octetString);
  const parameters = key.optional('parameters', contextTag(0, 'constructed'));
  if (!parameters) {
    throw new KeyError('malformed', 'This EC private key does not say which curve it is on.');
  }
  const algorithm = curveOf(key.inside(parameters));
  const identifier = derSequence(derOid(OID.ecPublicKey), key.content(parameters));
  return { algorithm, pkcs8: wrap(identifier, der), form: 'SEC1' };
}

function readPkcs1(der: Uint8Array, key: DerReader): IdentifiedKey {
  for (const field of RSA_NUMBERS) key.read(field, TAG.integer);
  const identifier = derSequence(derOid(OID.rsaEncryption), derNull());
  return { algorithm: { name: 'RSA' }, pkcs8: wrap(identifier, der), form: 'PKCS#1' };
}

/** RFC 8017 appendix A.1.2, after the version. */
const RSA_NUMBERS = [
  'modulus',
  'publicExponent',
  'privateExponent',
  'prime1',
  'prime2',
  'exponent1',
  'exponent2',
  'coefficient',
];

const wrap = (identifier: Der, key: Uint8Array): Der =>
  derSequence(derInteger(0), identifier, derOctetString(key));

function algorithmOf(identifier: DerReader): KeyAlgorithm {
  const oid = readOid(identifier, 'algorithm');
  if (oid === OID.rsaEncryption) return { name: 'RSA' };
  if (oid === OID.ed25519) return { name: 'Ed25519' };
  if (oid === OID.ecPublicKey) return curveOf(identifier);
  const what =
    oid === OID.rsassaPss
      ? 'This RSA key is restricted to RSASSA-PSS, which WebCrypto does not read.'
      : `This key is of the kind ${oidName(oid)}, which is not known here.`;
  throw new KeyError('unsupported_algorithm', `${what} ${SUPPORTED}`);
}

function curveOf(parameters: DerReader): KeyAlgorithm {
  const oid = readOid(parameters, 'namedCurve');
  const namedCurve = CURVES[oid];
  if (namedCurve) return { name: 'ECDSA', namedCurve };
  const message = `This EC key is on the curve ${oidName(oid)}, which TLS 1.3 does not sign with. ${SUPPORTED}`;
  throw new KeyError('unsupported_algorithm', message);
}

const SUPPORTED = 'Keys of P-256, P-384, P-521, Ed25519 and RSA can be used.';
