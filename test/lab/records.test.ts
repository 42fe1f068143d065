import { concatBytes, joinBytes } from '../../src/bytes/bytes.ts';
import { toHex } from '../../src/bytes/hex.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import { isSent, wasChanged, wasOpened, type SentStep, type Trace } from '../../src/lab/trace.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { brokenBy, laboratory, replacing, tlsActorIn } from './laboratory.ts';
import { fillers, presentingToo } from './longChains.ts';

const HEADER = 5;
const APPLICATION_DATA = 23;
/** Content type and tag, beside the content, in a record without padding (RFC 8446 §5.2). */
const OVERHEAD = 1 + 16;
const MAX_PLAINTEXT = 16_384;

const lab = laboratory();
let sound: World;
beforeAll(async () => {
  sound = await brokenBy(lab.materials, []);
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

/** The sound world, in which both show more than they need: certificates of these sizes. */
async function presenting(sizes: Readonly<Record<'client' | 'server', readonly number[]>>) {
  const ends = (['client', 'server'] as const).map(async (id) =>
    presentingToo(tlsActorIn(sound, id), await fillers(lab.materials, sizes[id])),
  );
  return replacing(sound, ...(await Promise.all(ends)));
}

/** Together with the world's own less than the 100 KiB that are taken of certificates. */
const CHAINS = fc.record({
  server: fc.array(fc.integer({ min: 700, max: 32_000 }), { maxLength: 3 }),
  client: fc.array(fc.integer({ min: 700, max: 30_000 }), { maxLength: 2 }),
});

describe('a message of any number of records (RFC 8446 §5.1)', () => {
  it('what the wire carried is what the endpoints made, for any chain length', async () => {
    await fc.assert(
      fc.asyncProperty(CHAINS, async ({ server, client }) => {
        const world = await presenting({ server, client });
        const { trace, carried, sealed } = await carriedRun(world);
        expect(trace.outcome).toMatchObject({ outcome: 'connected', delivered: true });
        const encrypted = carried.filter(([type]) => type === APPLICATION_DATA);
        expect(encrypted.map(toHex)).toEqual(sealed.map(toHex));
        const shown = sentIn(trace).flatMap(({ records }) => records.map(({ wire }) => wire));
        expect(shown).toEqual(carried);
      }),
      { numRuns: 20 },
    );
  });

  it('holds exactly the message, in no more records than it takes, and each is opened', async () => {
    const more = await fillers(lab.materials, [15_000, 30_000, 50_000]);
    const { trace } = await carriedRun(
      replacing(sound, presentingToo(tlsActorIn(sound, 'server'), more)),
    );
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

  it('what is changed in any record is said of that one; those before it were opened, none after it', async () => {
    const world = await presenting({ server: [40_000], client: [30_000] });
    const { trace: whole } = await carriedRun(world);
    const numbered = sentIn(whole).flatMap(({ key, records }) =>
      records.map(({ epoch }, record) => ({ key, record, epoch })),
    );
    // The hellos are in the clear: what is changed there is noticed later, if at all.
    const clear = numbered.filter(({ epoch }) => epoch === 'plaintext').length;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat({ max: 7 }), async (which, where, bit) => {
        const at = clear + (which % (numbered.length - clear));
        const { key, record } = numbered[at] ?? { key: '', record: 0 };
        let seen = 0;
        const trace = await run(world, {
          mode: 'mtls',
          clock: lab.now,
          crypto: lab.crypto,
          carry: (_from, sent) => {
            if (seen++ !== at) return Promise.resolve(sent);
            const changed = sent.slice();
            // Of this run: an ECDSA signature is not as long each time.
            const byte = HEADER + (where % (sent.length - HEADER));
            changed[byte] = (changed[byte] ?? 0) ^ (1 << bit);
            return Promise.resolve(changed);
          },
        });
        for (const step of sentIn(trace)) {
          const changed = step.records.map((one) => one.changed);
          expect(changed).toEqual(step.records.map((_, n) => step.key === key && n === record));
          expect(wasChanged(step)).toBe(step.key === key);
        }
        const hit = sentIn(trace).find((step) => step.key === key);
        const opened = hit?.records.map((one) => one.opened !== null);
        expect(opened).toEqual(hit?.records.map((_, n) => n < record));
        expect(hit && wasOpened(hit)).toBe(false);
        // Nothing may follow a close_notify, not even an alert (RFC 8446 §6.1).
        const mute = trace.steps.some(({ key: one }) => one === `close:${hit?.to ?? ''}`);
        const alert = mute ? null : 'bad_record_mac';
        expect(trace.outcome).toMatchObject({ outcome: 'refused', refusedBy: hit?.to, alert });
      }),
      { numRuns: 40 },
    );
  });
});
