import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ShapeError } from '../../src/lab/shape.ts';
import { tlsError } from '../../src/lab/tlsErrorShape.ts';
import { everyRefusal } from '../tls/refusalFacts.ts';

const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('every reason to refuse is read back as it was written', () => {
  for (const refusals of everyRefusal()) {
    fc.assert(
      fc.property(refusals, (error) => {
        expect(tlsError.read(written(tlsError.write(error)), 'error')).toStrictEqual(error);
      }),
      { numRuns: 20 },
    );
  }
});

it.each([
  [{ alert: 'record_overflow', code: 'no_such', length: 1 }, 'error.code should be one of'],
  [{ alert: 'record_overflow', code: 'record_content_too_long' }, 'error.length should be'],
  [{ alert: 'unknown_ca', code: 'record_content_too_long', length: 1 }, 'error.alert should be'],
  [
    { alert: 'decrypt_error', code: 'finished_not_verified', peer: 'attacker' },
    'error.peer should be one of client, server',
  ],
])('and what nobody would write is not: %j', (value, message) => {
  expect(() => tlsError.read(value, 'error')).toThrow(ShapeError);
  expect(() => tlsError.read(value, 'error')).toThrow(message);
});
