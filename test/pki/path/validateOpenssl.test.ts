import { afterAll, expect, test } from 'vitest';
import type { PathReason } from '../../../src/pki/path/check.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { PATIENCE } from '../../support/patience.ts';
import { NOW } from '../authorities.ts';
import { chainFactory, FAULTS, SERVER, type Chain, type FaultName } from '../faultyChains.ts';
import { opensslFolder } from '../openssl.ts';

const folder = opensslFolder();
afterAll(() => folder.remove());

/** `X509_V_ERR_…` numbers of OpenSSL 3. */
const REASONS: Readonly<Record<number, PathReason>> = {
  2: 'unknown_issuer',
  7: 'bad_signature',
  9: 'not_yet_valid',
  10: 'expired',
  18: 'unknown_issuer',
  19: 'unknown_issuer',
  20: 'unknown_issuer',
  21: 'unknown_issuer',
  25: 'path_len',
  26: 'eku',
  34: 'unknown_critical_extension',
  47: 'name_constraints',
  48: 'name_constraints',
  62: 'name_mismatch',
  79: 'not_ca',
};

/** The first thing that openssl finds wrong; null: it accepts. */
function opensslReason({ chain, anchors }: Chain): PathReason | null {
  const file = (name: string, list: readonly Uint8Array[]) =>
    folder.write(name, list.map((der) => encodePem('CERTIFICATE', der)).join(''));
  const options = [
    '-no-CApath',
    '-no-CAstore',
    '-purpose',
    'sslserver',
    '-attime',
    `${NOW / 1000}`,
  ];
  const { ok, said } = folder.try(
    ...['verify', ...options, '-verify_hostname', SERVER, '-auth_level', '2'],
    ...['-CAfile', file('ca.pem', anchors)],
    ...(chain.length > 1 ? ['-untrusted', file('middle.pem', chain.slice(1))] : []),
    file('leaf.pem', chain.slice(0, 1)),
  );
  if (ok) return null;
  const [, number] = /error (\d+) at/.exec(said) ?? [];
  const reason = REASONS[Number(number)];
  if (!reason) throw new Error(`openssl said what is not in the table: ${said}`);
  return reason;
}

async function ourReason({ chain, anchors }: Chain): Promise<PathReason | null> {
  const name = { kind: 'dns', value: SERVER } as const;
  const request = { chain, anchors, time: NOW, purpose: 'server', name } as const;
  return (await validatePath(globalThis.crypto, request)).reason;
}

/** What openssl calls a bad purpose or no CA is told more exactly here. */
function isFiner(ours: PathReason | null, theirs: PathReason | null): boolean {
  return ours === 'key_usage' && (theirs === 'eku' || theirs === 'not_ca');
}

const names = Object.keys(FAULTS) as FaultName[];

test('a sound chain is accepted by both', async () => {
  const make = await chainFactory(globalThis.crypto);
  const chain = await make();
  expect(await ourReason(chain)).toBeNull();
  expect(opensslReason(chain)).toBeNull();
});

test(
  'of one fault or of two at once, the same is told as by openssl verify',
  async () => {
    const make = await chainFactory(globalThis.crypto);
    const differences: string[] = [];
    for (const [index, first] of names.entries()) {
      for (const second of names.slice(index)) {
        const chain = await make(first, second);
        const [ours, theirs] = [await ourReason(chain), opensslReason(chain)];
        if (ours === theirs || isFiner(ours, theirs)) continue;
        differences.push(`${first} + ${second}: we ${ours}, openssl ${theirs}`);
      }
    }
    expect(differences).toEqual([]);
  },
  PATIENCE,
);
