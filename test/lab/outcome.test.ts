import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { inspectWorld, type Brought } from '../../src/lab/inspect/world.ts';
import { clockAt } from '../../src/lab/materials.ts';
import { endingOf } from '../../src/lab/outcome.ts';
import { DEFAULT_NAMES, hostOf, spiffeIdOf } from '../../src/lab/names.ts';
import {
  withCertificate,
  withParty,
  type CertificatePlan,
  type WorldPlan,
} from '../../src/lab/plan.ts';
import { provisionPlan, type World } from '../../src/lab/provision.ts';
import type { Carry } from '../../src/lab/conversation.ts';
import { run } from '../../src/lab/run.ts';
import { attackerInFront, soundPlan } from '../../src/lab/soundPlan.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import type { Trace } from '../../src/lab/trace.ts';
import { outcomeWords } from '../../src/narration/outcomeWords.ts';
import { UNBROKEN, brokenBy, endsOf, laboratory } from './laboratory.ts';

const { materials, crypto, now } = laboratory();
const MODES = ['tls', 'mtls', 'optional'] as const;
const DROPPED = new Uint8Array();
const HANDSHAKE_FAILURE = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);

interface Played {
  readonly mode: HandshakeMode;
  readonly clock?: number;
  readonly carry?: Carry;
}

function play(world: World, { mode, clock = now, carry }: Played): Promise<Trace> {
  return run(world, { mode, clock, crypto, ...(carry ? { carry } : {}) });
}

/** Does to the n-th record of a run, from either side, what is said. */
function atRecord(n: number, change: (record: Uint8Array) => Uint8Array): Carry {
  let seen = 0;
  return (_from, record) => Promise.resolve(seen++ === n ? change(record) : record);
}

function flipped(record: Uint8Array): Uint8Array {
  const changed = record.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}

const OWN = {
  parties: [
    { id: 'client', role: 'client' },
    { id: 'server', role: 'server' },
  ],
  client: 'client',
  server: 'server',
  connection: 0,
} as const;

let sound: World;
beforeAll(async () => {
  sound = await brokenBy(materials, []);
});

