import { describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { rawFromEcdsaValue } from '../../../src/pki/keys/ecdsaValue.ts';
import { exportPublicKeyDer, generateKeyPair, keyFor } from '../../../src/pki/keys/keys.ts';
import { parsePublicKeyInfo } from '../../../src/pki/x509/publicKeyInfo.ts';
import {
  importVerifyKey,
  verifySignature,
  verifyWith,
} from '../../../src/pki/keys/verifySignature.ts';
import { opensslFolder } from '../openssl.ts';
import { decodePem } from '../../../src/pki/der/pem.ts';
import { PROVIDERS } from '../providers.ts';

const RSA = ['-newkey', 'rsa:2048', '-nodes'];
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
const ec = (curve: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-nodes'];

const KINDS = [
  ['ECDSA P-256 with SHA-256', [...ec('P-256'), '-sha256']],
  ['ECDSA P-256 with SHA-512', [...ec('P-256'), '-sha512']],
  ['ECDSA P-384 with SHA-384', [...ec('P-384'), '-sha384']],
  ['ECDSA P-521 with SHA-512', [...ec('P-521'), '-sha512']],
  ['Ed25519', ['-newkey', 'ed25519', '-nodes']],
  ['RSA PKCS#1 with SHA-256', [...RSA, '-sha256']],
  ['RSA PKCS#1 with SHA-384', [...RSA, '-sha384']],
  ['RSA-PSS with SHA-256', [...RSA, '-sha256', ...PSS]],
  ['RSA-PSS with SHA-512', [...RSA, '-sha512', ...PSS]],
  ['RSA-PSS with a key that is for PSS only', ['-newkey', 'rsa-pss', '-nodes', '-sha256', ...PSS]],
] as const;

const folder = opensslFolder();
/** A self-signed certificate of openssl, so that its own key verifies it. */
function selfSigned(options: readonly string[]) {
  const pem = folder.run('req', '-x509', '-subj', '/CN=signer', '-keyout', 'key.pem', ...options);
  const [block] = decodePem(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
  return parseCertificate(block?.der ?? new Uint8Array());
}
const certificates = KINDS.map(([kind, options]) => [kind, selfSigned(options)] as const);
folder.remove();

describe.each(PROVIDERS)('%s', (_name, provider) => {
  test.each(certificates)(
    'verifies %s as openssl signed it, and nothing else',
    async (_kind, signer) => {
      const { spki, signatureAlgorithm, signature, tbs } = signer;
      const verify = (data: Uint8Array, value: Uint8Array) =>
        verifySignature(provider, spki, signatureAlgorithm, value, data);
      expect(await verify(tbs, signature)).toBe('valid');
      const otherData = tbs.slice();
      otherData[40] = (otherData[40] ?? 0) ^ 1;
      expect(await verify(otherData, signature)).toBe('invalid');
      for (const at of [0, 8, signature.length - 1]) {
        const broken = signature.slice();
        broken[at] = (broken[at] ?? 0) ^ 1;
        expect(await verify(tbs, broken)).not.toBe('valid');
      }
      expect(await verify(tbs, new Uint8Array())).toBe('invalid');
    },
  );

  test('an RSA signature without its leading zero is too short (RFC 8017 §8.2.2)', async () => {
    const padding = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
    const { privateKey, publicKey } = await generateKeyPair(provider, 'rsa-2048');
    const key = await keyFor(provider, privateKey, padding);
    const spki = parsePublicKeyInfo(await exportPublicKeyDer(provider, publicKey));
    // One signature in 256 begins with zero.
    for (let count = 0; ; count++) {
      const data = Uint8Array.of(count >> 8, count);
      const signature = new Uint8Array(await provider.subtle.sign(padding, key, data));
      if (signature[0] !== 0) continue;
      expect(await verifyWith(provider, spki, padding, signature, data)).toBe('valid');
      expect(await verifyWith(provider, spki, padding, signature.subarray(1), data)).toBe(
        'invalid',
      );
      return;
    }
  });

  test('a key of another kind is no error, it is unusable', async () => {
    for (const [kind, signer] of certificates) {
      for (const [otherKind, other] of certificates) {
        const { signatureAlgorithm, signature, tbs } = signer;
        const answer = await verifySignature(
          provider,
          other.spki,
          signatureAlgorithm,
          signature,
          tbs,
        );
        if (kind === otherKind) expect(answer).toBe('valid');
        else expect(['invalid', 'unusable_key']).toContain(answer);
      }
    }
  });

  test('a key is imported once', async () => {
    const [, signer] = certificates[0] ?? [];
    if (!signer) throw new Error('no certificate');
    const method = { name: 'ECDSA', hash: 'SHA-256' } as const;
    const first = await importVerifyKey(provider, signer.spki.der, method);
    const again = await importVerifyKey(provider, signer.spki.der.slice(), method);
    expect(first).not.toBeNull();
    expect(again).toBe(first);
  });

  test('what is no key at all is null', async () => {
    const method = { name: 'Ed25519' } as const;
    expect(await importVerifyKey(provider, Uint8Array.of(1, 2, 3), method)).toBeNull();
  });
});

describe('ECDSA-Sig-Value (RFC 3279 §2.2.3)', () => {
  const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

  test('is padded to the size of the curve', () => {
    expect(rawFromEcdsaValue(hex('30 07 02 01 05 02 02 00 80'), 4)).toEqual(
      hex('00000005 00000080'),
    );
  });

  test.each([
    ['a negative number', '30 06 02 01 80 02 01 01'],
    ['a needless zero', '30 07 02 02 00 05 02 01 01'],
    ['a number that is too large', '30 0a 02 05 01 00 00 00 00 02 01 01'],
    ['a third number', '30 09 02 01 01 02 01 01 02 01 01'],
    ['something after it', '30 06 02 01 01 02 01 01 00'],
    ['an indefinite length', '30 80 02 01 01 02 01 01 00 00'],
  ])('%s is refused', (_what, text) => {
    expect(rawFromEcdsaValue(hex(text), 4)).toBeNull();
  });
});
