import { beforeAll, describe, expect, test } from 'vitest';
import { encodePem } from '../../src/pki/der/pem.ts';
import { LineError, verifyLine } from '../../src/node/verifyLine.ts';
import { family, NOW } from '../pki/authorities.ts';

const { crypto } = globalThis;
let line: Record<string, unknown>;
beforeAll(async () => {
  const lab = await family(crypto, 'ecdsa-p256', {
    san: { uri: ['spiffe://lab.example/payments'] },
  });
  const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der);
  line = {
    id: 'one',
    leaf: pem(lab.leafDer),
    intermediates: [pem(lab.middleDer)],
    roots: [pem(lab.rootDer)],
    time: new Date(NOW).toISOString(),
    purpose: 'server',
    name: { uri: 'spiffe://lab.example/payments' },
  };
});

test('a case is answered with its id, result, reason and checks', async () => {
  const accepted = await verifyLine(crypto, line);
  expect(accepted).toMatchObject({ id: 'one', result: 'accept', reason: null });
  expect(accepted.checks.length).toBeGreaterThan(8);
  const other = { ...line, name: { uri: 'spiffe://lab.example/orders' } };
  expect(await verifyLine(crypto, other)).toMatchObject({
    result: 'reject',
    reason: 'name_mismatch',
  });
  const hard = { ...line, revocation: { depth: 'leaf', unknown: 'deny' } };
  expect(await verifyLine(crypto, hard)).toMatchObject({ reason: 'revocation_unknown' });
});

test('a certificate that is PEM but no certificate is rejected', async () => {
  const leaf = encodePem('CERTIFICATE', Uint8Array.of(1, 2, 3));
  expect(await verifyLine(crypto, { ...line, leaf })).toMatchObject({ reason: 'malformed' });
});

describe('a line that is no case names the member that is wrong', () => {
  test.each<[unknown, string]>([
    [null, ''],
    ['text', ''],
    [[], ''],
    [{}, 'leaf'],
    [{ leaf: 'no PEM' }, 'leaf'],
    [{ roots: 'one' }, 'roots'],
    [{ roots: [5] }, 'roots'],
    [{ time: 'yesterday' }, 'time'],
    [{ time: 5 }, 'time'],
    [{ purpose: 'mail' }, 'purpose'],
    [{ name: 'payments' }, 'name'],
    [{ name: {} }, 'name'],
    [{ name: { dns: 5 } }, 'name'],
    [{ name: { ip: 'payments' } }, 'name'],
    [{ options: { minRsaBits: '1024' } }, 'options'],
    [{ options: { allowSha1: 1 } }, 'options.allowSha1'],
    [{ policy: { initialPolicySet: '1.2.3' } }, 'policy'],
    [{ policy: { explicit: 'yes' } }, 'policy.explicit'],
    [{ revocation: { depth: 'all' } }, 'revocation.depth'],
    [{ revocation: { unknown: 'maybe' } }, 'revocation.unknown'],
  ])('%j', async (changes, member) => {
    const isCase =
      typeof changes === 'object' && changes !== null && Object.keys(changes).length > 0;
    const given = isCase ? { ...line, ...changes } : changes;
    await expect(verifyLine(crypto, given)).rejects.toThrow(LineError);
    await expect(verifyLine(crypto, given)).rejects.toMatchObject({ member });
  });
});
