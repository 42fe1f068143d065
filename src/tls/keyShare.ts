import type { GroupName } from './algorithms.ts';
import type { KeyShare } from './crypto.ts';

/** RFC 8446 §4.2.8.2: a point of P-256 is `0x04 || X || Y`; an X25519 key is 32 bytes. */
const PARAMETERS: Readonly<
  Record<GroupName, { readonly algorithm: EcKeyImportParams | Algorithm; readonly length: number }>
> = {
  x25519: { algorithm: { name: 'X25519' }, length: 32 },
  secp256r1: { algorithm: { name: 'ECDH', namedCurve: 'P-256' }, length: 65 },
};

const SHARED_SECRET_BITS = 256;

/** A new key pair in that group. */
export async function generateKeyShare({ subtle }: Crypto, group: GroupName): Promise<KeyShare> {
  const { algorithm, length } = PARAMETERS[group];
  const pair = await subtle.generateKey(algorithm, true, ['deriveBits']);
  if (!('privateKey' in pair)) throw new Error(`The provider made no key pair for ${group}.`);
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  return {
    group,
    publicKey,
    async agree(peerPublicKey) {
      if (peerPublicKey.length !== length) return null;
      try {
        const raw = new Uint8Array(peerPublicKey);
        const peer = await subtle.importKey('raw', raw, algorithm, false, []);
        const use = { name: algorithm.name, public: peer };
        const secret = await subtle.deriveBits(use, pair.privateKey, SHARED_SECRET_BITS);
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
