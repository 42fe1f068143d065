import { parseCertificate } from '../../src/pki/certificate.ts';
import { derBitString, derSequence } from '../../src/pki/derWriter.ts';
import { signatureAlgorithmFor, signDer } from '../../src/pki/issueSignature.ts';

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