describe('how a run ended is read off what the parties believed', () => {
  it('a line that is cut is no connection and no refusal, unless both believed by then', async () => {
    const endings = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MODES), fc.nat({ max: 24 }), async (mode, after) => {
        let seen = 0;
        const cut: Carry = (_from, record) => Promise.resolve(seen++ < after ? record : DROPPED);
        const { outcome } = await play(sound, { mode, carry: cut });
        const all = outcome.clientBelievedConnected && outcome.serverBelievedConnected;
        expect(outcome).toMatchObject({
          outcome: all ? 'connected' : 'broken',
          refusedBy: null,
          alert: null,
          decidedAt: null,
          cause: null,
          late: false,
          deceived: false,
        });
        endings.add(outcome.outcome);
      }),
      { numRuns: 60 },
    );
    expect([...endings].sort()).toEqual(['broken', 'connected']);
  });

  it('both believe and nothing arrives: connected, and not delivered', async () => {
    let believed = false;
    const carry: Carry = (from, record) => {
      // The client's request follows its Finished: the second encrypted record in mode TLS.
      if (from === 'client' && record[0] === 23 && believed) return Promise.resolve(DROPPED);
      if (from === 'client' && record[0] === 23) believed = true;
      return Promise.resolve(record);
    };
    const { outcome } = await play(sound, { mode: 'tls', carry });
    expect(outcome).toMatchObject({ outcome: 'connected', delivered: false });
  });

  it('an alert that neither of them wrote refuses nobody', async () => {
    const { outcome, steps } = await play(sound, {
      mode: 'mtls',
      carry: atRecord(1, () => HANDSHAKE_FAILURE),
    });
    expect(steps.some(({ key }) => key === 'belief:client:refused')).toBe(true);
    expect(outcome).toMatchObject({ outcome: 'broken', refusedBy: null, alert: null });
  });

  it('a refusal without an alert is one: the check that failed tells it', async () => {
    for (const mode of MODES)
      for (const { id } of FAULTS) {
        const { outcome, steps, parties, connections } = await play(
          await brokenBy(materials, [id]),
          { mode },
        );
        const silent = steps.filter(({ kind }) => kind !== 'alert');
        const ending = endingOf({ parties, ...connections[0], connection: 0 }, silent);
        expect({ ...ending, deceived: false }).toEqual({
          ...outcome,
          alert: null,
          alertCode: null,
        });
      }
  });

  it('what decided is the check of whoever refused, and without an alert the first that failed', async () => {
    const { steps, outcome } = await play(await brokenBy(materials, ['client-expired']), {
      mode: 'mtls',
    });
    const failed = steps[outcome.decidedAt ?? -1];
    const alert = steps.findIndex(({ kind }) => kind === 'alert');
    if (failed?.kind !== 'check') throw new RangeError('No check failed.');
    const byClient = { ...failed, party: 'client' } as const;
    const both = [...steps.slice(0, alert), byClient, ...steps.slice(alert)].map((step, index) => ({
      ...step,
      index,
    }));
    const decided = { refusedBy: 'server', decidedAt: outcome.decidedAt };
    expect(endingOf(OWN, both)).toMatchObject(decided);
    const silent = both.filter(({ kind }) => kind !== 'alert');
    expect(endingOf(OWN, silent)).toMatchObject(decided);
  });

  it('delivered is what the client sent, and not what it was sent', async () => {
    const { steps } = await play(sound, { mode: 'mtls' });
    const answered = steps.filter(({ key }) => key !== 'data:client');
    expect(answered.some((step) => step.kind === 'data' && step.delivered)).toBe(true);
    expect(endingOf(OWN, answered).delivered).toBe(false);
  });

  it('what the client itself refuses, however late, is no late refusal', async () => {
    const { steps } = await play(sound, { mode: 'mtls' });
    let records = 0;
    let ticket = -1;
    for (const step of steps) {
      if (step.key === 'message:server:NewSessionTicket') ticket = records;
      if ('records' in step) records += step.records.length;
    }
    expect(ticket).toBeGreaterThan(0);
    const { outcome } = await play(sound, { mode: 'mtls', carry: atRecord(ticket, flipped) });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      refusedBy: 'client',
      alert: 'bad_record_mac',
      clientBelievedConnected: true,
      serverBelievedConnected: true,
      late: false,
    });
  });
});

