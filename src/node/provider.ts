import { constants, KeyObject, verify, webcrypto } from 'node:crypto';

/**
 * Node's WebCrypto, except that it verifies signatures at once and not in its thread pool, where the
 * way there and back costs several times what the verification does.
 */
export function createProvider(): Crypto {
  const { subtle } = webcrypto as Crypto;
  return overlay(webcrypto as Crypto, { subtle: overlay(subtle, { verify: verifyNow }) });
}

/** An object with some members replaced; its own methods keep working on the object itself. */
function overlay<T extends object>(object: T, replaced: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      if (name in replaced) return Reflect.get(replaced, name);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

type Verify = SubtleCrypto['verify'];

const verifyNow: Verify = async (method, key, signature, data) => {
  const use = typeof method === 'string' ? { name: method } : method;
  const padding = {
    key: KeyObject.from(key as webcrypto.CryptoKey),
    dsaEncoding: 'ieee-p1363',
    ...(use.name === 'RSA-PSS' ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}),
    ...('saltLength' in use ? { saltLength: Number(use.saltLength) } : {}),
  } as const;
  return verify(hashOf(use, key), bytesOf(data), padding, bytesOf(signature));
};

/** The hash in OpenSSL's words; null for Ed25519, which has its own. ECDSA names it with each use. */
function hashOf(use: Algorithm, key: CryptoKey): string | null {
  if (use.name === 'Ed25519') return null;
  const hash =
    'hash' in use ? use.hash : Reflect.get(Object(Reflect.get(key.algorithm, 'hash')), 'name');
  const name = typeof hash === 'string' ? hash : String(Reflect.get(Object(hash), 'name'));
  return name.replace('-', '');
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
