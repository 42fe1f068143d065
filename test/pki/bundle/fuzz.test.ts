import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { berToDer } from '../../../src/pki/bundle/ber.ts';
import { BUNDLE_LIMITS } from '../../../src/pki/bundle/contents.ts';
import { readInput } from '../../../src/pki/bundle/readInput.ts';
import { DerError } from '../../../src/pki/der/reader.ts';
import { derElement } from '../../../src/pki/der/writer.ts';
import { exportPrivateKeyPem } from '../../../src/pki/keys/ownKey.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { PATIENCE } from '../../support/patience.ts';
import { family } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const openssl = opensslFolder();
afterAll(() => openssl.remove());

const crypto = globalThis.crypto;
const samples: Uint8Array[] = [];

beforeAll(async () => {
  const chain = await family(crypto, 'ecdsa-p256');
  openssl.write('leaf.pem', encodePem('CERTIFICATE', chain.leafDer));
  openssl.write('key.pem', await exportPrivateKeyPem(crypto, chain.end.privateKey));
  const files = ['-inkey', 'key.pem', '-in', 'leaf.pem'];
  openssl.run('pkcs12', '-export', ...files, '-iter', '1', '-passout', 'pass:x', '-out', 'all.p12');
  const form = ['-outform', 'DER', '-out', 'all.p7b'];
  openssl.run('crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem', ...form);
  openssl.run(
    'pkcs8',
    '-topk8',
    '-in',
    'key.pem',
    '-iter',
    '1',
    '-passout',
    'pass:x',
    '-out',
    'locked.pem',
  );
  const pem = ['key.pem', 'leaf.pem', 'locked.pem'].map((name) => openssl.read(name));
  samples.push(chain.leafDer, openssl.read('all.p12'), openssl.read('all.p7b'), ...pem);
});

async function expectAnswer(input: Uint8Array | string) {
  const { problems, ...found } = await readInput(crypto, input, 'x');
  expect(Object.values(found).flat().length + problems.length).toBeGreaterThan(0);
  for (const { message, advice } of problems) {
    expect(message).toMatch(/^\S.*[.]$/s);
    expect(advice).toMatch(/^[A-Z].*[.]$/s);
  }
}

describe('any input ends in findings or problems', () => {
  it('noise, as bytes and as text', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), expectAnswer));
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300, unit: 'grapheme' }), expectAnswer),
    );
  });

  it('good files with one byte changed, or cut off', async () => {
    const change = fc.tuple(fc.nat(5), fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(change, async ([which, where, by, cut]) => {
        const sample = samples[which] ?? new Uint8Array();
        const at = where % sample.length;
        const bad = cut
          ? sample.slice(0, at)
          : sample.map((byte, i) => (i === at ? byte ^ by : byte));
        await expectAnswer(bad);
      }),
      { numRuns: 600 },
    );
  });

  it(
    'ten megabytes of noise, deep nesting and huge lengths, in bounded time',
    async () => {
      const filled = (size: number, unit: readonly number[]) =>
        Uint8Array.from({ length: size }, (_, i) => unit[i % unit.length] ?? 0);
      const { size } = BUNDLE_LIMITS;
      for (const unit of [
        [0x30, 0x80],
        [0x30, 0x00],
        [0x30, 0x82, 0xff, 0xff],
        [0x24, 0x80],
        [0xa5, 0x3c, 0x91],
      ]) {
        await expectAnswer(filled(10_000_000, unit));
        await expectAnswer(filled(size, unit));
      }
      await expectAnswer(filled(size, [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]));
      for (const unit of [
        'kind: Secret\n',
        '{"kind": "Secret", ',
        '-----BEGIN X-----\n',
        'AAAA',
        '\n',
        ', ',
      ]) {
        await expectAnswer(unit.repeat(10_000_000 / unit.length));
        await expectAnswer(unit.repeat(size / unit.length));
      }
    },
    PATIENCE,
  );

  it('a password is not worked on for longer than the limit', async () => {
    const files = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:x'];
    openssl.run(
      'pkcs12',
      '-export',
      ...files,
      '-iter',
      '4000001',
      '-macalg',
      'SHA1',
      '-nomac',
      '-certpbe',
      'NONE',
      '-out',
      'slow.p12',
    );
    const { problems, certificates } = await readInput(crypto, openssl.read('slow.p12'), 'x');
    expect(certificates.length).toBe(1);
    expect(problems).toMatchObject([{ code: 'unsupported' }]);
    expect(problems[0]?.message).toContain('4,000,000');
  });
});

describe('BER lengths (X.690 §8.1.3.6)', () => {
  it('DER stays byte for byte what it is', () => {
    const der = fc.letrec<{ value: Uint8Array }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.uint8Array({ maxLength: 200 }).map((bytes) => derElement(0x04, bytes)),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => derElement(0x30, ...items)),
      ),
    })).value;
    fc.assert(
      fc.property(der, (value) => {
        expect(berToDer(value)).toEqual(value);
      }),
    );
  });

  it('indefinite lengths become definite, and byte strings in pieces one', () => {
    const pieces = [0x24, 0x80, 4, 2, 1, 2, 0x24, 0x80, 4, 1, 3, 0, 0, 0, 0];
    const ber = Uint8Array.from([0x30, 0x80, ...pieces, 2, 1, 5, 0, 0]);
    expect(Array.from(berToDer(ber))).toEqual([0x30, 8, 4, 3, 1, 2, 3, 2, 1, 5]);
  });

  it('anything else is a DerError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        try {
          expect(berToDer(noise)).toBeInstanceOf(Uint8Array);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
    );
  });
});
