import { isAuthority } from '../../lab/inspect/question.ts';
import { belongsWords, KEY_OWNER } from '../../narration/inspect/heldWords.ts';
import type { Certificate } from '../../pki/x509/certificate.ts';
import { importPrivateKey, publicKeyMatches } from '../../pki/keys/ownKey.ts';
import { KeyError } from '../../pki/keys/keyError.ts';
import { OID } from '../../pki/der/oids.ts';
import { isCertificate, type Held, type HeldCertificate, type HeldKey } from './holdings.ts';

/** A private key that can be used, and all certificates that it belongs to. */
export interface KeyOwner {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** In the order in which they were brought; empty: it belongs to none. */
  readonly certificateIds: readonly string[];
  /** False: there were too many certificates to try it with each. */
  readonly isSure: boolean;
}

/** What is known of the keys that were brought; those that cannot be used here are not in it. */
export type KeyMatches = readonly KeyOwner[];

export const NO_KEYS: KeyMatches = [];

/** So many times a key is tried with a certificate: each is a signature made and verified. */
const MOST_TRIALS = 2000;

/** Tries each private key with each certificate of its kind, by signing and verifying. */
export async function matchKeys(provider: Crypto, held: readonly Held[]): Promise<KeyMatches> {
  const certificates = held.filter(isCertificate);
  const matches: KeyOwner[] = [];
  let trials = 0;
  for (const one of held) {
    if (one.kind !== 'key') continue;
    const privateKey = await usable(provider, one);
    if (!privateKey) continue;
    const likely = certificates.filter(({ certificate }) => isOfKind(certificate, privateKey));
    const tried = likely.slice(0, MOST_TRIALS - trials);
    trials += tried.length;
    const certificateIds: string[] = [];
    for (const { id, certificate } of tried)
      if (await publicKeyMatches(provider, privateKey, certificate.spki.der))
        certificateIds.push(id);
    const isSure = tried.length === likely.length;
    matches.push({ keyId: one.id, privateKey, certificateIds, isSure });
  }
  return matches;
}

/** Could a public key belong to this private one? Only the kinds are compared. */
export function isOfKind({ spki }: Certificate, { algorithm }: CryptoKey): boolean {
  switch (algorithm.name) {
    case 'ECDSA':
      return spki.curve !== null;
    case 'Ed25519':
      return spki.algorithm.oid === OID.ed25519;
    default:
      return spki.rsaModulusBits !== null;
  }
}

/** The first certificate that the first key belongs to; null: none does to any. */
export function ownedFirst(keys: KeyMatches): string | null {
  return keys.flatMap(({ certificateIds }) => certificateIds)[0] ?? null;
}

/** The key of a certificate; null: it was not brought. */
export function keyFor(keys: KeyMatches, { id }: HeldCertificate): KeyOwner | null {
  return keys.find(({ certificateIds }) => certificateIds.includes(id)) ?? null;
}

/**
 * A key that was brought for a certificate and is not its own: there is none that fits, and this
 * one is no other leaf's either.
 *
 * @returns null when the key fits, or none was brought
 */
export function misfitFor(
  keys: KeyMatches,
  certificates: readonly HeldCertificate[],
  leaf: HeldCertificate,
): KeyOwner | null {
  if (keyFor(keys, leaf)) return null;
  const isOfLeaf = (wanted: string) =>
    certificates.some(({ id, certificate }) => id === wanted && !isAuthority(certificate));
  return (
    keys.find(({ isSure, certificateIds }) => isSure && !certificateIds.some(isOfLeaf)) ?? null
  );
}

/** Has no certificate that was brought this key, as far as is known for sure? */
export function isUnused({ isSure, certificateIds }: KeyOwner): boolean {
  return isSure && certificateIds.length === 0;
}

/** Whether a key in the list belongs to what is judged, in words. */
export function ownerWords(
  held: HeldKey,
  keys: KeyMatches,
  certificates: readonly HeldCertificate[],
  leaf: HeldCertificate | null,
): { readonly tone: 'good' | 'plain' | 'bad'; readonly words: string } {
  const match = keys.find(({ keyId }) => keyId === held.id);
  if (!match) return { tone: 'bad', words: KEY_OWNER.unusable };
  const owned = certificates.filter(({ id }) => match.certificateIds.includes(id));
  if (leaf !== null && owned.includes(leaf)) return { tone: 'good', words: KEY_OWNER.judged };
  const [first, ...others] = owned;
  if (first) return { tone: 'plain', words: belongsWords(first.certificate, others.length) };
  if (certificates.length === 0) return { tone: 'plain', words: KEY_OWNER.alone };
  return match.isSure
    ? { tone: 'bad', words: KEY_OWNER.none }
    : { tone: 'plain', words: KEY_OWNER.unsure };
}

async function usable(provider: Crypto, { key }: HeldKey): Promise<CryptoKey | null> {
  try {
    return await importPrivateKey(provider, key.pkcs8);
  } catch (error) {
    if (error instanceof KeyError) return null;
    throw error;
  }
}
