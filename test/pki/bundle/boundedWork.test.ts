import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { berToDer } from '../../../src/pki/bundle/ber.ts';
import { Collector } from '../../../src/pki/bundle/collector.ts';
import { readAny } from '../../../src/pki/bundle/readAny.ts';
import { BUNDLE_LIMITS } from '../../../src/pki/bundle/contents.ts';
import { readPkcs12 } from '../../../src/pki/bundle/pkcs12.ts';
import { readInput } from '../../../src/pki/bundle/readInput.ts';
import { RoundBudget } from '../../../src/pki/bundle/roundBudget.ts';
import { exportPrivateKeyPem } from '../../../src/pki/keys/ownKey.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { family } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const openssl = opensslFolder();
afterAll(() => openssl.remove());
afterEach(() => void vi.restoreAllMocks());

const crypto = globalThis.crypto;

beforeAll(async () => {
  const { leafDer, end } = await family(crypto, 'ecdsa-p256');
  openssl.write('leaf.pem', encodePem('CERTIFICATE', leafDer));
  openssl.write('key.pem', await exportPrivateKeyPem(crypto, end.privateKey));
  const other = await generateKeyPair(crypto, 'ecdsa-p256');
  openssl.write('other.pem', await exportPrivateKeyPem(crypto, other.privateKey));
});

/** A private key under the password x, as PEM. */
function locked(key: string, rounds: number): string {
  const how = ['-topk8', '-in', key, '-passout', 'pass:x', '-iter', String(rounds)];
  return openssl.run('pkcs8', ...how);
}

/** PKCS#12 of which the MAC alone costs something. */
function withMac(rounds: number): Uint8Array {
  const files = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:x', '-out', 'all.p12'];
  const open = ['-keypbe', 'NONE', '-certpbe', 'NONE', '-iter', String(rounds)];
  openssl.run('pkcs12', '-export', ...files, ...open);
  return openssl.read('all.p12');
}

describe('one budget of key derivation for a whole input', () => {
  const LIMIT = BUNDLE_LIMITS.rounds;

  it('is spent to its last round, and no further', () => {
    const budget = new RoundBudget();
    budget.spend(LIMIT - 1);
    expect(() => budget.spend(2)).toThrow('2 rounds');
    expect(() => budget.spend(0)).toThrow('no round');
    budget.spend(1);
    expect(() => budget.spend(1)).toThrow('rounds');
  });

  it('several keys share it, what is left over is told, and the next input has its own', async () => {
    const text = locked('key.pem', 100_000) + locked('other.pem', LIMIT);
    for (const again of [text, text]) {
      const { privateKeys, problems } = await readInput(crypto, again, 'x');
      expect(privateKeys).toHaveLength(1);
      expect(problems).toMatchObject([{ code: 'unsupported' }]);
      expect(problems[0]?.message).toContain('4,000,000 rounds');
    }
  });

  it('the MAC of a PKCS#12 file counts, too', async () => {
    const collector = new Collector(crypto, 'x', readAny);
    collector.rounds.spend(LIMIT - 4_999);
    const place = { from: '', file: '', line: null };
    const reading = readPkcs12(collector, place, withMac(5_000));
    await expect(reading).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('leaves the event loop its turns while a MAC is checked', async () => {
    let turns = 0;
    let isOver = false;
    const reading = readInput(crypto, withMac(100_000), 'x').finally(() => (isOver = true));
    while (!isOver) {
      await setImmediate();
      turns++;
    }
    expect((await reading).problems).toEqual([]);
    // One for each 10,000 rounds.
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});

describe('long lists of a stranger', () => {
  const MANY = 130_000;

  it('so many pieces of one byte string are joined (X.690 §8.7.3)', () => {
    const pieces = new Uint8Array(MANY * 2);
    for (let at = 0; at < pieces.length; at += 2) pieces[at] = 0x04;
    const whole = new Uint8Array(2 + pieces.length + 2);
    whole.set([0x24, 0x80]);
    whole.set(pieces, 2);
    expect(berToDer(whole)).toEqual(Uint8Array.of(0x04, 0x00));
  });

  it('a container of so many parts ends in a problem', async () => {
    const input = new Uint8Array(2 + MANY * 2 + 2);
    for (let at = 2; at < input.length - 2; at += 2) input[at] = 0x05;
    input.set([0x30, 0x80]);
    const { problems } = await readInput(crypto, input, 'x');
    expect(problems).toHaveLength(1);
  });
});

describe('hostile YAML', () => {
  const MARK = 'kind: Secret\ndata: ';

  it.each(['! ', '"" ', '? ', "'' ", '% ', '& ', '{? ', '- ', '\t'])(
    'a megabyte of “%s” on one line is answered',
    async (unit) => {
      const text = MARK + unit.repeat(1_000_000 / unit.length);
      const { problems } = await readInput(crypto, text);
      expect(problems.length).toBeGreaterThan(0);
    },
  );

  it('is told by the line of its first fault', async () => {
    const text = `${MARK}\n  a: b\n  c: {\n  d: e\nx: ]\n`;
    const { problems } = await readInput(crypto, text);
    expect(problems).toMatchObject([{ code: 'manifest' }]);
    expect(problems[0]?.message).toMatch(/ on line [45]: /);
  });

  it('prints nothing of what was pasted', async () => {
    const printed: unknown[] = [];
    const note = (...args: unknown[]) => void printed.push(args);
    vi.spyOn(console, 'warn').mockImplementation(note);
    vi.spyOn(process, 'emitWarning').mockImplementation(note);
    await readInput(crypto, 'kind: Secret\ndata:\n  ? {tls.key: c2VjcmV0}\n  : value\n');
    expect(printed).toEqual([]);
  });
});
