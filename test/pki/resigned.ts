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
  const { tbs, signatureAlgorithm } = parseCertificate(der);
  const text = Buffer.from(tbs).toString('hex');
  if (text.split(from).length !== 2 || from.length !== to.length) {
    throw new Error(`${from} does not stand there once, or ${to} has another length.`);
  }
  const changed = Uint8Array.from(Buffer.from(text.replace(from, to), 'hex'));
  const { crypto } = globalThis;
  const signature = await signDer(crypto, key, signatureAlgorithmFor(key), changed);
  return derSequence(changed, signatureAlgorithm.der, derBitString(signature));
}

/** Text as the hexadecimal digits of its octets. */
export const hexOfText = (text: string): string => Buffer.from(text).toString('hex');
