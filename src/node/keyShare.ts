import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { groupNamed, hasShareForm, type GroupName } from '../tls/algorithms.ts';
import type { KeyShare } from '../tls/crypto.ts';

/** How OpenSSL calls the curves. */
const CURVES = { secp256r1: 'prime256v1', secp384r1: 'secp384r1' } as const;

/** A new key pair in that group (RFC 8446 §4.2.8), made and used without leaving the thread. */
export function generateKeyShare(group: GroupName): KeyShare {
  return group === 'x25519' ? x25519Share() : pointShare(group);
}

/** As JSON Web Keys, which Node reads and writes twenty times faster than DER. */
function x25519Share(): KeyShare {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return share('x25519', Buffer.from(x, 'base64url'), (peer) => {
    const jwk = { kty: 'OKP', crv: 'X25519', x: Buffer.from(peer).toString('base64url') };
    // OpenSSL refuses an all-zero secret, as RFC 8446 §7.4.2 demands.
    return diffieHellman({
      privateKey,
      publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
    });
  });
}

function pointShare(group: keyof typeof CURVES): KeyShare {
  const own = createECDH(CURVES[group]);
  return share(group, own.generateKeys(), (peer) => own.computeSecret(peer));
}

function share(name: GroupName, publicKey: Buffer, agree: (peer: Uint8Array) => Buffer): KeyShare {
  const group = groupNamed(name);
  return {
    group: name,
    publicKey: new Uint8Array(publicKey),
    async agree(peer) {
      if (!hasShareForm(group, peer)) return null;
      try {
        return new Uint8Array(agree(peer));
      } catch {
        // OpenSSL refuses the peer's share: it is not on the curve, or of small order.
        return null;
      }
    },
  };
}
