import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFaults, FAULTS } from '../../src/lab/faults.ts';
import { clockAt } from '../../src/lab/materials.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { soundPlan } from '../../src/lab/soundPlan.ts';
import { provisionPlan } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { answererOf, isSent, wasChanged, wasOpened } from '../../src/lab/trace.ts';
import { brokenBy, laboratory } from './laboratory.ts';

async function play(mode: HandshakeMode, faults: readonly FaultId[] = [], offset = 0) {
  const { materials, crypto } = laboratory();
  const world = await brokenBy(materials, faults);
  return run(world, { mode, clock: clockAt(materials, offset), crypto });
}

describe('a world without faults', () => {
  it.each(['tls', 'mtls', 'optional'] as const)(
    'connects and delivers in mode %s',
    async (mode) => {
      const { outcome, steps } = await play(mode);
      expect(outcome).toMatchObject({
        outcome: 'connected',
        refusedBy: null,
        alert: null,
        delivered: true,
        clientBelievedConnected: true,
        serverBelievedConnected: true,
        late: false,
      });
      expect(steps.at(-1)?.kind).toBe('close');
      expect(steps.every((step) => !isSent(step) || wasOpened(step))).toBe(true);
    },
  );

  it('adds to TLS exactly the request, the answer and its judgement', async () => {
    const { steps } = await play('mtls');
    expect(steps.filter((step) => step.mtlsOnly).map(({ key }) => key)).toEqual([
      'message:server:CertificateRequest',
      'message:client:Certificate',
      'message:client:CertificateVerify',
      'check:server:certificate',
      'check:server:certificate_verify',
    ]);
    expect((await play('tls')).steps.filter((step) => step.mtlsOnly)).toEqual([]);
  });
});

const MODES = ['tls', 'mtls', 'optional'] as const;
const IDS = FAULTS.map(({ id }) => id);

describe('whatever is broken', () => {
  it('who refuses has found something, and who believes has found nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MODES), fc.subarray(IDS), async (mode, faults) => {
        const trace = await play(mode, faults);
        const { outcome, steps } = trace;
        const failed = steps.filter((step) => step.kind === 'check' && !step.passed);
        const alerts = steps.filter(({ kind }) => kind === 'alert');
        const ends = ['client', answererOf(trace)] as const;
        const believing = ends.filter((party) =>
          steps.some(({ key }) => key === `belief:${party}:connected`),
        );
        expect(failed.map(({ party }) => party)).toEqual(alerts.map(({ party }) => party));
        expect(failed.length).toBeLessThanOrEqual(1);
        expect(outcome.refusedBy).toBe(failed[0]?.party ?? null);
        expect(outcome.decidedAt).toBe(failed[0]?.index ?? null);
        expect(outcome.cause?.verdict ?? null).toBe(failed.length > 0 ? 'fail' : null);
        expect(outcome.outcome).toBe(failed.length > 0 ? 'refused' : 'connected');
        if (failed.length === 0) expect(believing).toEqual(ends);
        expect(believing).not.toContain(outcome.refusedBy);
        expect(outcome.late).toBe(failed.length > 0 && believing.includes('client'));
        expect(outcome.delivered).toBe(failed.length === 0);
      }),
      { numRuns: 60 },
    );
  });

  it.each(MODES)(
    'nothing of it is named in what happens in mode %s: only plans differ',
    async (mode) => {
      const { materials, crypto, now } = laboratory();
      for (const id of IDS) {
        const named = await brokenBy(materials, [id]);
        const unnamed = await provisionPlan(
          materials,
          applyFaults(soundPlan(DEFAULT_NAMES), [id]),
          [],
        );
        const endings = [named, unnamed].map(async (world) => {
          const { outcome, steps } = await run(world, { mode, clock: now, crypto });
          // What was found holds values of one run, such as hashes.
          return {
            outcome: { ...outcome, cause: outcome.cause?.id },
            keys: steps.map(({ key }) => key),
          };
        });
        expect(await endings[0]).toEqual(await endings[1]);
      }
    },
  );

  it('a late refusal comes after the client’s request, which nobody opens', async () => {
    const { steps, outcome } = await play('mtls', ['client-expired']);
    const request = steps.find(({ key }) => key === 'data:client');
    expect(request).toMatchObject({ kind: 'data', delivered: false });
    expect(request?.index).toBeLessThan(outcome.decidedAt ?? -1);
    expect(steps.at(-1)).toMatchObject({ key: 'belief:client:refused' });
  });

  it('a missing certificate is enough when it is optional', async () => {
    const { outcome } = await play('optional', ['client-cert-missing']);
    expect(outcome).toMatchObject({ outcome: 'connected', delivered: true });
  });

  it('a bad certificate is refused even when it is optional', async () => {
    const { outcome } = await play('optional', ['client-expired']);
    expect(outcome).toMatchObject({ outcome: 'refused', refusedBy: 'server' });
  });

  it('the first judge to meet a fault decides when several are active', async () => {
    const { outcome } = await play('mtls', ['client-expired', 'server-expired']);
    expect(outcome).toMatchObject({ refusedBy: 'client', alert: 'certificate_expired' });
  });

  it('the flipped bit is seen on the wire and refused by the receiver', async () => {
    const { steps } = await play('mtls', ['wire-flip-bit']);
    const changed = steps.filter((step) => isSent(step) && wasChanged(step));
    expect(changed).toHaveLength(1);
    expect(steps.some((step) => step.kind === 'check' && step.subject === 'record')).toBe(true);
    const [hit] = changed.flatMap((step) => (isSent(step) ? step.records : []));
    if (!hit) throw new Error('no record');
    const differ = [...hit.wire].map((byte, at) => byte ^ (hit.sent[at] ?? 0));
    const content = hit.sent.length - 5;
    expect([...differ.entries()].filter(([, bits]) => bits !== 0)).toEqual([
      [5 + Math.floor(content / 2), 1],
    ]);
  });

  it('the man in the middle answers in the server’s place', async () => {
    const { steps, parties } = await play('mtls', ['wire-mitm']);
    expect(parties.map(({ role }) => role)).toEqual(['client', 'attacker', 'server']);
    expect(steps.some(({ party }) => party === 'server')).toBe(false);
  });
});

describe('the clock', () => {
  it('ends a client certificate after its day, and the server’s after ninety', async () => {
    expect((await play('mtls', [], 22)).outcome.outcome).toBe('connected');
    expect((await play('mtls', [], 24)).outcome).toMatchObject({
      refusedBy: 'server',
      alert: 'certificate_expired',
    });
    expect((await play('tls', [], 24)).outcome.outcome).toBe('connected');
    expect((await play('tls', [], 90 * 24)).outcome).toMatchObject({
      refusedBy: 'client',
      alert: 'certificate_expired',
    });
  });

  it('before the certificates began, they are refused as not yet valid', async () => {
    expect((await play('mtls', [], -2)).outcome).toMatchObject({
      refusedBy: 'server',
      alert: 'bad_certificate',
    });
  });
});
