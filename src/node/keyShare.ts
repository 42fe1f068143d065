import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import type { GroupName } from '../tls/algorithms.ts';
import type { KeyShare } from '../tls/crypto.ts';

const X25519_LENGTH = 32;
const POINT_LENGTH = 65;
const UNCOMPRESSED = 4;

/** A new key pair in that group (RFC 8446 §4.2.8), made and used without leaving the thread. */
export function generateKeyShare(group: GroupName): KeyShare {
  return group === 'x25519' ? x25519Share() : p256Share();
}

/** As JSON Web Keys, which Node reads and writes twenty times faster than DER. */
function x25519Share(): KeyShare {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    group: 'x25519',
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    agree: (peer) =>
      orNull(() => {
        if (peer.length !== X25519_LENGTH) return null;
        const jwk = { kty: 'OKP', crv: 'X25519', x: Buffer.from(peer).toString('base64url') };
        const theirs = createPublicKey({ key: jwk, format: 'jwk' });
        // OpenSSL refuses an all-zero secret, as RFC 8446 §7.4.2 demands.
        return diffieHellman({ privateKey, publicKey: theirs });
      }),
  };
}

function p256Share(): KeyShare {
  const own = createECDH('prime256v1');
  return {
    group: 'secp256r1',
    publicKey: new Uint8Array(own.generateKeys()),
    agree: (peer) =>
      orNull(() => {
        if (peer.length !== POINT_LENGTH || peer[0] !== UNCOMPRESSED) return null;
        return own.computeSecret(peer);
      }),
  };
}

/** Null when OpenSSL refuses the peer's share: it is not on the curve, or of small order. */
async function orNull(agree: () => Buffer | null): Promise<Uint8Array | null> {
  try {
    const secret = agree();
    return secret && new Uint8Array(secret);
  } catch {
    return null;
  }
}
