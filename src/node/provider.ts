import { constants, KeyObject, sign, verify, webcrypto } from 'node:crypto';

/**
 * Node's WebCrypto, except that it signs and verifies at once and not in its thread pool, where the
 * way there and back costs several times what the operation does.
 */
export function createProvider(): Crypto {
  const { subtle } = webcrypto as Crypto;
  return overlay(webcrypto as Crypto, {
    subtle: overlay(subtle, { sign: signNow, verify: verifyNow }),
  });
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

const signNow: SubtleCrypto['sign'] = async (algorithm, key, data) => {
  const use = useOf(algorithm, key);
  return Uint8Array.from(sign(use.hash, bytesOf(data), use.options)).buffer;
};

const verifyNow: SubtleCrypto['verify'] = async (algorithm, key, signature, data) => {
  const use = useOf(algorithm, key);
  return verify(use.hash, bytesOf(data), use.options, bytesOf(signature));
};

/** What WebCrypto's words are in OpenSSL's. */
function useOf(algorithm: AlgorithmIdentifier, key: CryptoKey) {
  const use: Algorithm & { hash?: unknown; saltLength?: number } =
    typeof algorithm === 'string' ? { name: algorithm } : algorithm;
  const { name, saltLength } = use;
  return {
    hash: name === 'Ed25519' ? null : hashName(use.hash ?? Reflect.get(key.algorithm, 'hash')),
    options: {
      key: KeyObject.from(key as webcrypto.CryptoKey),
      dsaEncoding: 'ieee-p1363',
      ...(name === 'RSA-PSS' ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}),
      ...(saltLength === undefined ? {} : { saltLength }),
    },
  } as const;
}

/** WebCrypto names a hash with each use (ECDSA) or with the key (RSA), as a word or an object. */
function hashName(hash: unknown): string {
  const name = typeof hash === 'string' ? hash : Reflect.get(Object(hash), 'name');
  return String(name).replace('-', '');
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
