import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { knownOutcome } from '../../src/lab/knownOutcome.ts';
import { gaveUpAt, knownParty, runFor, sightAt } from '../../src/lab/onlooker.ts';
import { run } from '../../src/lab/run.ts';
import type { HandshakeMode, View } from '../../src/lab/scenario.ts';
import { infoOf, type Party, type Trace } from '../../src/lab/trace.ts';
import { knownOutcomeWords } from '../../src/narration/knownOutcomeWords.ts';
import { seenWords } from '../../src/narration/onlookerWords.ts';
import { readyToTell } from '../../src/narration/refused.ts';
import { stepWords } from '../../src/narration/stepWords.ts';
import { transcript } from '../../src/narration/transcript.ts';
import { marksOf } from '../../src/ui/player/marks.ts';
import { attackerOf, foundIn, unknownWords } from '../support/onlooker.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import { brokenBy, laboratory } from './laboratory.ts';

const { materials, crypto, now } = laboratory();
const MODES: readonly HandshakeMode[] = ['tls', 'mtls', 'optional'];
const VIEWS: readonly View[] = ['client', 'server', 'wire'];
const runs: { readonly title: string; readonly trace: Trace }[] = [];

async function play(mode: HandshakeMode, faults: readonly FaultId[]): Promise<Trace> {
  return run(await brokenBy(materials, faults), { mode, clock: now, crypto });
}

beforeAll(async () => {
  for (const mode of MODES) {
    runs.push({ title: `${mode}, sound`, trace: await play(mode, []) });
    for (const { id } of FAULTS)
      runs.push({ title: `${mode}, ${id}`, trace: await play(mode, [id]) });
  }
  await readyToTell(...runs.map(({ trace }) => trace));
});

describe('who reads nothing more', () => {
  const where = ({ steps }: Trace, party: Party) => steps[gaveUpAt(steps, party)];

  it('gave up at the check that failed, at the alert that told of it, or at its goodbye', async () => {
    const refused = await play('mtls', ['client-expired']);
    expect(where(refused, 'server')).toMatchObject({ kind: 'check', party: 'server' });
    expect(where(refused, 'server')).toMatchObject({ passed: false });
    expect(where(refused, 'client')).toMatchObject({ kind: 'belief', belief: 'refused' });
    const sound = await play('mtls', []);
    for (const party of ['client', 'server'] as const)
      expect(where(sound, party)).toMatchObject({ kind: 'close', party });
    expect(gaveUpAt(sound.steps, 'attacker')).toBe(sound.steps.length - 1);
    expect(gaveUpAt([], 'client')).toBe(0);
  });
});

describe('who has been asked for a certificate', () => {
  it('the server always, the client from CertificateRequest on', async () => {
    const trace = await play('mtls', []);
    const request = trace.steps.findIndex(({ key }) => key.includes('CertificateRequest'));
    const asked = (party: Party, moment: number, of = trace) =>
      knownParty(of, party, 'everyone', moment).isAsked;
    expect([asked('server', 0), asked('client', request)]).toEqual([true, false]);
    expect(asked('client', request + 1)).toBe(true);
    const tls = await play('tls', []);
    expect(asked('client', tls.steps.length, tls)).toBe(false);
  });
});

/** Everything that a page could say to an onlooker at a moment, but for markup. */
function toldTo(whole: Trace, view: View, moment: number): string {
  const trace = runFor(whole, view);
  const words = trace.steps.map((step) => stepWords(step, trace));
  const under = trace.steps[moment - 1];
  const cards = (['client', 'server', 'attacker'] as const).flatMap((party) => {
    if (party === 'attacker' && !attackerOf(trace)) return [];
    const known = knownParty(trace, party, view, moment);
    return known.itself ? [JSON.stringify(infoOf(trace, party).identity)] : [];
  });
  return [
    ...marksOf(trace, words, view, moment).flatMap(({ title, party }) => [title, party]),
    ...(under ? Object.values(seenWords(under, trace, view)) : []),
    ...cards,
    knownOutcomeWords(trace, view, moment).sentence,
    JSON.stringify(knownOutcome(trace, view, moment)),
    transcript(whole, view, moment, { version: '0.1.0', commit: null }),
  ].join('\n');
}

