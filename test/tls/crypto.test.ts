import { Crypto as PeculiarCrypto } from '@peculiar/webcrypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportPrivateKeyPem, importPrivateKey } from '../../src/pki/keys/ownKey.ts';
import { exportPublicKeyDer, generateKeyPair, type KeyKind } from '../../src/pki/keys/keys.ts';
import { GROUPS, type SignatureSchemeName } from '../../src/tls/algorithms.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { schemesOfKey } from '../../src/tls/signatures.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { ecdsaValueFromRaw, rawFromEcdsaValue } from '../../src/pki/keys/ecdsaValue.ts';
import { shakeHands } from './pair.ts';
import { makeWorld } from './world.ts';

const peculiar = new PeculiarCrypto();
const PROVIDERS: readonly { name: string; provider: Crypto; crypto: TlsCrypto }[] = [
  {
    name: 'Node’s WebCrypto',
    provider: globalThis.crypto,
    crypto: createTlsCrypto(globalThis.crypto),
  },
  { name: '@peculiar/webcrypto', provider: peculiar, crypto: createTlsCrypto(peculiar) },
  { name: 'Node’s OpenSSL', provider: globalThis.crypto, crypto: createNodeCrypto() },
];

const SCHEMES: readonly [KeyKind, SignatureSchemeName][] = [
  ['ecdsa-p256', 'ecdsa_secp256r1_sha256'],
  ['ecdsa-p384', 'ecdsa_secp384r1_sha384'],
  ['ecdsa-p521', 'ecdsa_secp521r1_sha512'],
  ['ed25519', 'ed25519'],
  ['rsa-2048', 'rsa_pss_rsae_sha256'],
];

describe.each(PROVIDERS)('TlsCrypto on $name', ({ provider, crypto }) => {
  const content = Uint8Array.of(1, 2, 3);

  it.each(GROUPS)('$name: both sides agree on one secret', async ({ name, secretBits }) => {
    const [a, b] = [await crypto.generateKeyShare(name), await crypto.generateKeyShare(name)];
    const secret = await a.agree(b.publicKey);
    expect(secret).toHaveLength(secretBits / 8);
    expect(await b.agree(a.publicKey)).toEqual(secret);
  });

  it.each(GROUPS)(
    '$name: refuses what is no public key (RFC 8446 §4.2.8.2, §7.4.2)',
    async ({ name }) => {
      const share = await crypto.generateKeyShare(name);
      const { length } = share.publicKey;
      expect(await share.agree(new Uint8Array(length))).toBeNull();
      expect(await share.agree(share.publicKey.subarray(1))).toBeNull();
      if (name !== 'x25519') {
        const offCurve = share.publicKey.slice();
        offCurve[length - 1] = (offCurve[length - 1] ?? 0) ^ 1;
        expect(await share.agree(offCurve)).toBeNull();
        // The same point in hybrid form (X9.62), which providers take and RFC 8446 does not know.
        const hybrid = share.publicKey.slice();
        hybrid[0] = 6 + ((hybrid[length - 1] ?? 0) & 1);
        expect(await share.agree(hybrid)).toBeNull();
      }
    },
  );

  it.each(SCHEMES)('%s keys sign and verify with %s', async (kind, scheme) => {
    const { privateKey, publicKey } = await generateKeyPair(provider, kind);
    const spki = await exportPublicKeyDer(provider, publicKey);
    const signature = await crypto.sign(scheme, privateKey, content);
    expect(await crypto.verify(scheme, spki, signature, content)).toBe(true);
    expect(await crypto.verify(scheme, spki, signature, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(await crypto.verify(scheme, spki, signature.subarray(1), content)).toBe(false);
    const another = scheme === 'ed25519' ? 'ecdsa_secp256r1_sha256' : 'ed25519';
    expect(await crypto.verify(another, spki, signature, content)).toBe(false);
  });

  it.each([16, 32])(
    'AES-GCM with a key of %i bytes opens what it sealed, and nothing else',
    async (length) => {
      const aead = await crypto.aead(new Uint8Array(length).fill(1));
      const nonce = new Uint8Array(12);
      const sealed = await aead.seal(nonce, content, Uint8Array.of(9));
      expect(sealed).toHaveLength(17);
      expect(await aead.open(nonce, content, sealed)).toEqual(Uint8Array.of(9));
      expect(await aead.open(nonce, Uint8Array.of(1), sealed)).toBeNull();
      expect(await aead.open(nonce, content, sealed.subarray(0, 3))).toBeNull();
    },
  );

  it('carries a whole mutual handshake', async () => {
    const world = await makeWorld(provider);
    const { client, server } = await shakeHands(world, {
      client: { crypto },
      server: { crypto, clientAuth: 'required' },
    });
    expect([client.connected, server.connected]).toEqual([true, true]);
  });
});

it('an all-zero X25519 secret is refused, though a provider gives it (RFC 8446 §7.4.2)', async () => {
  const careless = new Proxy(globalThis.crypto, {
    get(provider, property) {
      if (property !== 'subtle') return Reflect.get(provider, property) as unknown;
      const { subtle } = provider;
      return {
        generateKey: subtle.generateKey.bind(subtle),
        exportKey: subtle.exportKey.bind(subtle),
        importKey: subtle.importKey.bind(subtle),
        deriveBits: (_: unknown, __: unknown, bits: number) =>
          Promise.resolve(new ArrayBuffer(bits / 8)),
      };
    },
  });
  const share = await createTlsCrypto(careless).generateKeyShare('x25519');
  const other = await createTlsCrypto(globalThis.crypto).generateKeyShare('x25519');
  expect(await share.agree(other.publicKey)).toBeNull();
});

describe('the schemes of a key (RFC 8446 §4.2.3)', () => {
  it('are those of RSA for an RSA key, whatever padding it is bound to', async () => {
    const provider = globalThis.crypto;
    const { privateKey } = await generateKeyPair(provider, 'rsa-2048');
    const pem = await exportPrivateKeyPem(provider, privateKey);
    for (const padding of ['RSA-PSS', 'RSASSA-PKCS1-v1_5'] as const) {
      const names = schemesOfKey(await importPrivateKey(provider, pem, padding)).map(
        ({ name }) => name,
      );
      expect(names).toEqual(['rsa_pss_rsae_sha256']);
    }
  });
});

describe('ECDSA signatures (RFC 8446 §4.2.3)', () => {
  it('go to DER and back, whatever their numbers are', () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const leading = fc.constantFrom([], [0], [0, 0x80], [0x80], [0, 0, 1]);
    fc.assert(
      fc.property(number, number, leading, (r, s, first) => {
        r.set(first);
        const raw = Uint8Array.of(...r, ...s);
        expect(rawFromEcdsaValue(ecdsaValueFromRaw(raw), 32)).toEqual(raw);
      }),
    );
  });

  it.each([
    { what: 'an empty one', der: '' },
    { what: 'a negative number', der: '3006020180020101' },
    { what: 'a padded number', der: '30070202000102 0101' },
    { what: 'trailing bytes', der: '300602010102010100' },
    { what: 'a number that is too long', der: `3026022101${'00'.repeat(32)}020101` },
    { what: 'a number that is cut off', der: '3003020201' },
    { what: 'one number only', der: '3003020101' },
  ])('$what is refused', ({ der }) => {
    expect(
      rawFromEcdsaValue(Uint8Array.from(Buffer.from(der.replaceAll(' ', ''), 'hex')), 32),
    ).toBeNull();
  });
});
