import { beforeAll, describe, expect, test } from 'vitest';
import { DerError } from '../../../src/pki/der/reader.ts';
import {
  derBoolean,
  derElement,
  derEnumerated,
  derExplicit,
  derImplicit,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '../../../src/pki/der/writer.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import { issueOcspResponse } from '../../../src/pki/issue/ocsp.ts';
import { issueCrl } from '../../../src/pki/issue/crl.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import { parseCrl } from '../../../src/pki/revocation/crl.ts';
import { parseOcspResponse } from '../../../src/pki/revocation/ocsp.ts';
import { DAY, family, NOW, times } from '../authorities.ts';
import { operations, transplanted } from '../derSurgery.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
});

const fresh = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY };

function accepted(der: Uint8Array, parse: (der: Uint8Array) => unknown): string[] {
  return operations(der).flatMap(({ place, what, der: changed }) => {
    try {
      parse(changed);
      return [`${place}: ${what}`];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}

/** The changes that a reader passes, but for those that `open` says it must: places, and why. */
function expectOnly(
  der: Uint8Array,
  parse: (der: Uint8Array) => unknown,
  open: Readonly<Record<string, readonly string[]>>,
): void {
  const allowed = Object.values(open).flat();
  expect(accepted(der, parse).toSorted()).toEqual(allowed.toSorted());
}

const less = (...places: string[]) => places.map((place) => `${place}: one element less`);

function refusal(parse: () => unknown): { code: string; message: string } {
  try {
    parse();
  } catch (error) {
    if (error instanceof DerError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

describe('a CRL (RFC 5280 §5.1)', () => {
  const place = derElement(0xa0, derElement(0xa0, derImplicit(6, Buffer.from('http://a'))));
  const make = () =>
    issueCrl(crypto, {
      issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
      ...fresh,
      revoked: [
        { serialNumber: '0a', revokedAt: NOW - DAY, reason: 'keyCompromise' },
        { serialNumber: '0b', revokedAt: NOW - DAY },
      ],
      extensions: [
        { oid: OID.issuingDistributionPoint, critical: true, value: derSequence(place) },
        { oid: OID.deltaCRLIndicator, critical: true, value: derInteger(7) },
      ],
    });

  test('may lack what is optional, and nothing may be added or of another type', async () => {
    expectOnly(await make(), parseCrl, {
      'a name has one part less': less('0.2.0', '0.2.1'),
      'one of two times: nextUpdate may be missing': less('0.3', '0.4'),
      'nothing or less is revoked': less('0.5', '0.5.0', '0.5.1'),
      'no reason is told': less('0.5.0.2'),
      'no extensions, or one less': less('0.6', '0.6.0.0', '0.6.0.1', '0.6.0.2', '0.6.0.3'),
      'an extension is not critical': less('0.6.0.2.1', '0.6.0.3.1'),
      'authorityKeyIdentifier is not read: it only helps to find a key': [
        ...less('0.6.0.0.1.0', '0.6.0.0.1.0.0'),
        ...['0.6.0.0.1: one element more', '0.6.0.0.1.0: one element more'],
        ...['0.6.0.0.1.0: another type', '0.6.0.0.1.0.0: another type'],
      ],
    });
  });

  test.each([
    { what: 'of version 3', at: '0.0', put: derInteger(2), says: 'not version 2' },
    {
      what: 'of version 1 with extensions',
      at: '0.0',
      put: derInteger(0),
      says: 'extensions in version 1',
    },
    {
      what: 'whose two algorithms differ',
      at: '0.1',
      put: derSequence(derOid('1.2.840.10045.4.3.3')),
      says: 'not the algorithm that was signed',
    },
    { what: 'whose number is critical', at: '0.6.0.1.1', put: derBoolean(true), says: 'critical' },
  ])('$what is refused', async ({ at, put, says }) => {
    const isNumber = at === '0.6.0.1.1';
    const value = derOctetString(derInteger(1));
    const changed = transplanted(await make(), at, put, ...(isNumber ? [value] : []));
    const { code, message } = refusal(() => parseCrl(changed));
    expect(code).toBe('bad_value');
    expect(message).toContain(says);
  });

  test('of version 1 names no version and has no extensions', async () => {
    const { revoked, scope } = parseCrl(transplanted(transplanted(await make(), '0.6'), '0.0'));
    expect([[...revoked.keys()], scope]).toEqual([['0a', '0b'], null]);
  });

  test('with an extension twice, or a critical one that nobody knows, is refused', async () => {
    const der = await make();
    const extension = (oid: string, critical: boolean) =>
      derSequence(
        derOid(oid),
        ...(critical ? [derBoolean(true)] : []),
        derOctetString(derInteger(1)),
      );
    const twice = transplanted(der, '0.6.0.0', extension(OID.cRLNumber, false));
    expect(refusal(() => parseCrl(twice))).toMatchObject({ code: 'bad_value' });
    expect(refusal(() => parseCrl(twice)).message).toContain('twice');
    const strange = (critical: boolean) =>
      transplanted(der, '0.6.0.0', extension('1.2.3.4', critical));
    expect(refusal(() => parseCrl(strange(true)))).toMatchObject({ code: 'bad_value' });
    expect(refusal(() => parseCrl(strange(true))).message).toContain('critical and not understood');
    expect(refusal(() => parseCrl(strange(false))).code).toBe('none');
  });

  test('tells each entry by its serial number, with the time and the reason', async () => {
    const { revoked, isDelta, scope, thisUpdate, nextUpdate } = parseCrl(await make());
    expect([...revoked]).toEqual([
      ['0a', { revocationDate: NOW - DAY, reason: 'keyCompromise' }],
      ['0b', { revocationDate: NOW - DAY, reason: null }],
    ]);
    expect({ isDelta, thisUpdate, nextUpdate }).toEqual({ isDelta: true, ...fresh });
    expect(scope?.names).toEqual([{ kind: 'uri', value: 'http://a' }]);
  });
});

describe('an OCSP response (RFC 6960 §4.2.1)', () => {
  const make = async () => {
    const keys = await generateKeyPair(crypto, 'ecdsa-p256');
    const certificate = await issueCertificate(crypto, {
      profile: 'server',
      subject: { commonName: 'Responder' },
      publicKey: keys.publicKey,
      issuer: { certificate: lab.middleDer, privateKey: lab.middle.privateKey },
      extendedKeyUsage: ['ocspSigning'],
      ...times,
    });
    const der = await issueOcspResponse(crypto, {
      certificate: lab.leafDer,
      issuerCertificate: lab.middleDer,
      responder: { certificate, privateKey: keys.privateKey },
      status: { kind: 'revoked', at: NOW - DAY, reason: 'superseded' },
      producedAt: NOW,
      ...fresh,
      nonce: new Uint8Array(16).fill(7),
    });
    return { der, certificate };
  };
  const DATA = '1.0.1.0.0';
  const SINGLE = `${DATA}.2.0`;
  const CERTIFICATE = '1.0.1.0.3.0.0';

  test('may lack what is optional, and nothing may be added or of another type', async () => {
    const { der } = await make();
    const readAsAWhole = accepted(der, parseOcspResponse).filter((one) =>
      one.startsWith(CERTIFICATE),
    );
    expectOnly(der, parseOcspResponse, {
      'a name has one part less': less(`${DATA}.0.0.0`),
      'it is about nobody': less(SINGLE),
      'an algorithm may have parameters': [
        ...less(`${SINGLE}.0.0.1`),
        '1.0.1.0.1: one element more',
      ],
      'no reason, no end': less(`${SINGLE}.1.1`, `${SINGLE}.3`),
      'no nonce, no certificates': less(`${DATA}.3`, '1.0.1.0.3'),
      'a certificate is read by whoever needs it': readAsAWhole,
    });
  });

  test.each([
    { what: 'of another type', at: '1.0.0', put: derOid('1.2.3'), says: 'not a basic response' },
    {
      what: 'about a status that is none',
      at: `${SINGLE}.1`,
      put: derNull(),
      says: 'not a status',
    },
    { what: 'of nobody', at: `${DATA}.0`, put: derNull(), says: 'neither name nor key' },
    { what: 'that is an error', at: '0', put: derEnumerated(3), says: 'tryLater' },
    { what: 'that is an unknown error', at: '0', put: derEnumerated(9), says: 'answered 9' },
  ])('$what is refused', async ({ at, put, says }) => {
    const changed = transplanted((await make()).der, at, put);
    const { code, message } = refusal(() => parseOcspResponse(changed));
    expect(['bad_value', 'unexpected_tag']).toContain(code);
    expect(message).toContain(says);
  });

  test('with a version, a critical extension of it or of its answer, is refused', async () => {
    const { der } = await make();
    const strange = derExplicit(
      1,
      derSequence(derSequence(derOid('1.2.3.4'), derBoolean(true), derOctetString(derNull()))),
    );
    const data = parseOcspResponse(der);
    expect(data.responses).toHaveLength(1);
    const versioned = transplanted(
      der,
      `${DATA}.0`,
      derExplicit(0, derInteger(1)),
      derExplicit(2, derOctetString(new Uint8Array(20))),
    );
    expect(refusal(() => parseOcspResponse(versioned)).message).toContain('a version other than 1');
    const critical = transplanted(der, `${DATA}.3`, strange);
    expect(refusal(() => parseOcspResponse(critical)).message).toContain(
      'critical and not understood',
    );
    const inside = transplanted(der, `${SINGLE}.3`, strange);
    expect(refusal(() => parseOcspResponse(inside)).message).toContain(
      'critical and not understood',
    );
  });

  test('says who answers, by name or by key, and what it brought', async () => {
    const { der, certificate } = await make();
    expect(parseOcspResponse(der).responder).toMatchObject({ name: { text: 'CN=Responder' } });
    expect(parseOcspResponse(der).certificates).toEqual([certificate]);
    const byKey = transplanted(
      der,
      `${DATA}.0`,
      derExplicit(2, derOctetString(Uint8Array.of(0xab, 1))),
    );
    expect(parseOcspResponse(byKey).responder).toEqual({ keyHash: 'ab01' });
  });

  test('tells each status as it is', async () => {
    const { der } = await make();
    const [single] = parseOcspResponse(der).responses;
    expect(single).toMatchObject({
      status: { kind: 'revoked', since: NOW - DAY, reason: 'superseded' },
      ...fresh,
    });
    const statusOf = (tag: number) =>
      parseOcspResponse(transplanted(der, `${SINGLE}.1`, derElement(tag))).responses[0]?.status;
    expect([statusOf(0x80), statusOf(0x82)]).toEqual([{ kind: 'good' }, { kind: 'unknown' }]);
  });
});