describe('deceived is read off the plan and the run, whatever the fault is called', () => {
  const plan = soundPlan(DEFAULT_NAMES);
  const trusting = (of: WorldPlan, id: string, trusts: readonly string[]) =>
    withParty(of, id, ({ judges }) => ({ judges: { ...judges, trusts } }));
  /** A party that shows a leaf of its own making, and signs with the key that is said to be in it. */
  const posing = (of: WorldPlan, id: string, leaf: Partial<CertificatePlan>) =>
    withParty(withCertificate(of, id, leaf), id, () => ({
      identities: [{ shows: [id], signsWith: leaf.key ?? id, staple: null }],
    }));
  const ended = async (of: WorldPlan, mode: HandshakeMode, hours = 0) => {
    const world = await provisionPlan(materials, of, []);
    return play(world, { mode, clock: clockAt(materials, hours) });
  };
  it('nobody is in the sound world, nor where a fault is refused', async () => {
    for (const mode of MODES)
      for (const faults of [[], ...FAULTS.map(({ id }) => [id])] satisfies FaultId[][]) {
        const { outcome } = await play(await brokenBy(materials, faults), { mode });
        expect(outcome.deceived, `${mode} ${faults.join()}`).toBe(false);
      }
  });

  it.each(MODES)('a client that trusts the attacker’s CA is, in mode %s', async (mode) => {
    const trusts = ['root', 'attackerRoot'];
    const trace = await ended(trusting(attackerInFront(plan), 'client', trusts), mode);
    expect(trace.outcome).toMatchObject({
      outcome: 'connected',
      refusedBy: null,
      delivered: true,
      serverBelievedConnected: false,
      deceived: true,
    });
    expect(outcomeWords(trace)).toMatchObject({
      look: 'deceived',
      verdict: 'Connected, to the attacker',
    });
  });

  it('a stolen key does not make its thief the one it was issued to', async () => {
    const thief = withParty(attackerInFront(plan), 'attacker', () => ({
      identities: [{ shows: ['server', 'intermediate'], signsWith: 'server', staple: null }],
    }));
    const { outcome } = await ended(thief, 'tls');
    expect(outcome).toMatchObject({ outcome: 'connected', deceived: true });
  });

  it('a server that trusts the CA of somebody who uses another’s name is; one that asks nobody is not', async () => {
    const posed = posing(plan, 'client', { issuer: 'attackerRoot', key: 'thief' });
    const fooled = trusting(posed, 'server', ['root', 'attackerRoot']);
    expect((await ended(fooled, 'mtls')).outcome).toMatchObject({
      outcome: 'connected',
      deceived: true,
    });
    const trace = await ended(fooled, 'mtls');
    expect(outcomeWords(trace)).toMatchObject({ look: 'deceived' });
    expect((await ended(fooled, 'tls')).outcome.deceived).toBe(false);
  });

  it.each([
    ['a name that was never its own', 'server', 'spiffe://lab.example/ns/prod/sa/admin'],
    [
      'the client’s name, with the client’s key',
      'client',
      spiffeIdOf(DEFAULT_NAMES.client, DEFAULT_NAMES.domain),
    ],
  ] as const)('a client is by a server under %s', async (_what, key, uri) => {
    const san = { uri: [uri], dns: [hostOf(DEFAULT_NAMES.server)] };
    const posed = posing(plan, 'server', { issuer: 'attackerRoot', key, san });
    expect((await ended(trusting(posed, 'client', ['attackerRoot']), 'tls')).outcome).toMatchObject(
      {
        outcome: 'connected',
        deceived: true,
      },
    );
  });

  it('the right one with the right key is whom it says, whoever signed for it', async () => {
    const posed = posing(plan, 'server', { issuer: 'otherRoot' });
    expect((await ended(trusting(posed, 'client', ['otherRoot']), 'tls')).outcome).toMatchObject({
      outcome: 'connected',
      deceived: false,
    });
  });

  it.each([
    ['client', 'mtls'],
    ['server', 'tls'],
  ] as const)('from the moment at which the %s’s certificate was revoked', async (side, mode) => {
    const revoked = { at: 2, reason: 'keyCompromise' } as const;
    const taken = withCertificate(plan, side, { revoked });
    expect((await ended(taken, mode, 1)).outcome.deceived).toBe(false);
    expect((await ended(taken, mode, 2)).outcome).toMatchObject({
      outcome: 'connected',
      deceived: true,
    });
  });

  it('nobody is by what a person brought with its key', async () => {
    const { server, client, serverName } = endsOf(sound);
    const brought: Brought = {
      side: 'server',
      chain: server.identity.chain,
      privateKey: server.identity.privateKey,
      standIn: false,
      anchors: client.anchors,
      revocation: {},
      name: { kind: 'dns', value: serverName },
      at: now,
    };
    const { outcome } = await play(await inspectWorld(materials, UNBROKEN, brought), {
      mode: 'mtls',
    });
    expect(outcome).toMatchObject({ outcome: 'connected', deceived: false });
  });
});

describe('the words of an ending', () => {
  it('say that a run broke off, and who believes what', async () => {
    const cutAfter = (records: number) => {
      let seen = 0;
      return play(sound, {
        mode: 'mtls',
        carry: (_from, record) => Promise.resolve(seen++ < records ? record : DROPPED),
      });
    };
    expect(outcomeWords(await cutAfter(0)).sentence).toBe(
      'With mTLS: broken off, nobody refused, and nobody believes that it is connected.',
    );
    // Up to the server's Finished: two hellos and its five sealed messages.
    expect(outcomeWords(await cutAfter(7))).toMatchObject({
      look: 'broken',
      detail: 'nobody refused, and only the client believes that it is connected',
    });
  });
});
