import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInput } from '../../../src/pki/bundle/readInput.ts';
import type { BundleContents } from '../../../src/pki/bundle/contents.ts';
import { encodeBase64 } from '../../../src/bytes/base64.ts';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { issueOcspResponse } from '../../../src/pki/issue/ocsp.ts';
import { issueCrl } from '../../../src/pki/issue/crl.ts';
import {
  exportPrivateKeyPem,
  importPrivateKey,
  publicKeyMatches,
} from '../../../src/pki/keys/ownKey.ts';
import { exportPublicKeyDer } from '../../../src/pki/keys/keys.ts';
import { decodePem, encodePem } from '../../../src/pki/der/pem.ts';
import { DAY, family, NOW } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const openssl = opensslFolder();
afterAll(() => openssl.remove());

const crypto = globalThis.crypto;
const read = (input: Uint8Array | string, password?: string) => readInput(crypto, input, password);

let chain: Awaited<ReturnType<typeof family>>;
let crl: Uint8Array;
let ocsp: Uint8Array;
let keyPem: string;
let pems: { root: string; middle: string; leaf: string };

beforeAll(async () => {
  chain = await family(crypto, 'ecdsa-p256');
  const issuer = { certificate: chain.middleDer, privateKey: chain.middle.privateKey };
  const dates = { thisUpdate: NOW, nextUpdate: NOW + DAY };
  crl = await issueCrl(crypto, { issuer, revoked: [], ...dates });
  ocsp = await issueOcspResponse(crypto, {
    certificate: chain.leafDer,
    issuerCertificate: chain.middleDer,
    responder: issuer,
    status: { kind: 'good' },
    producedAt: NOW,
    ...dates,
  });
  keyPem = await exportPrivateKeyPem(crypto, chain.end.privateKey);
  const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der);
  pems = { root: pem(chain.rootDer), middle: pem(chain.middleDer), leaf: pem(chain.leafDer) };
  openssl.write('leaf.pem', pems.leaf);
  openssl.write('chain.pem', pems.middle + pems.root);
  openssl.write('key.pem', keyPem);
  openssl.write('list.pem', encodePem('X509 CRL', crl));
});

const names = ({ certificates }: BundleContents) =>
  certificates.map(({ der }) => parseCertificate(der).subject.text.replace(/.*CN=/, ''));

async function expectMatchingKey({ privateKeys, certificates }: BundleContents) {
  expect(privateKeys.length).toBe(1);
  const [leaf] = certificates.filter(
    ({ der }) => !parseCertificate(der).extensions.basicConstraints?.ca,
  );
  const key = await importPrivateKey(crypto, privateKeys[0]?.pkcs8 ?? new Uint8Array());
  const spki = parseCertificate(leaf?.der ?? new Uint8Array()).spki.der;
  expect(await publicKeyMatches(crypto, key, spki)).toBe(true);
}

describe('PEM', () => {
  it('any mixture, in any order, with text between', async () => {
    const text = `Subject: x\n${keyPem}${pems.leaf}\nnoise\n${pems.middle}${encodePem('X509 CRL', crl)}${pems.root}`;
    const found = await read(text);
    expect(found.problems).toEqual([]);
    expect(names(found)).toEqual(['payments', 'Lab Intermediate CA', 'Lab Root CA']);
    expect(found.crls.map(({ der }) => der)).toEqual([crl]);
    await expectMatchingKey(found);
    const line = 2 + keyPem.split('\n').length - 1;
    expect(found.certificates[0]?.from).toBe(`line ${line}`);
  });

  it('as bytes, in UTF-16 with a byte order mark, and with “\\n” in two characters', async () => {
    const utf16 = new Uint8Array(2 + pems.leaf.length * 2);
    utf16.set([0xff, 0xfe]);
    for (let i = 0; i < pems.leaf.length; i++) utf16[2 + 2 * i] = pems.leaf.charCodeAt(i);
    for (const input of [
      new TextEncoder().encode(pems.leaf),
      utf16,
      JSON.stringify({ certificate: pems.leaf }),
    ]) {
      const found = await read(input);
      expect([names(found), found.problems]).toEqual([['payments'], []]);
    }
  });

  it('a block that makes no sense hides no other and says on which line', async () => {
    const broken = pems.middle.replace(/\n.{10}/, '\n*');
    const found = await read(`${pems.leaf}${broken}${pems.root}`);
    expect(names(found)).toEqual(['payments', 'Lab Root CA']);
    const line = pems.leaf.split('\n').length + 1;
    expect(found.problems).toMatchObject([{ code: 'pem', line }]);
    expect(found.problems[0]?.message).toContain(`Line ${line}`);
  });

  it('a certificate that breaks off inside says at which byte', async () => {
    const cut = encodePem('CERTIFICATE', chain.leafDer.subarray(0, 200));
    const found = await read(`${cut}${pems.root}`);
    expect(names(found)).toEqual(['Lab Root CA']);
    expect(found.problems).toMatchObject([
      { code: 'malformed', line: 1, offset: 0, from: 'line 1' },
    ]);
  });

  it('what is no certificate gets a sentence and an advice', async () => {
    const spki = await exportPublicKeyDer(crypto, chain.end.publicKey);
    for (const [text, message] of [
      [encodePem('PUBLIC KEY', spki), /public key/],
      [encodePem('OPENSSH PRIVATE KEY', spki), /OpenSSH/],
      [encodePem('CERTIFICATE', Uint8Array.of(0x30, 3, 2, 1, 5)), /no certificate/],
    ] as const) {
      const { problems, ...found } = await read(text);
      expect(Object.values(found).flat()).toEqual([]);
      expect(problems.length).toBe(1);
      expect(problems[0]?.message).toMatch(message);
      expect(problems[0]?.advice).toMatch(/\.$/);
    }
  });

  it('a request is recognised, as PEM of either name, as DER and beside other things', async () => {
    openssl.run('req', '-new', '-key', 'key.pem', '-subj', '/CN=x', '-out', 'request.pem');
    const request = new TextDecoder().decode(openssl.read('request.pem'));
    const {
      requests: [one],
      ...none
    } = await read(request);
    expect(Object.values(none).flat()).toEqual([]);
    const der = one?.der ?? new Uint8Array();
    for (const input of [
      der,
      request.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
      `${keyPem}${request}${pems.leaf}`,
    ]) {
      const { requests, problems } = await read(input);
      expect(requests.map((found) => found.der)).toEqual([der]);
      expect(problems).toEqual([]);
    }
  });

  it('an openssl TRUSTED CERTIFICATE is its certificate', async () => {
    openssl.run('x509', '-in', 'leaf.pem', '-trustout', '-addtrust', 'serverAuth', '-out', 't.pem');
    const found = await read(openssl.read('t.pem'));
    expect([names(found), found.problems]).toEqual([['payments'], []]);
  });
});

