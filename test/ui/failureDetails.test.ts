import { expect, it } from 'vitest';
import { failureDetails } from '../../src/ui/part/failureDetails.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import { exportPrivateKeyPem } from '../../src/pki/keys/ownKey.ts';

const LINK = 'https://lab.example/#/simulator?v=1&mode=mtls&version=1.3';

it('tells what, where, which version, and the link', () => {
  const [message, place, ...rest] = failureDetails(new Error('no size'), LINK).split('\n');
  expect(message).toBe('no size');
  expect(place).toMatch(/^ {4}at .*failureDetails\.test\.ts/);
  expect(rest.at(-2)).toMatch(/^mTLS Lab \d+\.\d+\.\d+, commit /);
  expect(rest.at(-1)).toBe(LINK);
});

it('has no key in it, though the message quotes one', async () => {
  const { privateKey } = await generateKeyPair(globalThis.crypto, 'ecdsa-p256');
  const pem = await exportPrivateKeyPem(globalThis.crypto, privateKey);
  const jwk = await globalThis.crypto.subtle.exportKey('jwk', privateKey);
  for (const quoted of [pem, JSON.stringify(jwk), pem.replaceAll('\n', '\\n')]) {
    const told = failureDetails(new SyntaxError(`Unexpected token in "${quoted}"`), LINK);
    expect(told).toContain('Unexpected token');
    for (const line of pem.split('\n').slice(1, -2)) expect(told).not.toContain(line);
    expect(told).not.toContain(jwk.d);
  }
});

it('tells what is thrown and is no error', () => {
  expect(failureDetails('it broke', LINK)).toMatch(/^it broke\nmTLS Lab /);
});
