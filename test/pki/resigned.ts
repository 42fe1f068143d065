import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { derBitString, derOid, derSequence } from '../../src/pki/der/writer.ts';
import { ecdsaValueFromRaw } from '../../src/pki/keys/ecdsaValue.ts';
import { signatureAlgorithmFor, signDer } from '../../src/pki/issue/signature.ts';
import { parseCrl } from '../../src/pki/revocation/crl.ts';
import { parseOcspResponse } from '../../src/pki/revocation/ocsp.ts';
import { transplanted } from './derSurgery.ts';

/**
 * A certificate in which some bytes stand for others of the same length, signed anew: what no
 * honest issuer would write, under a signature that fits.
 *
 * @param from hexadecimal digits that stand in tbsCertificate exactly once
 */
export async function resigned(
  der: Uint8Array,
  from: string,
  to: string,
  key: CryptoKey,
): Promise<Uint8Array> {
  const text = Buffer.from(parseCertificate(der).tbs).toString('hex');
  if (text.split(from).length !== 2 || from.length !== to.length) {
    throw new Error(`${from} does not stand there once, or ${to} has another length.`);
  }
  return signedAnew(der, Uint8Array.from(Buffer.from(text.replace(from, to), 'hex')), key);
}

/** A certificate with another tbsCertificate, under a signature that fits. */
export async function signedAnew(
  der: Uint8Array,
  tbs: Uint8Array<ArrayBuffer>,
  key: CryptoKey,
): Promise<Uint8Array> {
  const { signatureAlgorithm } = parseCertificate(der);
  const signature = await signDer(globalThis.crypto, key, signatureAlgorithmFor(key), tbs);
  return derSequence(tbs, signatureAlgorithm.der, derBitString(signature));
}

/** Text as the hexadecimal digits of its octets. */
export const hexOfText = (text: string): string => Buffer.from(text).toString('hex');

/** What is signed, and where its parts stand (as in {@link transplanted}). */
interface SignedShape {
  readonly algorithms: readonly string[];
  readonly signature: string;
  readonly tbsOf: (der: Uint8Array) => Uint8Array;
}

export const SIGNED = {
  certificate: {
    algorithms: ['0.2', '1'],
    signature: '2',
    tbsOf: (der) => parseCertificate(der).tbs,
  },
  crl: { algorithms: ['0.1', '1'], signature: '2', tbsOf: (der) => parseCrl(der).tbs },
  ocsp: {
    algorithms: ['1.0.1.0.1'],
    signature: '1.0.1.0.2',
    tbsOf: (der) => parseOcspResponse(der).tbs,
  },
} as const satisfies Record<string, SignedShape>;

/** The same under an ECDSA signature with SHA-1, which the lab itself does not make. */
export async function signedWithSha1(
  der: Uint8Array,
  { algorithms, signature, tbsOf }: SignedShape,
  key: CryptoKey,
): Promise<Uint8Array> {
  const algorithm = derSequence(derOid('1.2.840.10045.4.1'));
  const named = algorithms.reduce((whole, place) => transplanted(whole, place, algorithm), der);
  const method = { name: 'ECDSA', hash: 'SHA-1' };
  const raw = await globalThis.crypto.subtle.sign(method, key, new Uint8Array(tbsOf(named)));
  return transplanted(named, signature, derBitString(ecdsaValueFromRaw(new Uint8Array(raw))));
}
