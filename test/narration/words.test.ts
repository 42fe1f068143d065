import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { withParty } from '../../src/lab/plan.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { soundPlan } from '../../src/lab/soundPlan.ts';
import { provisionPlan } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import type { Trace } from '../../src/lab/trace.ts';
import { outcomeWords } from '../../src/narration/outcomeWords.ts';
import { readyToTell } from '../../src/narration/refused.ts';
import { stepWords } from '../../src/narration/stepWords.ts';
import { transcript } from '../../src/narration/transcript.ts';
import { brokenBy, laboratory } from '../lab/laboratory.ts';

const traces: Trace[] = [];

async function play(mode: HandshakeMode, faults: readonly FaultId[]): Promise<Trace> {
  const { materials, crypto, now } = laboratory();
  return run(await brokenBy(materials, faults), { mode, clock: now, crypto });
}

beforeAll(async () => {
  for (const mode of ['tls', 'mtls', 'optional'] as const) {
    traces.push(await play(mode, []));
    for (const { id } of FAULTS) traces.push(await play(mode, [id]));
  }
  await readyToTell(...traces);
});

describe('words', () => {
  it('are whole sentences for every step of every run, with nothing missing in them', () => {
    for (const trace of traces) {
      for (const step of trace.steps) {
        const { title, label, what, why } = stepWords(step, trace);
        for (const text of [title, label, what, why]) {
          expect(text).not.toMatch(/undefined|null|\[object|NaN|\{|\s{2}/);
          expect(text).not.toBe('');
        }
        expect(what).toMatch(/^[A-Za-z0-9].*\.$/s);
        expect(why).toMatch(/^[A-Z].*\.$/s);
        expect(label.length).toBeLessThanOrEqual(64);
      }
    }
  });

  it('say that a late refusal comes after the client believed that it was connected', () => {
    const late = traces.filter(({ outcome }) => outcome.late);
    expect(late.length).toBeGreaterThan(0);
    for (const trace of late) {
      expect(outcomeWords(trace)).toMatchObject({ look: 'late' });
      expect(outcomeWords(trace).sentence).toMatch(
        /^With .*: connected, then refused by the server, /,
      );
    }
  });

  it('say of an alert in the clear whether there are keys that would have sealed it', async () => {
    const trace = await play('mtls', ['server-expired']);
    const why = (of: Trace) =>
      of.steps.flatMap((step) => (step.kind === 'alert' ? [stepWords(step, of).why] : []));
    // As a client on OpenSSL sends it.
    const inClear = trace.steps.map((step) => {
      if (step.kind !== 'alert') return step;
      const [record] = step.records;
      return { ...step, records: [{ ...record, epoch: 'plaintext' }] as const };
    });
    expect(why(trace)).toEqual([expect.stringContaining('Only the server could read')]);
    expect(why({ ...trace, steps: inClear })).toEqual([
      expect.stringContaining('has keys by now, and this is not sealed'),
    ]);
    const keyless = inClear.filter(({ kind, party }) => kind !== 'keys' || party === 'server');
    expect(why({ ...trace, steps: keyless })).toEqual([
      expect.stringContaining('There are no keys yet'),
    ]);
  });

  it.each([
    { trusts: ['root'] as const, says: 'the CAs that it accepts: Lab Root CA.' },
    { trusts: [] as const, says: 'it does not say which CAs.' },
  ])(
    'name CAs in CertificateRequest only where they stood in it: $trusts',
    async ({ trusts, says }) => {
      const { materials, crypto, now } = laboratory();
      const plan = withParty(soundPlan(DEFAULT_NAMES), 'server', ({ judges }) => ({
        judges: { ...judges, trusts },
      }));
      const world = await provisionPlan(materials, plan, []);
      const trace = await run(world, { mode: 'mtls', clock: now, crypto });
      const asks = trace.steps.find(({ key }) => key === 'message:server:CertificateRequest');
      expect(asks && stepWords(asks, trace).what).toContain(says);
    },
  );

  it('put TLS and mTLS side by side in the words of the trade', async () => {
    const tls = outcomeWords(await play('tls', ['client-expired']));
    const mtls = outcomeWords(await play('mtls', ['client-expired']));
    expect(tls.sentence).toBe(
      'With TLS: connected, nobody asked for the client’s certificate, so nobody saw what is wrong with it.',
    );
    const sound = outcomeWords(await play('tls', []));
    expect(sound.sentence).toBe('With TLS: connected, nobody asked for the client’s certificate.');
    expect(mtls.sentence).toContain('refused by the server, certificate_expired (45).');
  });

  it('never advise to trust an attacker', async () => {
    const trace = await play('mtls', ['wire-mitm']);
    const decisive = trace.steps[trace.outcome.decidedAt ?? NaN];
    expect(decisive?.kind).toBe('check');
    const { why } = decisive ? stepWords(decisive, trace) : { why: '' };
    expect(why).toContain('trust nothing new');
    expect(why).not.toMatch(/can add|trust store/);
  });
});

describe('the transcript', () => {
  it('names every step in order and holds no secret', () => {
    for (const trace of traces) {
      const text = transcript(trace, 'everyone', trace.steps.length, {
        version: '0.1.0',
        commit: null,
      });
      let from = 0;
      for (const step of trace.steps) {
        from = text.indexOf(stepWords(step, trace).title, from) + 1;
        expect(from).toBeGreaterThan(0);
      }
      for (const step of trace.steps) {
        if (step.kind !== 'keys') continue;
        for (const { value } of step.secrets) {
          expect(text).not.toContain(Buffer.from(value).toString('hex').slice(0, 16));
        }
      }
    }
  });
});