describe('DER', () => {
  it('is told by its structure: certificate, CRL, OCSP response, private keys', async () => {
    const pkcs8 = decodePem(keyPem)[0]?.der ?? new Uint8Array();
    openssl.run('ec', '-in', 'key.pem', '-outform', 'DER', '-out', 'sec1.der');
    expect(names(await read(chain.leafDer))).toEqual(['payments']);
    expect((await read(crl)).crls.map(({ der }) => der)).toEqual([crl]);
    expect((await read(ocsp)).ocsp.map(({ der }) => der)).toEqual([ocsp]);
    for (const key of [pkcs8, openssl.read('sec1.der')]) {
      const found = await read(key);
      expect([found.privateKeys.length, found.problems]).toEqual([1, []]);
      expect(found.privateKeys[0]?.algorithm).toEqual({ name: 'ECDSA', namedCurve: 'P-256' });
    }
  });

  it('is found in bare base64, and one after the other', async () => {
    expect(names(await read(encodeBase64(chain.leafDer)))).toEqual(['payments']);
    expect(names(await read(encodeBase64(new TextEncoder().encode(pems.leaf))))).toEqual([
      'payments',
    ]);
    const both = Uint8Array.from([...chain.leafDer, ...chain.middleDer]);
    expect(names(await read(both))).toEqual(['payments', 'Lab Intermediate CA']);
  });

  it('followed by something else is kept, and the rest is told', async () => {
    const found = await read(Uint8Array.from([...chain.leafDer, 0x0a]));
    expect(names(found)).toEqual(['payments']);
    expect(found.problems).toMatchObject([{ code: 'malformed', offset: chain.leafDer.length }]);
  });
});