describe('an onlooker', () => {
  it('is told no name, identity or alert that has not reached him, at any moment of any run', () => {
    const leaks: string[] = [];
    for (const { title, trace } of runs)
      for (const view of VIEWS)
        for (let moment = 0; moment <= trace.steps.length; moment++)
          for (const word of foundIn(
            toldTo(trace, view, moment),
            unknownWords(trace, view, moment),
          ))
            leaks.push(`${title}: ${view} reads ${word} after ${moment} steps`);
    expect(leaks).toEqual([]);
  });

  it('who is one party never sees the future; who stands outside of it does', () => {
    for (const { trace } of runs)
      for (const step of trace.steps) {
        for (const view of VIEWS) expect(sightAt(step, view, step.index)).toBe('hidden');
        expect(sightAt(step, 'everyone', step.index)).toBe('open');
      }
  });

  it('knows a whole outcome only as everyone, and from the step that settles it', () => {
    for (const { trace } of runs) {
      const known = trace.steps.map((_, done) => typeof knownOutcome(trace, 'everyone', done));
      expect(known).toEqual([...known].sort().reverse());
      expect(known[0]).toBe('string');
      expect(knownOutcome(trace, 'everyone', trace.steps.length)).toEqual(trace.outcome);
      for (const view of VIEWS) {
        const found = knownOutcome(runFor(trace, view), view, trace.steps.length);
        if (typeof found === 'string') continue;
        expect(found.outcome).toBe(trace.outcome.outcome);
        expect(found.deceived).toBeNull();
        if (found.delivered !== null) expect(found.delivered).toBe(trace.outcome.delivered);
        if (found.late !== null) expect(found.late).toBe(trace.outcome.late);
      }
    }
  });
});

describe('a client that is refused late', () => {
  it('believes, and cannot know whether it is accepted, until it reads the alert', async () => {
    const trace = await play('mtls', ['client-expired']);
    const believes = trace.steps.findIndex(
      ({ kind, party }) => kind === 'belief' && party === 'client',
    );
    const learns = trace.steps.findIndex(
      (step) => step.kind === 'belief' && step.belief === 'refused',
    );
    expect(knownOutcome(trace, 'client', believes)).toBe('not yet');
    for (let done = believes + 1; done <= learns; done++)
      expect(knownOutcome(trace, 'client', done)).toBe('believes');
    expect(knownOutcome(trace, 'client', learns + 1)).toMatchObject({
      outcome: 'refused',
      refusedBy: 'server',
      alert: 'certificate_expired',
      late: true,
      delivered: null,
    });
  });

  it('is refused for the server at its check, and never for the wire', async () => {
    const trace = await play('mtls', ['client-expired']);
    const at = trace.outcome.decidedAt ?? -1;
    expect(knownOutcome(trace, 'server', at)).toBe('not yet');
    expect(knownOutcome(trace, 'server', at + 1)).toMatchObject({
      outcome: 'refused',
      delivered: false,
      late: null,
    });
    expect(knownOutcome(trace, 'wire', trace.steps.length)).toBe('sealed');
  });
});

describe('a sound run', () => {
  it('is connected for the client with the first answer, for the server with the Finished', async () => {
    const trace = await play('mtls', []);
    const answer = trace.steps.findIndex(
      ({ kind, party }) => kind === 'data' && party === 'server',
    );
    const believes = trace.steps.findIndex(
      ({ kind, party }) => kind === 'belief' && party === 'server',
    );
    expect(knownOutcome(trace, 'client', answer)).toBe('believes');
    expect(knownOutcome(trace, 'client', answer + 1)).toMatchObject({ outcome: 'connected' });
    expect(knownOutcome(trace, 'server', believes)).toBe('not yet');
    expect(knownOutcome(trace, 'server', believes + 1)).toMatchObject({ outcome: 'connected' });
    expect(knownOutcomeWords(trace, 'client', answer + 1).look).toBe('believed');
  });
});

describe('a server that an attacker stands in front of', () => {
  it('has seen nothing when all is over, and nobody else knows an attacker', async () => {
    for (const { trace } of runs.filter((one) => attackerOf(one.trace))) {
      expect(knownOutcome(runFor(trace, 'server'), 'server', trace.steps.length)).toBe('unreached');
      for (const view of ['client', 'wire'] as const) {
        const told = runFor(trace, view);
        expect(attackerOf(told)).toBeNull();
        expect(told.steps.map(({ party }) => party)).not.toContain('attacker');
      }
    }
    expect(runs.some(({ trace }) => attackerOf(trace) !== null)).toBe(true);
  });
});
