import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { issueCertificate } from '../../src/pki/issue/certificate.ts';
import { issueCrl, type CrlRequest } from '../../src/pki/issue/crl.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import type { AlertName } from '../../src/tls/alerts.ts';
import { DAY, family, NOW, times } from '../pki/authorities.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack } from './ours.ts';
import { meet, type ClientSetup, type ServerSetup } from './stack.ts';

const { crypto } = globalThis;
let lab: Awaited<ReturnType<typeof family>>;
let client: CryptoKeyPair;
let clientDer: Uint8Array;

const authority = () => ({ certificate: lab.middleDer, privateKey: lab.middle.privateKey });

beforeAll(async () => {
  lab = await family(crypto, 'ecdsa-p256');
  client = await generateKeyPair(crypto, 'ecdsa-p256');
  clientDer = await issueCertificate(crypto, {
    profile: 'client',
    subject: { commonName: 'orders' },
    publicKey: client.publicKey,
    issuer: authority(),
    ...times,
  });
});

const fresh = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY };
const stale = { thisUpdate: NOW - 3 * DAY, nextUpdate: NOW - DAY };
const future = { thisUpdate: NOW + DAY, nextUpdate: NOW + 3 * DAY };

const crl = (changes: Partial<CrlRequest>) =>
  issueCrl(crypto, { issuer: authority(), ...fresh, revoked: [], ...changes });
const byAnother = () => ({ issuer: { ...authority(), privateKey: lab.root.privateKey } });
const revoked = () => ({
  revoked: [{ serialNumber: parseCertificate(clientDer).serialNumber, revokedAt: NOW - DAY }],
});

/** A server that insists on a CRL, and what it has; measured with openssl s_server -crl_check. */
const CASES: readonly (readonly [string, () => Promise<Uint8Array>[], AlertName | null])[] = [
  ['one of today', () => [crl({})], null],
  ['none', () => [], 'unknown_ca'],
  ['a stale one', () => [crl(stale)], 'certificate_expired'],
  ['one of tomorrow', () => [crl(future)], 'bad_certificate'],
  ['one that another key signed', () => [crl(byAnother())], 'decrypt_error'],
  ['one that says revoked', () => [crl(revoked())], 'certificate_revoked'],
  [
    'a stale one that another key signed',
    () => [crl({ ...stale, ...byAnother() })],
    'certificate_expired',
  ],
  ['a stale one and one of today', () => [crl(stale), crl({})], null],
  [
    'a stale one, and one of today that another key signed',
    () => [crl(stale), crl(byAnother())],
    'decrypt_error',
  ],
  ['a stale one and one of tomorrow', () => [crl(stale), crl(future)], 'bad_certificate'],
  ['one of tomorrow and a stale one', () => [crl(future), crl(stale)], 'bad_certificate'],
];

describe('a server that insists on CRLs ends as OpenSSL does when it has', () => {
  it.each(CASES)('%s', async (_what, make, alert) => {
    const common = { anchors: [lab.rootDer], clock: NOW };
    const clientSetup: ClientSetup = {
      ...common,
      identity: { chain: [clientDer, lab.middleDer], privateKey: client.privateKey },
      name: { kind: 'dns', value: 'payments.lab.example' },
    };
    const serverSetup: ServerSetup = {
      ...common,
      identity: { chain: [lab.leafDer, lab.middleDer], privateKey: lab.end.privateKey },
      clientAuth: 'required',
      crls: await Promise.all(make()),
    };
    const expected = { refusedBy: alert && 'server', alert, delivered: alert === null };
    const ours = ourStack();
    expect(await meet(ours, clientSetup, OPENSSL, serverSetup), 'OpenSSL').toEqual(expected);
    expect(await meet(OPENSSL, clientSetup, ours, serverSetup), 'mTLS Lab').toEqual(expected);
  });
});
