import { latin1 } from '../../bytes/text.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { AlgorithmIdentifier, PublicKeyInfo } from '../x509/publicKeyInfo.ts';
import { verifySignature, type SignatureVerdict } from './verifySignature.ts';

/** However many certificates a peer sends: no path check verifies more signatures than this. */
export const MAX_SIGNATURE_CHECKS = 100;

export type BookVerdict = SignatureVerdict | 'over_limit';

/** What carries a signature beside certificates: a CRL, an OCSP response. */
export interface Signed {
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** The bytes that were signed. */
  readonly tbs: Uint8Array;
}

/** Every signature that was verified in one path check: none twice, and no more than the limit. */
export class SignatureBook {
  readonly #provider: Crypto;
  // By the bytes of a key: many certificates can be of one.
  readonly #pages = new Map<Signed, Map<string, Promise<BookVerdict>>>();
  readonly #misfits = new Map<Certificate, Set<string>>();
  #count = 0;

  constructor(provider: Crypto) {
    this.#provider = provider;
  }

  /** How many signatures were verified so far. */
  get count(): number {
    return this.#count;
  }

  get exhausted(): boolean {
    return this.#count >= MAX_SIGNATURE_CHECKS;
  }

  /** Does the signature fit the key? Answers from memory when it was asked before. */
  verify(signed: Signed, key: PublicKeyInfo): Promise<BookVerdict> {
    const page = this.#pages.get(signed) ?? new Map<string, Promise<BookVerdict>>();
    this.#pages.set(signed, page);
    const name = latin1(key.der);
    const known = page.get(name);
    if (known) return known;
    if (this.exhausted) return Promise.resolve('over_limit');
    this.#count++;
    const { signatureAlgorithm, signature, tbs } = signed;
    const verdict = verifySignature(this.#provider, key, signatureAlgorithm, signature, tbs);
    page.set(name, verdict);
    return verdict;
  }

  /** The same for a certificate, remembering who did not sign it. */
  async verifyIssued(certificate: Certificate, issuer: Certificate): Promise<BookVerdict> {
    const verdict = await this.verify(certificate, issuer.spki);
    if (verdict !== 'valid' && verdict !== 'over_limit') {
      const misfits = this.#misfits.get(certificate) ?? new Set<string>();
      this.#misfits.set(certificate, misfits.add(latin1(issuer.spki.der)));
    }
    return verdict;
  }

  /** Was it found before that this issuer did not sign that certificate? */
  isMisfit(certificate: Certificate, issuer: Certificate): boolean {
    return this.#misfits.get(certificate)?.has(latin1(issuer.spki.der)) ?? false;
  }
}
