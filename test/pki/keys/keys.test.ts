import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  exportPrivateKeyPem,
  importPrivateKey,
  publicKeyMatches,
} from '../../../src/pki/keys/ownKey.ts';
import {
  exportPublicKeyDer,
  generateKeyPair,
  keyFor,
  type KeyKind,
} from '../../../src/pki/keys/keys.ts';
import { KeyError } from '../../../src/pki/keys/keyError.ts';
import { decodePem, encodePem } from '../../../src/pki/der/pem.ts';
import { opensslFolder } from '../openssl.ts';
import { PROVIDERS } from '../providers.ts';

const KINDS: readonly KeyKind[] = [
  'ecdsa-p256',
  'ecdsa-p384',
  'ecdsa-p521',
  'ed25519',
  'rsa-2048',
  'rsa-1024',
];
const openssl = opensslFolder();
afterAll(() => openssl.remove());

const says: Record<KeyKind, RegExp> = {
  'ecdsa-p256': /prime256v1/,
  'ecdsa-p384': /secp384r1/,
  'ecdsa-p521': /secp521r1/,
  ed25519: /ED25519/,
  'rsa-2048': /2048 bit/,
  'rsa-1024': /1024 bit/,
};

describe.each(PROVIDERS)('keys of %s', (_, provider) => {
  describe.each(KINDS)('%s', (kind) => {
    it('go through PEM to openssl and back, and still belong together', async () => {
      const pair = await generateKeyPair(provider, kind);
      const pem = await exportPrivateKeyPem(provider, pair.privateKey);
      openssl.write('key.pem', pem);
      expect(openssl.run('pkey', '-in', 'key.pem', '-text', '-noout')).toMatch(says[kind]);
      const spki = await exportPublicKeyDer(provider, pair.publicKey);
      const theirs = openssl.run('pkey', '-in', 'key.pem', '-pubout');
      expect(decodePem(theirs).map((block) => block.der)).toEqual([spki]);
      const again = await importPrivateKey(provider, pem);
      expect(again.algorithm).toEqual(pair.privateKey.algorithm);
      expect(await publicKeyMatches(provider, again, spki)).toBe(true);
    });

    it('do not match the key of another pair, another kind, or noise', async () => {
      const [ours, other] = await Promise.all([
        generateKeyPair(provider, kind),
        generateKeyPair(provider, kind),
      ]);
      const foreign = await generateKeyPair(
        provider,
        kind === 'ed25519' ? 'ecdsa-p256' : 'ed25519',
      );
      for (const { publicKey } of [other, foreign]) {
        const spki = await exportPublicKeyDer(provider, publicKey);
        expect(await publicKeyMatches(provider, ours.privateKey, spki)).toBe(false);
      }
      expect(await publicKeyMatches(provider, ours.privateKey, new Uint8Array(91))).toBe(false);
    });
  });

  it('of RSA sign with either padding and any hash', async () => {
    const { privateKey, publicKey } = await generateKeyPair(provider, 'rsa-2048');
    const data = new Uint8Array(10);
    for (const name of ['RSA-PSS', 'RSASSA-PKCS1-v1_5'] as const) {
      for (const hash of ['SHA-256', 'SHA-384'] as const) {
        const use = { name, hash, saltLength: 32 };
        const signing = await keyFor(provider, privateKey, { name, hash });
        const verifying = await keyFor(provider, publicKey, { name, hash });
        const signature = await provider.subtle.sign(use, signing, data);
        expect(await provider.subtle.verify(use, verifying, signature, data)).toBe(true);
        expect(await keyFor(provider, privateKey, { name, hash })).toBe(signing);
      }
    }
    await expect(keyFor(provider, privateKey, { name: 'Ed25519' })).rejects.toThrow(KeyError);
  });
});

const { crypto: provider } = globalThis;

const MADE_BY_OPENSSL: readonly (readonly [string, readonly string[], string])[] = [
  ['PKCS#8 P-256', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'P-256'],
  ['PKCS#8 P-521', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], 'P-521'],
  ['PKCS#8 Ed25519', ['genpkey', '-algorithm', 'ED25519'], 'Ed25519'],
  ['PKCS#8 RSA', ['genpkey', '-algorithm', 'RSA'], 'RSA-PSS'],
  ['SEC1 P-256', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout'], 'P-256'],
  ['SEC1 P-384 after its parameters', ['ecparam', '-name', 'secp384r1', '-genkey'], 'P-384'],
  ['PKCS#1 RSA', ['genrsa', '-traditional'], 'RSA-PSS'],
];

describe('private keys that openssl made', () => {
  it.each(MADE_BY_OPENSSL)('%s', async (_, command, expected) => {
    openssl.run(...command, '-out', 'made.pem');
    const pem = new TextDecoder().decode(openssl.read('made.pem'));
    const key = await importPrivateKey(provider, pem);
    const algorithm: { name: string; namedCurve?: string } = key.algorithm;
    expect(algorithm.namedCurve ?? algorithm.name).toBe(expected);
    openssl.run('pkey', '-in', 'made.pem', '-pubout', '-outform', 'DER', '-out', 'made.pub');
    expect(await publicKeyMatches(provider, key, openssl.read('made.pub'))).toBe(true);
  });

  const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
    ['secp256k1', ['ecparam', '-name', 'secp256k1', '-genkey', '-noout'], 'unsupported_algorithm'],
    ['Ed448', ['genpkey', '-algorithm', 'ED448'], 'unsupported_algorithm'],
    ['RSA-PSS only', ['genpkey', '-algorithm', 'RSA-PSS'], 'unsupported_algorithm'],
    ['encrypted', ['genpkey', '-algorithm', 'ED25519', '-aes256', '-pass', 'pass:x'], 'encrypted'],
  ];
  it.each(REFUSED)('are refused with a sentence: %s', async (_, command, code) => {
    openssl.run(...command, '-out', 'refused.pem');
    const pem = new TextDecoder().decode(openssl.read('refused.pem'));
    await expect(importPrivateKey(provider, pem)).rejects.toMatchObject({ name: 'KeyError', code });
    const der = decodePem(pem).at(-1)?.der ?? new Uint8Array();
    await expect(importPrivateKey(provider, der)).rejects.toMatchObject({ name: 'KeyError', code });
  });
});

describe('what is no private key', () => {
  it('is told apart from one: a public key', async () => {
    const { publicKey } = await generateKeyPair(provider, 'ecdsa-p256');
    const pem = encodePem('PUBLIC KEY', await exportPublicKeyDer(provider, publicKey));
    const expected = { code: 'not_a_private_key' };
    await expect(importPrivateKey(provider, pem)).rejects.toMatchObject(expected);
  });

  it('never ends in another error than a KeyError, whatever byte is changed or missing', async () => {
    const { privateKey } = await generateKeyPair(provider, 'ecdsa-p256');
    const good = new Uint8Array(await provider.subtle.exportKey('pkcs8', privateKey));
    const changed = fc.tuple(
      fc.nat(good.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(changed, async ([at, by, cut]) => {
        const bad = cut ? good.slice(0, at) : good.map((byte, i) => (i === at ? byte ^ by : byte));
        const result = await importPrivateKey(provider, bad).catch((error: unknown) => error);
        expect(result instanceof KeyError || result instanceof CryptoKey).toBe(true);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
        await expect(importPrivateKey(provider, noise)).rejects.toBeInstanceOf(KeyError);
      }),
    );
  });
});
