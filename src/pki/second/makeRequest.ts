import { parseIp } from '../names/ip.ts';
import { isDnsName } from '../names/names.ts';
import { keyFor } from '../keys/keys.ts';
import { signatureAlgorithmFor, signatureParameters } from '../issue/signature.ts';
import type { Library } from './library.ts';

/** What a certificate is asked for. */
export interface Wanted {
  /** Empty: the subject is left empty, and the names alone say whose it is. */
  readonly commonName: string;
  readonly names: readonly WantedName[];
}

/** A name in the words of the library: a DNS name, an IP address or a URI. */
export interface WantedName {
  readonly type: 'dns' | 'ip' | 'url';
  readonly value: string;
}

/** Which form of general name (RFC 5280 §4.2.1.6) a text is; null: none that is asked for here. */
export function wantedName(text: string): WantedName | null {
  if (parseIp(text)) return { type: 'ip', value: text };
  if (/^[a-z][a-z\d+.-]*:\/\/[!-~]+$/i.test(text)) return { type: 'url', value: text };
  return isDnsName(text.replace(/^\*\./, '')) ? { type: 'dns', value: text } : null;
}

/**
 * A certificate request (PKCS#10, RFC 2986) for a private key, signed with it.
 *
 * @param privateKey has to be extractable: the public key is taken from it
 * @returns DER
 * @throws KeyError when the key cannot be taken for this
 */
export async function createCertificateRequest(
  library: Library,
  provider: Crypto,
  privateKey: CryptoKey,
  { commonName, names }: Wanted,
): Promise<Uint8Array> {
  const algorithm = signatureAlgorithmFor(privateKey);
  const bound = await keyFor(provider, privateKey, algorithm);
  const request = await library.Pkcs10CertificateRequestGenerator.create(
    {
      name: new library.Name(commonName === '' ? [] : [{ CN: [{ utf8String: commonName }] }]),
      extensions:
        names.length === 0 ? [] : [new library.SubjectAlternativeNameExtension([...names])],
      signingAlgorithm: signatureParameters(algorithm),
      keys: { privateKey: bound, publicKey: await publicKeyOf(provider, bound) },
    },
    provider,
  );
  return new Uint8Array(request.rawData);
}

/** The public half: the same key without its secret numbers. */
async function publicKeyOf({ subtle }: Crypto, privateKey: CryptoKey): Promise<CryptoKey> {
  const { kty = '', crv, x, y, n, e } = await subtle.exportKey('jwk', privateKey);
  const numbers = Object.entries({ crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  const open: JsonWebKey = { kty, ...Object.fromEntries(numbers) };
  return subtle.importKey('jwk', open, privateKey.algorithm, true, ['verify']);
}
