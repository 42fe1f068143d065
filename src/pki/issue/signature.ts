import { type Der, derExplicit, derInteger, derNull, derOid, derSequence } from '../der/writer.ts';
import { ecdsaValueFromRaw } from '../keys/ecdsaValue.ts';
import { keyFor, type SignatureAlgorithm } from '../keys/keys.ts';
import { OID } from '../der/oids.ts';

type Hash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

const HASHES: Readonly<Record<Hash, { oid: string; ecdsa: string; rsa: string; length: number }>> =
  {
    'SHA-1': {
      oid: '1.3.14.3.2.26',
      ecdsa: '1.2.840.10045.4.1',
      rsa: '1.2.840.113549.1.1.5',
      length: 20,
    },
    'SHA-256': {
      oid: '2.16.840.1.101.3.4.2.1',
      ecdsa: '1.2.840.10045.4.3.2',
      rsa: '1.2.840.113549.1.1.11',
      length: 32,
    },
    'SHA-384': {
      oid: '2.16.840.1.101.3.4.2.2',
      ecdsa: '1.2.840.10045.4.3.3',
      rsa: '1.2.840.113549.1.1.12',
      length: 48,
    },
    'SHA-512': {
      oid: '2.16.840.1.101.3.4.2.3',
      ecdsa: '1.2.840.10045.4.3.4',
      rsa: '1.2.840.113549.1.1.13',
      length: 64,
    },
  };

const CURVE_HASH: Readonly<Record<string, Hash>> = { 'P-384': 'SHA-384', 'P-521': 'SHA-512' };

/**
 * What a CA signs with when nothing else was asked for: a hash as strong as the curve, and the
 * padding of RFC 8017 §8.2 for RSA, which every checker reads.
 */
export function signatureAlgorithmFor(key: CryptoKey): SignatureAlgorithm {
  const algorithm: KeyAlgorithm & { readonly namedCurve?: string } = key.algorithm;
  if (algorithm.name === 'Ed25519') return { name: 'Ed25519' };
  if (algorithm.name !== 'ECDSA') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return { name: 'ECDSA', hash: CURVE_HASH[algorithm.namedCurve ?? ''] ?? 'SHA-256' };
}

/** The same as WebCrypto takes it; an RSA-PSS salt is as long as the hash (RFC 8446 §4.2.3). */
export function signatureParameters({ name, hash = 'SHA-256' }: SignatureAlgorithm) {
  return { name, hash, saltLength: HASHES[hash].length };
}

/** The AlgorithmIdentifier of a signature (RFC 5758 §3.2, RFC 4055 §3 and §5, RFC 8410 §3). */
export function signatureIdentifier({ name, hash = 'SHA-256' }: SignatureAlgorithm): Der {
  const { oid, ecdsa, rsa, length } = HASHES[hash];
  switch (name) {
    case 'ECDSA':
      return derSequence(derOid(ecdsa));
    case 'Ed25519':
      return derSequence(derOid(OID.ed25519));
    case 'RSASSA-PKCS1-v1_5':
      return derSequence(derOid(rsa), derNull());
    case 'RSA-PSS': {
      const digest = derSequence(derOid(oid), derNull());
      const parameters = derSequence(
        derExplicit(0, digest),
        derExplicit(1, derSequence(derOid(OID.mgf1), digest)),
        derExplicit(2, derInteger(length)),
      );
      return derSequence(derOid(OID.rsassaPss), parameters);
    }
  }
}

/**
 * Signs DER as certificates, CRLs and OCSP responses want it.
 *
 * @param provider WebCrypto
 * @param tbs the bytes to be signed
 * @returns the signature as it goes into the BIT STRING: ECDSA as ECDSA-Sig-Value (RFC 3279 §2.2.3)
 * @throws KeyError when the key cannot sign with this algorithm
 */
export async function signDer(
  provider: Crypto,
  key: CryptoKey,
  algorithm: SignatureAlgorithm,
  tbs: Der,
): Promise<Uint8Array> {
  const bound = await keyFor(provider, key, algorithm);
  const parameters = signatureParameters(algorithm);
  const signature = new Uint8Array(await provider.subtle.sign(parameters, bound, tbs));
  return algorithm.name === 'ECDSA' ? ecdsaValueFromRaw(signature) : signature;
}