describe('PKCS#7', () => {
  it.each(['PEM', 'DER'])('certificates and a CRL, as %s', async (form) => {
    const files = ['-certfile', 'leaf.pem', '-certfile', 'chain.pem', '-in', 'list.pem'];
    openssl.run('crl2pkcs7', ...files, '-outform', form, '-out', 'all.p7b');
    const found = await read(openssl.read('all.p7b'));
    expect(found.problems).toEqual([]);
    expect(names(found).sort()).toEqual(['Lab Intermediate CA', 'Lab Root CA', 'payments']);
    expect(found.crls.length).toBe(1);
    expect(found.certificates[0]?.from).toMatch(/^PKCS#7 in /);
  });

  it('in BER with indefinite lengths', async () => {
    openssl.write('text', 'hello');
    const signer = ['-signer', 'leaf.pem', '-inkey', 'key.pem', '-certfile', 'chain.pem'];
    const form = ['-outform', 'DER', '-stream', '-nodetach'];
    openssl.run('cms', '-sign', '-in', 'text', ...signer, ...form, '-out', 'streamed.p7m');
    const bytes = openssl.read('streamed.p7m');
    expect(bytes[1]).toBe(0x80);
    const found = await read(bytes);
    expect(found.problems).toEqual([]);
    expect(names(found).sort()).toEqual(['Lab Intermediate CA', 'Lab Root CA', 'payments']);
  });

  it('without certificates says so', async () => {
    openssl.run('crl2pkcs7', '-nocrl', '-outform', 'DER', '-out', 'none.p7b');
    const found = await read(openssl.read('none.p7b'));
    expect(found.problems).toMatchObject([{ code: 'nothing_found' }]);
  });
});

describe('PKCS#12', () => {
  function exported(...more: string[]): Uint8Array {
    const files = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-certfile', 'chain.pem'];
    openssl.run('pkcs12', '-export', ...files, '-out', 'all.p12', ...more);
    return openssl.read('all.p12');
  }
  const secret = ['-passout', 'pass:Grüße 1'];

  it.each([
    ['as OpenSSL 3 writes it', []],
    [
      'with AES-128 and a MAC of SHA-1',
      ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'SHA1'],
    ],
    ['with AES-192 and a MAC of SHA-512', ['-keypbe', 'AES-192-CBC', '-macalg', 'SHA512']],
    ['with certificates in the clear', ['-certpbe', 'NONE']],
    ['with everything in the clear', ['-certpbe', 'NONE', '-keypbe', 'NONE']],
    ['without a MAC', ['-nomac']],
    ['with many rounds', ['-iter', '100000']],
  ])('%s', async (_, options) => {
    const found = await read(exported('-name', 'my key', ...options, ...secret), 'Grüße 1');
    expect(found.problems).toEqual([]);
    expect(names(found).sort()).toEqual(['Lab Intermediate CA', 'Lab Root CA', 'payments']);
    await expectMatchingKey(found);
    expect(found.privateKeys[0]?.from).toBe('the whole input (“my key”)');
  });

  it('asks for the password, and tells a wrong one', async () => {
    for (const form of [exported(...secret), exported('-nomac', ...secret)]) {
      const missing = await read(form);
      expect(missing.problems.map(({ code }) => code)).toContain('password_needed');
      const wrong = await read(form, 'grüße 1');
      expect(wrong.problems.map(({ code }) => code)).toContain('wrong_password');
      expect([...missing.privateKeys, ...wrong.privateKeys]).toEqual([]);
    }
  });

  it('opens with no password when it has none', async () => {
    const found = await read(exported('-passout', 'pass:'));
    expect([names(found).length, found.privateKeys.length, found.problems]).toEqual([3, 1, []]);
  });

  it('in the old format names the command that converts it, and that command does', async () => {
    const old = exported('-legacy', '-name', 'old', '-passout', 'pass:x');
    const { problems, certificates } = await read(old, 'x');
    expect(certificates).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['legacy_encryption', 'legacy_encryption']);
    expect(problems[0]?.message).toMatch(/old format.*RC2/);
    const [, command = ''] = /“openssl ([^”]*)”/.exec(problems[0]?.advice ?? '') ?? [];
    openssl.write('old.p12', old);
    openssl.run(...command.split(' '), '-passin', 'pass:x');
    const found = await read(openssl.read('plain.pem'));
    expect([names(found).length, found.problems]).toEqual([3, []]);
    await expectMatchingKey(found);
  });
});

describe('an encrypted private key', () => {
  it('opens with its password only', async () => {
    openssl.run('pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:x', '-out', 'locked.pem');
    const locked = openssl.read('locked.pem');
    await expectMatchingKey(await read(`${new TextDecoder().decode(locked)}${pems.leaf}`, 'x'));
    expect((await read(locked)).problems).toMatchObject([{ code: 'password_needed', line: 1 }]);
    expect((await read(locked, 'y')).problems).toMatchObject([{ code: 'wrong_password' }]);
  });

  it.each([
    ['triple DES', ['-v2', 'des3'], 'legacy_encryption'],
    ['scrypt', ['-scrypt'], 'unsupported'],
    ['OpenSSL’s own', ['-traditional', '-aes128'], 'pem'],
  ])('with %s says what to do', async (_, options, code) => {
    const isOwn = options.includes('-traditional');
    const command = isOwn ? ['pkey', '-in', 'key.pem'] : ['pkcs8', '-topk8', '-in', 'key.pem'];
    openssl.run(...command, ...options, '-passout', 'pass:x', '-out', 'locked.pem');
    const { problems } = await read(openssl.read('locked.pem'), 'x');
    expect(problems).toMatchObject([{ code }]);
    expect(problems[0]?.message + (problems[0]?.advice ?? '')).toContain('openssl');
  });
});

describe('nothing at all', () => {
  it.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    [new Uint8Array(), 'empty'],
    ['hello', 'nothing_found'],
    ['x'.repeat(4 * 1024 * 1024 + 1), 'too_large'],
  ])('is told', async (input, code) => {
    expect((await read(input)).problems).toMatchObject([{ code, from: 'the whole input' }]);
  });
});
