import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW, times } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const { crypto } = globalThis;
const folder = opensslFolder();
afterAll(() => folder.remove());

let keys: readonly CryptoKeyPair[];
beforeAll(async () => {
  keys = await Promise.all(Array.from({ length: 3 }, () => generateKeyPair(crypto, 'ecdsa-p256')));
});

const key = (index: number): CryptoKeyPair => {
  const pair = keys[index];
  if (!pair) throw new Error('There are three keys.');
  return pair;
};

const subject = { commonName: 'Lab Root CA' };
type Change = Partial<CertificateRequest>;

/** A CA as it is told to be, self-signed or issued by another, and a server that it issued. */
async function chainBelow(change: Change, issuer: 'itself' | 'another') {
  const other = { name: { commonName: 'Above' }, keyIdentifier: null };
  const authority = await issueCertificate(crypto, {
    profile: 'root',
    subject,
    publicKey: key(0).publicKey,
    issuer:
      issuer === 'itself'
        ? { self: key(0).privateKey }
        : { ...other, privateKey: key(1).privateKey },
    ...times,
    ...change,
  });
  const leaf = await issueCertificate(crypto, {
    profile: 'server',
    subject: { commonName: 'payments' },
    publicKey: key(2).publicKey,
    issuer: { name: subject, keyIdentifier: null, privateKey: key(0).privateKey },
    san: { dns: ['payments.lab.example'] },
    ...times,
  });
  const above = await issueCertificate(crypto, {
    profile: 'root',
    subject: other.name,
    publicKey: key(1).publicKey,
    issuer: { self: key(1).privateKey },
    ...times,
  });
  return { authority, leaf, above };
}

/** What we say: null when it is accepted. */
async function ours(chain: readonly Uint8Array[], anchor: Uint8Array) {
  const rules = { time: NOW, purpose: 'server', name: null } as const;
  return (await validatePath(crypto, { chain, anchors: [anchor], ...rules })).reason;
}

function opensslAccepts([leaf, ...others]: readonly Uint8Array[], anchor: Uint8Array): boolean {
  const file = (name: string, ders: readonly Uint8Array[]) =>
    folder.write(name, ders.map((der) => encodePem('CERTIFICATE', der)).join(''));
  const { ok } = folder.try(
    ...['verify', '-partial_chain', '-no-CApath', '-no-CAstore', '-purpose', 'sslserver'],
    ...['-auth_level', '2', '-attime', `${NOW / 1000}`, '-CAfile', file('ca.pem', [anchor])],
    ...(others.length > 0 ? ['-untrusted', file('others.pem', others)] : []),
    file('leaf.pem', leaf ? [leaf] : []),
  );
  return ok;
}

const silent: Change = { omit: ['basicConstraints'] };
const CASES: readonly (readonly [string, Change, string | null])[] = [
  ['that says CA', {}, null],
  ['that says nothing but keyCertSign', silent, null],
  ['that says nothing but cRLSign', { ...silent, keyUsage: ['cRLSign'] }, 'not_ca'],
  ['that says nothing at all', { ...silent, keyUsage: [] }, 'not_ca'],
  ['that says CA and no use', { keyUsage: [] }, null],
  ['that says CA and cRLSign only', { keyUsage: ['cRLSign'] }, 'key_usage'],
  ['that says no CA, and keyCertSign', { ca: false, pathLength: null }, 'not_ca'],
];

describe('an anchor is a name and a key (RFC 5280 §6.1.1 (d)), taken as OpenSSL takes it', () => {
  describe.each(['itself', 'another'] as const)('one that was issued by %s', (issuer) => {
    test.each(CASES)('%s', async (_what, change, reason) => {
      const { authority, leaf } = await chainBelow(change, issuer);
      expect(await ours([leaf], authority)).toBe(reason);
      expect(opensslAccepts([leaf], authority)).toBe(reason === null);
    });
  });

  test.each(CASES)('which a CA below it is not: one %s', async (_what, change, reason) => {
    const { authority, leaf, above } = await chainBelow(change, 'another');
    const isSilent = change.omit !== undefined;
    const expected = isSilent ? 'not_ca' : reason;
    expect(await ours([leaf, authority], above)).toBe(expected);
    expect(opensslAccepts([leaf, authority], above)).toBe(expected === null);
  });
});
