import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePem,
  encodePem,
  PEM_TEXT_LIMIT,
  PemError,
  scanPem,
} from '../../../src/pki/der/pem.ts';
import { PATIENCE } from '../../support/patience.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });
const label = fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'X509 CRL', 'PKCS7');

function errorOf(text: string): PemError {
  try {
    decodePem(text);
  } catch (error) {
    if (error instanceof PemError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('PEM (RFC 7468)', () => {
  it('reads back what it writes, whatever the bytes and the label', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(label, bytes), { minLength: 1, maxLength: 5 }), (blocks) => {
        const text = blocks.map(([name, der]) => encodePem(name, der)).join('');
        const read = decodePem(text).map((block) => [block.label, Array.from(block.der)]);
        expect(read).toEqual(blocks.map(([name, der]) => [name, Array.from(der)]));
      }),
    );
  });

  it('does not mind CRLF, indentation, text around blocks, or all on one line', () => {
    const der = Uint8Array.from({ length: 100 }, (_, i) => i);
    const pem = encodePem('CERTIFICATE', der);
    const forms = [
      pem.replaceAll('\n', '\r\n'),
      pem.replaceAll('\n', '\r'),
      pem.replaceAll('\n', ' '),
      pem.replace(/^/gm, '    '),
      `Bag Attributes\n    friendlyName: x\n${pem}and then some`,
    ];
    for (const form of forms) {
      expect(decodePem(form).map((block) => Array.from(block.der))).toEqual([Array.from(der)]);
    }
  });

  it('writes lines of 64 characters and names the line of each block', () => {
    const pem = encodePem('CERTIFICATE', new Uint8Array(100));
    expect(pem.split('\n').map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
    expect(decodePem(`\n\n${pem}\n${pem}`).map((block) => block.line)).toEqual([3, 9]);
  });

  const good = encodePem('CERTIFICATE', new Uint8Array(100));
  it.each([
    ['no block', 'hello', 'no_block', 1],
    ['a character outside of base64', good.replace(/^A{64}$/m, 'A*AA'), 'bad_base64', 2],
    ['a body that was cut off', good.replace('AAAAAA==', 'AAAAA'), 'bad_base64', 5],
    ['padding before the end', good.replace('AAAA', 'A==A'), 'bad_base64', 2],
    ['no END', good.replace(/-----END.*\n/, ''), 'missing_end', 1],
    ['no BEGIN', good.replace(/-----BEGIN.*\n/, '\n'), 'missing_begin', 5],
    ['another END', good.replace('END CERTIFICATE', 'END PRIVATE KEY'), 'label_mismatch', 5],
    ['four dashes', good.replace('-----BEGIN', '----BEGIN'), 'bad_marker', 1],
    ['six dashes', good.replace('-----BEGIN', '------BEGIN'), 'bad_marker', 1],
    ['nothing inside', '-----BEGIN X-----\n-----END X-----', 'empty', 1],
  ])('says where it stops making sense: %s', (_, text, code, line) => {
    const error = errorOf(text);
    expect([error.code, error.line]).toEqual([code, line]);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  it('names an encrypted OpenSSL key for what it is', () => {
    const text = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,Y\n\nAAAA\n';
    expect(errorOf(`${text}-----END RSA PRIVATE KEY-----`).code).toBe('encrypted');
  });

  it('lets one broken block hide no other', () => {
    const scan = scanPem(
      `${good}-----BEGIN X-----\n!!\n-----END X-----\n-----BEGIN Y-----\n${good}`,
    );
    expect(scan.blocks.map((block) => block.line)).toEqual([1, 10]);
    expect(scan.errors.map((error) => error.code)).toEqual(['bad_base64', 'missing_end']);
  });

  it('answers any text with blocks or with PemErrors', () => {
    const piece = fc.constantFrom(
      '-----BEGIN ',
      '-----END ',
      'A',
      '-----',
      '-',
      '\n',
      'AAAA',
      '=',
      ':',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { blocks, errors } = scanPem(pieces.join(''));
        for (const block of blocks) expect(block.der.length).toBeGreaterThan(0);
        for (const error of errors) expect(error).toBeInstanceOf(PemError);
      }),
    );
  });

  it(
    'ends on hostile text and refuses more than its limit',
    () => {
      for (const unit of ['-', '-----BEGIN ', '-----BEGIN A-----', 'BEGIN ', 'A:\n', ' \n']) {
        scanPem(unit.repeat(Math.floor(PEM_TEXT_LIMIT / unit.length)));
      }
      expect(errorOf('A'.repeat(PEM_TEXT_LIMIT + 1)).code).toBe('too_large');
    },
    PATIENCE,
  );
});
