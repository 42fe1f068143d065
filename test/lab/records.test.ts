import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { provision, type World } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import { isSent, wasOpened, type SentStep, type Trace } from '../../src/lab/trace.ts';
import { concatBytes, hexFromBytes, joinBytes } from '../../src/tls/bytes.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { laboratory } from './laboratory.ts';
import { fillers, presentingToo } from './longChains.ts';

const HEADER = 5;
const APPLICATION_DATA = 23;
/** Content type and tag, beside the content, in a record without padding (RFC 8446 §5.2). */
const OVERHEAD = 1 + 16;
const MAX_PLAINTEXT = 16_384;

const lab = laboratory();
let sound: World;
beforeAll(async () => {
  sound = await provision(lab.materials, []);
});

/** Writes down all that is ever sealed: what the endpoints made, whoever carries it. */
function notingSealed(crypto: TlsCrypto, sealed: Uint8Array[]): TlsCrypto {
  return {
    ...crypto,
    async aead(key) {
      const aead = await crypto.aead(key);
      return {
        open: (nonce, additional, ciphertext) => aead.open(nonce, additional, ciphertext),
        async seal(nonce, additional, plaintext) {
          const ciphertext = await aead.seal(nonce, additional, plaintext);
          sealed.push(concatBytes(additional, ciphertext));
          return ciphertext;
        },
      };
    },
  };
}

async function carriedRun(world: World) {
  const carried: Uint8Array[] = [];
  const sealed: Uint8Array[] = [];
  const trace = await run(world, {
    mode: 'mtls',
    clock: lab.now,
    crypto: notingSealed(lab.crypto, sealed),
    carry: (_from, record) => {
      carried.push(record);
      return Promise.resolve(record);
    },
  });
  return { trace, carried, sealed };
}

function sentIn({ steps }: Trace): SentStep[] {
  return steps.filter(isSent);
}

const CHAINS = fc.record({
  server: fc.array(fc.integer({ min: 700, max: 40_000 }), { maxLength: 3 }),
  client: fc.array(fc.integer({ min: 700, max: 30_000 }), { maxLength: 2 }),
});

describe('a message of any number of records (RFC 8446 §5.1)', () => {
  it('what the wire carried is what the endpoints made, for any chain length', async () => {
    await fc.assert(
      fc.asyncProperty(CHAINS, async ({ server, client }) => {
        const world = {
          ...sound,
          server: presentingToo(sound.server, await fillers(lab.materials, server)),
          client: presentingToo(sound.client, await fillers(lab.materials, client)),
        };
        const { trace, carried, sealed } = await carriedRun(world);
        expect(trace.outcome).toMatchObject({ outcome: 'connected', delivered: true });
        const encrypted = carried.filter(([type]) => type === APPLICATION_DATA);
        expect(encrypted.map(hexFromBytes)).toEqual(sealed.map(hexFromBytes));
        const shown = sentIn(trace).flatMap(({ records }) => records.map(({ wire }) => wire));
        expect(shown).toEqual(carried);
      }),
      { numRuns: 20 },
    );
  });

  it('holds exactly the message, in no more records than it takes, and each is opened', async () => {
    const more = await fillers(lab.materials, [15_000, 30_000, 50_000]);
    const { trace } = await carriedRun({ ...sound, server: presentingToo(sound.server, more) });
    for (const step of sentIn(trace)) {
      expect(step.records).toHaveLength(Math.ceil(step.bytes.length / MAX_PLAINTEXT));
      expect(joinBytes(step.records.map(({ opened }) => opened ?? new Uint8Array()))).toEqual(
        step.bytes,
      );
      const overhead = step.records[0].epoch === 'plaintext' ? HEADER : HEADER + OVERHEAD;
      const length = step.records.reduce((sum, { wire }) => sum + wire.length, 0);
      expect(length).toBe(step.bytes.length + step.records.length * overhead);
    }
    const certificate = sentIn(trace).find(({ key }) => key === 'message:server:Certificate');
    expect(certificate?.records.length).toBeGreaterThan(5);
    expect(certificate?.records.map(({ sequence }) => sequence)).toEqual(
      certificate?.records.map((_, index) => index + certificate.records[0].sequence),
    );
  });

  it('what is changed in a later record is said of that record, and those before were opened', async () => {
    const more = await fillers(lab.materials, [40_000]);
    const world = { ...sound, server: presentingToo(sound.server, more) };
    let seen = 0;
    const trace = await run(world, {
      mode: 'mtls',
      clock: lab.now,
      crypto: lab.crypto,
      carry: (_from, record) => {
        if (record.length < MAX_PLAINTEXT || ++seen !== 2) return Promise.resolve(record);
        const changed = record.slice();
        changed[100] = (changed[100] ?? 0) ^ 1;
        return Promise.resolve(changed);
      },
    });
    const certificate = sentIn(trace).find(({ key }) => key === 'message:server:Certificate');
    expect(certificate?.records.map(({ changed }) => changed)).toEqual([false, true, false]);
    expect(certificate?.records.map(({ opened }) => opened !== null)).toEqual([true, false, false]);
    expect(certificate && wasOpened(certificate)).toBe(false);
    expect(trace.outcome).toMatchObject({ refusedBy: 'client', alert: 'bad_record_mac' });
  });
});
