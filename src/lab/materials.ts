import { generateKeyPair, type KeyKind } from '../pki/keys/keys.ts';
import type { KeyId } from './plan.ts';

const HOUR = 3_600_000;

/** Key pairs and what is issued with them, kept while faults come and go: what did not change is not made again. */
export interface Materials {
  readonly provider: Crypto;
  /** The moment at which this world was made, in milliseconds since 1970, on a whole second. */
  readonly madeAt: number;
  /** The key pair of this name and kind; what a plan does not say is of the kind that all use. */
  keyPair(id: KeyId, kind: KeyKind | undefined): Promise<CryptoKeyPair>;
  /** What was issued under this name, once. @param name holds everything that it depends on */
  issued(name: string, issue: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/**
 * An empty cupboard: keys are generated when first asked for, certificates when first needed.
 *
 * @param provider WebCrypto
 * @param madeAt now, in milliseconds since 1970
 * @param usual the kind of every key for which a plan names none
 */
export function createMaterials(
  provider: Crypto,
  madeAt: number,
  usual: KeyKind = 'ecdsa-p256',
): Materials {
  const keys = new Map<string, Promise<CryptoKeyPair>>();
  const issued = new Map<string, Promise<Uint8Array>>();
  return {
    provider,
    madeAt: wholeSecond(madeAt),
    keyPair: (id, kind = usual) =>
      once(keys, `${kind} ${id}`, () => generateKeyPair(provider, kind)),
    issued: (name, issue) => once(issued, name, issue),
  };
}

/** Certificates count in whole seconds, and so does when a world is made. */
export function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** The scenario's time for a clock that stands this many hours from the world's making. */
export function clockAt(materials: Materials, offsetHours: number): number {
  return materials.madeAt + offsetHours * HOUR;
}

function once<K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = kept.get(key);
  if (known) return known;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
