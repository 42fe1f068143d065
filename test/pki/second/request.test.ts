import { afterAll, describe, expect, it } from 'vitest';
import { decodePem, encodePem, PEM_LABEL } from '../../../src/pki/der/pem.ts';
import { exportPublicKeyDer, generateKeyPair } from '../../../src/pki/keys/keys.ts';
import type { Field } from '../../../src/pki/second/answers.ts';
import { loadLibrary } from '../../../src/pki/second/library.ts';
import { createCertificateRequest, wantedName } from '../../../src/pki/second/makeRequest.ts';
import { readRequest } from '../../../src/pki/second/request.ts';
import { answerWords } from '../../../src/narration/page/secondReaderWords.ts';
import { opensslFolder } from '../openssl.ts';

const provider = globalThis.crypto;
const library = await loadLibrary();
const openssl = opensslFolder();
afterAll(() => openssl.remove());

const named = (...texts: readonly string[]) => texts.flatMap((text) => wantedName(text) ?? []);

/** What is read of a request, in words, by field. */
async function read(der: Uint8Array): Promise<Partial<Record<Field, string>>> {
  const { rows } = await readRequest(library, provider, der);
  return Object.fromEntries(rows.map(({ field, answer }) => [field, answerWords(answer)]));
}

describe('certificate requests (RFC 2986)', () => {
  it.each(['ecdsa-p256', 'ecdsa-p384', 'ecdsa-p521', 'ed25519', 'rsa-2048'] as const)(
    'that we make with %s keys are taken by openssl, and read back',
    async (kind) => {
      const { privateKey, publicKey } = await generateKeyPair(provider, kind);
      const der = await createCertificateRequest(library, provider, privateKey, {
        commonName: 'payments "5"',
        names: named(
          'payments.lab.example',
          '10.0.0.1',
          '2001:db8::1',
          'spiffe://lab.example/payments',
        ),
      });
      openssl.write('request.pem', encodePem(PEM_LABEL.certificateRequest, der));
      const said = openssl.run('req', '-in', 'request.pem', '-verify', '-noout', '-text');
      expect(said).toMatch(/self-signature verify OK/);
      expect(said).toContain('payments');
      expect(said).toContain('DNS:payments.lab.example, IP Address:10.0.0.1');
      const found = await read(der);
      expect(found.subject).toBe('CN=payments "5"');
      expect(found.subjectAltName).toBe(
        'DNS payments.lab.example, IP 10.0.0.1, IP 2001:db8::1, URI spiffe://lab.example/payments',
      );
      expect(found.signature).toMatch(/^verified/);
      const { spki } = await readRequest(library, provider, der);
      expect(spki).toEqual(await exportPublicKeyDer(provider, publicKey));
    },
  );

  it.each([
    ['ec', 'ec_paramgen_curve:P-256', 'secp256r1', 'ECDSA with SHA-256'],
    ['rsa', 'rsa_keygen_bits:2048', 'RSA with 2048 bits', 'RSA PKCS#1 with SHA-256'],
  ])('that openssl makes with %s keys are read', async (kind, option, key, algorithm) => {
    openssl.run(
      ...['req', '-new', '-newkey', kind, '-pkeyopt', option, '-nodes', '-keyout', 'key.pem'],
      ...['-subj', '/O=mTLS Lab/CN=orders', '-addext', 'subjectAltName=DNS:orders.example'],
      ...['-addext', 'extendedKeyUsage=clientAuth', '-out', 'theirs.pem'],
    );
    const [block] = decodePem(new TextDecoder().decode(openssl.read('theirs.pem')));
    const der = block?.der ?? new Uint8Array();
    expect(await read(der)).toEqual({
      subject: 'O=mTLS Lab, CN=orders',
      subjectAltName: 'DNS orders.example',
      extendedKeyUsage: 'clientAuth',
      publicKey: key,
      signatureAlgorithm: algorithm,
      signature: expect.stringMatching(/^verified/),
    });
    const forged = new Uint8Array(der);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect((await read(forged)).signature).toMatch(/^does not verify/);
  });

  it('are made for names that a certificate can carry, and no others', () => {
    expect(wantedName('*.lab.example')?.type).toBe('dns');
    expect(wantedName('spiffe://lab.example/a')?.type).toBe('url');
    expect(wantedName('2001:db8::1')?.type).toBe('ip');
    for (const none of ['', 'bücher.example', 'a b', 'a@b.example', 'https://', 'a..b'])
      expect(wantedName(none), none).toBeNull();
  });

  it('that end too early are told as what cannot be read', async () => {
    const { privateKey } = await generateKeyPair(provider, 'ed25519');
    const wanted = { commonName: '', names: named('a.example') };
    const der = await createCertificateRequest(library, provider, privateKey, wanted);
    expect((await read(der)).subject).toBe('empty');
    const { rows, spki } = await readRequest(library, provider, der.subarray(0, 40));
    expect(rows.map(({ answer }) => answer.kind)).toEqual(['failed']);
    expect(spki).toBeNull();
  });
});
