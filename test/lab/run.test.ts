import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { clockAt } from '../../src/lab/materials.ts';
import { provision } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { isSent, wasChanged, wasOpened } from '../../src/lab/trace.ts';
import { laboratory } from './laboratory.ts';

async function play(mode: HandshakeMode, faults: readonly FaultId[] = [], offset = 0) {
  const { materials, crypto } = laboratory();
  const world = await provision(materials, faults);
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

describe('every fault', () => {
  it.each(FAULTS.map((fault) => [fault.id, fault] as const))(
    '%s is noticed by somebody, by the side that judges it',
    async (id, fault) => {
      const tls = await play('tls', [id]);
      const mtls = await play('mtls', [id]);
      expect(mtls.outcome.outcome).toBe('refused');
      expect(mtls.outcome.delivered).toBe(false);
      expect(mtls.outcome.cause).not.toBeNull();
      if (fault.side === 'client') {
        expect(tls.outcome.outcome).toBe('connected');
        expect(mtls.outcome).toMatchObject({ refusedBy: 'server', late: true });
      } else {
        expect(tls.outcome).toMatchObject({ refusedBy: 'client', late: false });
        expect(mtls.outcome.alert).toBe(tls.outcome.alert);
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
  });

  it('the man in the middle answers in the server’s place', async () => {
    const { steps, attacker } = await play('mtls', ['wire-mitm']);
    expect(attacker?.name).toBe('attacker');
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
