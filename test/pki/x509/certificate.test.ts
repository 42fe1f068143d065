import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  CertificateError,
  displayName,
  parseCertificate,
  subjectIdentity,
} from '../../../src/pki/x509/certificate.ts';
import { derElement, derInteger, derSequence, derUtf8String } from '../../../src/pki/der/writer.ts';
import { describeCertificate } from '../../../src/pki/x509/describe.ts';
import { foldName } from '../../../src/pki/names/distinguishedName.ts';
import type { FieldNode } from '../../../src/bytes/fieldTree.ts';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { nameConstraints } from '../../../src/pki/issue/specialExtensions.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import { family, times } from '../authorities.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
let keys: CryptoKeyPair;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
  keys = await generateKeyPair(crypto, 'ecdsa-p256');
});

const issue = (changes: Partial<CertificateRequest>) =>
  issueCertificate(crypto, {
    profile: 'server',
    subject: { commonName: 'payments' },
    publicKey: keys.publicKey,
    issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
    ...times,
    ...changes,
  });

describe('a certificate', () => {
  test('is read completely', async () => {
    const der = await issue({
      serialNumber: Uint8Array.of(0x12, 0x34),
      san: {
        dns: ['payments.lab.example'],
        uri: ['spiffe://lab.example/payments'],
        ip: ['10.0.0.1'],
      },
      pathLength: 3,
      ca: true,
    });
    const certificate = parseCertificate(der);
    expect(certificate).toMatchObject({
      version: 3,
      serialNumber: '1234',
      notBefore: times.notBefore,
      notAfter: times.notAfter,
      subject: { text: 'CN=payments' },
      issuer: { text: 'O=mTLS Lab, CN=Lab Intermediate CA' },
      spki: { curve: 'secp256r1', rsaModulusBits: null },
      signatureAlgorithm: { oid: '1.2.840.10045.4.3.2', parameters: null },
      extensions: {
        basicConstraints: { ca: true, pathLen: 3 },
        extendedKeyUsage: [OID.serverAuth],
        nameConstraints: null,
      },
      defects: [],
    });
    expect([...(certificate.extensions.keyUsage ?? [])]).toEqual(['digitalSignature']);
    const issuerKey = parseCertificate(lab.middleDer).extensions.subjectKeyIdentifier;
    expect(certificate.extensions.authorityKeyIdentifier?.keyIdentifier).toBe(issuerKey);
    expect(equalBytes(certificate.issuer.der, parseCertificate(lab.middleDer).subject.der)).toBe(
      true,
    );
  });

  test.each<[Partial<CertificateRequest>, string, string | null]>([
    [
      { san: { uri: ['spiffe://a.example/x'], dns: ['x.example'] } },
      'payments',
      'spiffe://a.example/x',
    ],
    [{ subject: {}, san: { dns: ['x.example'], ip: ['10.0.0.1'] } }, 'x.example', 'x.example'],
    [{ subject: {}, san: { ip: ['10.0.0.1'] } }, 'IP 10.0.0.1', '10.0.0.1'],
    [{ subject: { organisation: 'mTLS Lab' } }, 'O=mTLS Lab', null],
    [{ subject: {}, serialNumber: Uint8Array.of(5) }, 'certificate 05', null],
  ])('is called by its common name, else by another name', async (changes, name, identity) => {
    const certificate = parseCertificate(await issue(changes));
    expect(displayName(certificate)).toBe(name);
    expect(subjectIdentity(certificate)).toBe(identity);
  });

  const raw = (oid: string, value: Uint8Array, critical = false) => ({ oid, critical, value });
  test.each<[string, Partial<CertificateRequest>, RegExp]>([
    [
      'two extensions of one kind',
      {
        extensions: [
          nameConstraints({ dns: ['a.example'] }),
          nameConstraints({ dns: ['b.example'] }),
        ],
      },
      /nameConstraints: an extension that stands twice/,
    ],
    [
      'an extension that is no DER',
      { extensions: [raw(OID.nameConstraints, Uint8Array.of(0x30, 0x80, 0, 0), true)] },
      /indefinite length/,
    ],
    [
      'something after an extension',
      { extensions: [raw(OID.inhibitAnyPolicy, Uint8Array.of(2, 1, 0, 0), true)] },
      /something follows the end/,
    ],
    [
      'a key identifier that is critical',
      {
        omit: ['subjectKeyIdentifier'],
        extensions: [raw(OID.subjectKeyIdentifier, derElement(4, Uint8Array.of(1)), true)],
      },
      /marked critical, which it must not be/,
    ],
    [
      'an empty list of names',
      { extensions: [raw(OID.subjectAltName, derSequence())] },
      /subjectAltName/,
    ],
    ['an empty subject of a CA', { profile: 'intermediate', subject: {} }, /an empty name of a CA/],
  ])('with %s has a defect', async (_what, changes, problem) => {
    const { defects } = parseCertificate(await issue(changes));
    expect(defects.map((defect) => `${defect.field}: ${defect.problem}`).join()).toMatch(problem);
  });

  const TOO_LONG = 'serialNumber: a number of more than 20 octets (RFC 5280 §4.1.2.2)';
  test.each([
    ['negative', Uint8Array.of(0x02, 0x01, 0x85), []],
    ['zero', derInteger(0), []],
    ['of 20 octets', derInteger(new Uint8Array(20).fill(1)), []],
    ['of 21 octets', derInteger(new Uint8Array(21).fill(1)), [TOO_LONG]],
  ])(
    'whose serial number is %s is taken as RFC 5280 §4.1.2.2 asks',
    async (_what, serial, expected) => {
      const der = withSerial(await issue({ serialNumber: Uint8Array.of(7) }), serial);
      const { defects } = parseCertificate(der);
      expect(defects.map(({ field, problem, spec }) => `${field}: ${problem} (${spec})`)).toEqual(
        expected,
      );
    },
  );

  test('with two different signature algorithms has a defect', async () => {
    const der = await issue({});
    const { tbs, signature } = parseCertificate(der);
    const other = Uint8Array.from(Buffer.from('300a06082a8648ce3d040303', 'hex'));
    const changed = derSequence(tbs, other, derElement(3, Uint8Array.of(0), signature));
    expect(parseCertificate(changed).defects[0]?.problem).toBe('not the algorithm that was signed');
  });
});

