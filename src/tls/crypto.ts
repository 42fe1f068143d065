import type { GroupName, HashName, SignatureSchemeName } from './algorithms.ts';

/**
 * The cryptography that the protocol needs, and nothing else: an endpoint is handed one. Hashes are
 * synchronous (a transcript is hashed a dozen times in a handshake); the rest may take its time.
 */
export interface TlsCrypto {
  /** WebCrypto, for what the certificates' path check verifies. */
  readonly provider: Crypto;
  random(length: number): Uint8Array;
  /** A new ephemeral key pair (RFC 8446 §4.2.8). */
  generateKeyShare(group: GroupName): Promise<KeyShare>;
  hash(name: HashName): HashFunction;
  /** AES-GCM with one key (RFC 8446 §5.2). */
  aead(key: Uint8Array): Aead | Promise<Aead>;
  /** @throws when the key cannot sign with that scheme */
  sign(
    scheme: SignatureSchemeName,
    privateKey: CryptoKey,
    content: Uint8Array,
  ): Promise<Uint8Array>;
  /** @param spki the signer's SubjectPublicKeyInfo (DER); false also for a key of another kind */
  verify(
    scheme: SignatureSchemeName,
    spki: Uint8Array,
    signature: Uint8Array,
    content: Uint8Array,
  ): Promise<boolean>;
}

export interface KeyShare {
  readonly group: GroupName;
  /** As it goes into `key_exchange`. */
  readonly publicKey: Uint8Array;
  /** The (EC)DHE shared secret (§7.4.2); null when the peer's share is no valid one. */
  agree(peerPublicKey: Uint8Array): Promise<Uint8Array | null>;
}

export interface HashFunction {
  /** Bytes of a digest: Hash.length. */
  readonly length: number;
  digest(bytes: Uint8Array): Uint8Array;
  hmac(key: Uint8Array, message: Uint8Array): Uint8Array;
  start(): RunningHash;
}

/** A hash over what has come so far; asking for its digest does not end it. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

type Answer<T> = T | Promise<T>;

export interface Aead {
  /** The ciphertext with its tag. */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array): Answer<Uint8Array>;
  /** The plaintext; null when the tag does not fit. */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    ciphertext: Uint8Array,
  ): Answer<Uint8Array | null>;
}

/** Bytes of the tag that AES-GCM appends (RFC 5116 §5.1). */
export const TAG_LENGTH = 16;
