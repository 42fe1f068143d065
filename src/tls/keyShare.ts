import { groupNamed, hasShareForm, type GroupName } from './algorithms.ts';
import type { KeyShare } from './crypto.ts';

/** A new key pair in that group (RFC 8446 §4.2.8). */
export async function generateKeyShare({ subtle }: Crypto, name: GroupName): Promise<KeyShare> {
  const group = groupNamed(name);
  const { algorithm, secretBits } = group;
  const pair = await subtle.generateKey(algorithm, true, ['deriveBits']);
  if (!('privateKey' in pair)) throw new Error(`The provider made no key pair for ${name}.`);
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  return {
    group: name,
    publicKey,
    async agree(peerPublicKey) {
      if (!hasShareForm(group, peerPublicKey)) return null;
      try {
        const raw = new Uint8Array(peerPublicKey);
        const peer = await subtle.importKey('raw', raw, algorithm, false, []);
        const use = { name: algorithm.name, public: peer };
        const secret = await subtle.deriveBits(use, pair.privateKey, secretBits);
        return refuseAllZero(new Uint8Array(secret));
      } catch {
        // The provider refuses points that are not on the curve and keys of small order.
        return null;
      }
    },
  };
}

/** §7.4.2: an all-zero X25519 output means that the peer's key contributed nothing. */
function refuseAllZero(secret: Uint8Array): Uint8Array | null {
  return secret.some((byte) => byte !== 0) ? secret : null;
}