/** The same certificate with another serialNumber element. */
function withSerial(der: Uint8Array, serial: Uint8Array): Uint8Array {
  const { tbs, signature, signatureAlgorithm } = parseCertificate(der);
  // [0] version is 5 octets long; the old serial number is one of one octet.
  const content = tbs.subarray(tbs.length > 255 ? 4 : 3);
  const changed = derSequence(content.subarray(0, 5), serial, content.subarray(8));
  return derSequence(changed, signatureAlgorithm.der, derElement(3, Uint8Array.of(0), signature));
}

describe('names are compared (RFC 5280 §7.1)', () => {
  test.each([
    ['Lab  Root   CA', 'lab root ca'],
    [' Lab Root CA ', 'LAB ROOT CA'],
    ['Ｌａｂ', 'lab'],
    ['BÜCHER', 'bücher'],
  ])('%s is %s', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  test('by value, whatever the string type; and no value can look like two attributes', async () => {
    const keyOf = async (commonName: string, organisation?: string) =>
      parseCertificate(
        await issue({ subject: { commonName, ...(organisation ? { organisation } : {}) } }),
      ).subject.key;
    expect(await keyOf('a', 'b')).not.toBe(await keyOf('a,2.5.4.10=1:b'));
    expect(await keyOf('b')).not.toBe(await keyOf('a'));
    expect(toHex(derUtf8String('a'))).toBe('0c0161');
  });
});

describe('bytes that are no certificate', () => {
  test('end in a CertificateError for every truncation', () => {
    for (let length = 0; length < lab.leafDer.length; length++) {
      expect(() => parseCertificate(lab.leafDer.subarray(0, length))).toThrow(CertificateError);
    }
  });

  test('end in a certificate or a CertificateError for every change', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const der = lab.leafDer.slice();
        for (const [at, bits] of changes) der[at % der.length] = (der[at % der.length] ?? 0) ^ bits;
        try {
          parseCertificate(der);
        } catch (error) {
          expect(error).toBeInstanceOf(CertificateError);
        }
        const tree = describeCertificate(der);
        expect([tree.start, tree.end]).toEqual([0, der.length]);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('the field tree', () => {
  const all = (node: FieldNode): FieldNode[] => [node, ...(node.children ?? []).flatMap(all)];

  test('covers every byte: children lie in order within their parents', () => {
    for (const node of all(describeCertificate(lab.leafDer))) {
      let at = node.start;
      for (const child of node.children ?? []) {
        expect(child.start).toBeGreaterThanOrEqual(at);
        expect(child.end).toBeLessThanOrEqual(node.end);
        at = child.end;
      }
      if (node.children?.length) expect(at).toBe(node.end);
    }
  });

  test('names fields as RFC 5280 does, with values that can be read', () => {
    const nodes = all(describeCertificate(lab.middleDer));
    const find = (name: string) => nodes.find((node) => node.name === name);
    expect(find('subject')).toMatchObject({
      value: 'O=mTLS Lab, CN=Lab Intermediate CA',
      spec: 'RFC 5280 §4.1.2.6',
    });
    expect(find('version')?.children?.[0]?.value).toBe('v3 (2)');
    expect(find('notAfter')?.value).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    expect(find('subjectPublicKeyInfo')?.value).toBe('secp256r1');
    expect(find('basicConstraints')).toMatchObject({
      value: 'CA, path length 0',
      spec: 'RFC 5280 §4.2.1.9',
    });
    expect(find('keyUsage')?.value).toBe('keyCertSign, cRLSign');
    expect(find('signatureValue')?.end).toBe(lab.middleDer.length);
  });

  test('of noise says where it makes no sense', () => {
    const tree = describeCertificate(Uint8Array.of(0x30, 0x03, 0x02, 0x05, 0x01));
    expect(all(tree).find(({ name }) => name === 'undecodable')).toMatchObject({
      start: 2,
      end: 5,
      value: 'cannot be read: a length that runs past the end at byte 2',
    });
    expect(describeCertificate(new Uint8Array())).toMatchObject({
      name: 'Certificate',
      start: 0,
      end: 0,
    });
  });
});
