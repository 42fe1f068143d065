import { generateKeyPair, type KeyKind } from '../pki/keys/keys.ts';
import type { KeyRole } from './plan.ts';

const HOUR = 3_600_000;

/** Key pairs and certificates that outlive a change of faults: what did not change is not made again. */
export interface Materials {
  readonly provider: Crypto;
  readonly keyKind: KeyKind;
  /** The moment at which this world was made, in milliseconds since 1970, on a whole second. */
  readonly madeAt: number;
  keyPair(role: KeyRole): Promise<CryptoKeyPair>;
  /** The certificate kept under this name, issued once. */
  certificate(name: string, issue: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/**
 * An empty cupboard: keys are generated when first asked for, certificates when first needed.
 *
 * @param provider WebCrypto
 * @param madeAt now, in milliseconds since 1970
 * @param keyKind what every party and authority uses
 */
export function createMaterials(
  provider: Crypto,
  madeAt: number,
  keyKind: KeyKind = 'ecdsa-p256',
): Materials {
  const keys = new Map<KeyRole, Promise<CryptoKeyPair>>();
  const certificates = new Map<string, Promise<Uint8Array>>();
  return {
    provider,
    keyKind,
    madeAt: Math.floor(madeAt / 1000) * 1000,
    keyPair: (role) => once(keys, role, () => generateKeyPair(provider, keyKind)),
    certificate: (name, issue) => once(certificates, name, issue),
  };
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
