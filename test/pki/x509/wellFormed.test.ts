import { toHex } from '../../../src/bytes/hex.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import {
  derBitString,
  derElement,
  derExplicit,
  derIa5String,
  derImplicit,
  derInteger,
  derOid,
  derSequence,
  derUtf8String,
} from '../../../src/pki/der/writer.ts';
import { isPointOf } from '../../../src/pki/x509/ecPoint.ts';
import type { CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { issueCrl } from '../../../src/pki/issue/crl.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import { exportPublicKeyDer, generateKeyPair, type KeyKind } from '../../../src/pki/keys/keys.ts';
import { parsePublicKeyInfo } from '../../../src/pki/x509/publicKeyInfo.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { DAY, family, NOW } from '../authorities.ts';
import { hexOfText, resigned } from '../resigned.ts';

const { crypto } = globalThis;
type Family = Awaited<ReturnType<typeof family>>;

/** What is wrong with the leaf; null: it is accepted. */
async function judge(own: Family, leaf: Uint8Array = own.leafDer) {
  const { accepted, reason, cause } = await validatePath(crypto, {
    chain: [leaf, own.middleDer],
    anchors: [own.rootDer],
    time: NOW,
    purpose: 'server',
    name: { kind: 'dns', value: 'payments.lab.example' },
  });
  return accepted ? null : `${reason}: ${cause?.found}`;
}

const withLeaf = async (changes: Partial<CertificateRequest>) =>
  judge(await family(crypto, 'ecdsa-p256', changes));

const dns = derImplicit(2, new TextEncoder().encode('payments.lab.example'));
const raw = (oid: string, ...names: readonly Uint8Array[]) => ({
  oid,
  critical: oid === OID.issuerAltName,
  value: derSequence(...names),
});
const otherName = derOid('1.3.6.1.4.1.311.20.2.3');
const some = derOid('2.5.4.3');

describe('alternative names (RFC 5280 §4.2.1.6): one that is broken makes all of them so', () => {
  test.each<[string, Uint8Array, string | null]>([
    ['an otherName', derElement(0xa0, otherName, derExplicit(0, derUtf8String('x'))), null],
    ['an otherName without a type', derElement(0xa0, derExplicit(0, derUtf8String('x'))), 'tag'],
    ['an otherName without a value', derElement(0xa0, otherName), 'end too early'],
    [
      'an otherName with two values',
      derElement(0xa0, otherName, derExplicit(0, derUtf8String('x'), derUtf8String('y'))),
      'something follows',
    ],
    [
      'an otherName with something behind',
      derElement(0xa0, otherName, derExplicit(0, derUtf8String('x')), derInteger(1)),
      'something follows',
    ],
    ['an x400Address', derElement(0xa3, derSequence()), null],
    [
      'an x400Address with all its parts',
      derElement(0xa3, derSequence(), derSequence(), derElement(0x31)),
      null,
    ],
    ['an x400Address that is text', derElement(0xa3, derUtf8String('x')), 'tag'],
    ['an x400Address of nothing', derElement(0xa3), 'end too early'],
    ['an ediPartyName', derElement(0xa5, derExplicit(1, derUtf8String('x'))), null],
    [
      'an ediPartyName with its assigner',
      derElement(0xa5, derExplicit(0, derUtf8String('y')), derExplicit(1, derUtf8String('x'))),
      null,
    ],
    [
      'an ediPartyName of an assigner only',
      derElement(0xa5, derExplicit(0, derUtf8String('y'))),
      'end too early',
    ],
    [
      'an ediPartyName that is a number',
      derElement(0xa5, derExplicit(1, derInteger(1))),
      'no text',
    ],
    [
      'an assigner that is a number',
      derElement(0xa5, derExplicit(0, derInteger(1)), derExplicit(1, derUtf8String('x'))),
      'no text',
    ],
    ['an address of 4 octets', derImplicit(7, new Uint8Array(4)), null],
    ['an address of 16 octets', derImplicit(7, new Uint8Array(16)), null],
    ['an address of 5 octets', derImplicit(7, new Uint8Array(5)), 'neither 4 nor 16 octets'],
    ['an address of 8 octets, a range', derImplicit(7, new Uint8Array(8)), 'neither 4 nor 16'],
    [
      'a directory name',
      derExplicit(4, derSequence(derElement(0x31, derSequence(some, derUtf8String('x'))))),
      null,
    ],
    [
      'a directory name that is a number',
      derExplicit(4, derSequence(derElement(0x31, derSequence(some, derInteger(5))))),
      'CN is of a type that is no text',
    ],
  ])('%s beside a good one', async (_what, name, problem) => {
    const found = await withLeaf({ san: {}, extensions: [raw(OID.subjectAltName, dns, name)] });
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(new RegExp(`^malformed: subjectAltName.*${problem}`));
  });
});

describe('a critical issuerAltName (RFC 5280 §4.2.1.7) is read, not only known', () => {
  test.each<[string, Uint8Array[], string | null]>([
    ['of names', [derImplicit(2, new TextEncoder().encode('ca.example'))], null],
    ['of nothing', [], 'malformed: issuerAltName: not a form'],
    ['of what is no name', [derIa5String('x')], 'malformed: issuerAltName: not a form'],
  ])('%s', async (_what, names, expected) => {
    const found = await withLeaf({ extensions: [raw(OID.issuerAltName, ...names)] });
    if (expected === null) expect(found).toBeNull();
    else expect(found).toContain(expected);
  });
});

describe('values of a subject (RFC 5280 §4.1.2.4)', () => {
  let lab: Family;
  beforeAll(async () => {
    lab = await family(crypto, 'ecdsa-p256');
  });
  const cn = `06035504030c08`;
  const name = hexOfText('payments');

  test.each([
    ['text', cn + name, cn + name, null],
    ['a number', `${cn}${name}`, `06035504030208${name}`, 'malformed: subject: CN is of a type'],
    ['a list', `${cn}${name}`, '060355040330080406000000000000', 'CN is of a type'],
    [
      'octets that are no UTF-8',
      cn + name,
      `${cn}ff${name.slice(2)}`,
      'CN is a string whose octets',
    ],
    // Nobody here knows that attribute, so it may be of any type.
    ['a number of an attribute unknown', cn + name, `060355047e0208${name}`, null],
    ['no text, of an unknown one', cn + name, `060355047e0c08ff${name.slice(2)}`, 'no text'],
  ])('%s', async (_what, from, to, expected) => {
    const leaf = await resigned(lab.leafDer, from, to, lab.middle.privateKey);
    const found = await judge(lab, leaf);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toContain(expected);
  });

  test('and of an issuer too', async () => {
    const changed = `06035504030c13` + hexOfText('Lab Intermediate CA');
    const to = changed.replace('0c13', '0213');
    const leaf = await resigned(lab.leafDer, changed, to, lab.middle.privateKey);
    expect(await judge(lab, leaf)).toContain('malformed: issuer: CN is of a type');
  });
});

describe('a serial number that is zero or negative (RFC 5280 §4.1.2.2)', () => {
  let lab: Family;
  beforeAll(async () => {
    lab = await family(crypto, 'ecdsa-p256', { serialNumber: Uint8Array.of(7) });
  });

  test.each(['00', 'f9'])('%s is taken, and found on a CRL', async (serial) => {
    const { privateKey } = lab.middle;
    const leaf = await resigned(
      lab.leafDer,
      'a003020102020107',
      `a0030201020201${serial}`,
      privateKey,
    );
    expect(await judge(lab, leaf)).toBeNull();
    const revoked = [{ serialNumber: serial, revokedAt: NOW - DAY }];
    const issuer = { certificate: lab.middleDer, privateKey };
    const crl = await issueCrl(crypto, {
      issuer,
      thisUpdate: NOW - DAY,
      nextUpdate: NOW + DAY,
      revoked,
    });
    const { reason } = await validatePath(crypto, {
      chain: [leaf, lab.middleDer],
      anchors: [lab.rootDer],
      time: NOW,
      purpose: 'server',
      name: null,
      crls: [crl],
      revocation: { depth: 'leaf', unknown: 'allow' },
    });
    expect(reason).toBe('revoked');
  });
});

describe('a key that is no point of its curve (RFC 5480 §2.2)', () => {
  const CURVES = [
    ['ecdsa-p256', 'secp256r1', 32],
    ['ecdsa-p384', 'secp384r1', 48],
    ['ecdsa-p521', 'secp521r1', 66],
  ] as const satisfies readonly (readonly [KeyKind, string, number])[];

  test.each(CURVES)('%s', async (kind, curve, size) => {
    for (let i = 0; i < 4; i++) {
      const { publicKey } = await generateKeyPair(crypto, kind);
      const { keyBits } = parsePublicKeyInfo(await exportPublicKeyDer(crypto, publicKey));
      const odd = (keyBits[2 * size] ?? 0) & 1;
      const x = keyBits.subarray(1, 1 + size);
      expect(isPointOf(curve, keyBits)).toBe(true);
      expect(isPointOf(curve, Uint8Array.of(2 + odd, ...x))).toBe(true);
      expect(isPointOf(curve, Uint8Array.of(6 + odd, ...keyBits.subarray(1)))).toBe(false);
      expect(isPointOf(curve, keyBits.subarray(0, -1))).toBe(false);
      expect(isPointOf(curve, Uint8Array.of(...keyBits, 0))).toBe(false);
      expect(isPointOf(curve, Uint8Array.of(2, ...x, 0))).toBe(false);
      for (const at of [1, size, 1 + size, 2 * size]) {
        const changed = keyBits.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(isPointOf(curve, changed)).toBe(false);
      }
    }
    expect(isPointOf(curve, Uint8Array.of(0))).toBe(false);
    expect(isPointOf(curve, Uint8Array.of(4, ...new Uint8Array(2 * size).fill(0xff)))).toBe(false);
    expect(isPointOf(curve, new Uint8Array())).toBe(false);
  });

  test('half of all numbers are no x of a point', () => {
    const isX = (x: number) => isPointOf('secp256r1', Uint8Array.of(2, ...new Uint8Array(31), x));
    const found = Array.from({ length: 8 }, (_, x) => isX(x));
    // Measured: openssl ec -pubin -conv_form compressed, for x = 0 to 7.
    expect(found).toEqual([true, false, false, false, false, true, true, false]);
  });

  test('coordinates count below p only', () => {
    // x = p + 5 would be the point of x = 5, written a second way.
    const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const octets = Buffer.from((p + 5n).toString(16), 'hex');
    expect(isPointOf('secp256r1', Uint8Array.of(2, ...octets))).toBe(false);
  });

  test('of a curve that is not known here nothing is said', () => {
    expect(isPointOf('secp256k1', Uint8Array.of(4))).toBeNull();
  });

  test('makes no good certificate', async () => {
    const lab = await family(crypto, 'ecdsa-p256');
    const { keyBits } = parseCertificate(lab.leafDer).spki;
    const from = toHex(keyBits);
    const to = `${from.slice(0, -1)}${from.endsWith('0') ? '1' : '0'}`;
    const leaf = await resigned(lab.leafDer, from, to, lab.middle.privateKey);
    expect(await judge(lab, leaf)).toBe(
      'malformed: subjectPublicKeyInfo: a key that is no point of secp256r1',
    );
  });

  test('nor does an Ed25519 key of other than 32 octets (RFC 8410 §4)', async () => {
    const lab = await family(crypto, 'ed25519');
    const { keyBits } = parseCertificate(lab.leafDer).spki;
    const from = `300506032b6570032100${toHex(keyBits)}`;
    // The key is two octets shorter, and parameters that are NULL take their place.
    const to = `300706032b65700500031f00${toHex(keyBits.subarray(2))}`;
    const leaf = await resigned(lab.leafDer, from, to, lab.middle.privateKey);
    expect(await judge(lab, leaf)).toContain('an Ed25519 key that has not 32 octets');
  });
});

describe('a signature that cannot be right is told as one, not as a broken form', () => {
  let lab: Family;
  beforeAll(async () => {
    lab = await family(crypto, 'ecdsa-p256');
  });

  test('when it ends within an octet', async () => {
    const { tbs, signatureAlgorithm, signature } = parseCertificate(lab.leafDer);
    const even = signature.slice();
    even[even.length - 1] = (even[even.length - 1] ?? 0) & 0xfe;
    const leaf = derSequence(tbs, signatureAlgorithm.der, derBitString(even, 1));
    expect(await judge(lab, leaf)).toMatch(/^bad_signature: .* does not fit/);
  });

  test('when another algorithm was signed than stands beside it (RFC 5280 §4.1.1.2)', async () => {
    const { tbs, signature } = parseCertificate(lab.leafDer);
    const other = Uint8Array.from(Buffer.from('300a06082a8648ce3d040303', 'hex'));
    const leaf = derSequence(tbs, other, derBitString(signature));
    expect(await judge(lab, leaf)).toBe(
      'bad_signature: ECDSA with SHA-384, not the algorithm that was signed',
    );
    const trusted = await validatePath(crypto, {
      chain: [leaf],
      anchors: [leaf],
      time: NOW,
      purpose: 'server',
      name: null,
    });
    expect(trusted.reason).toBe('malformed');
  });
});
