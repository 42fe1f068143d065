import { expect, it } from 'vitest';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { Laboratory } from '../../src/lab/laboratory.ts';
import { DEFAULT_SCENARIO, type Scenario } from '../../src/lab/scenario.ts';

const NOW = Date.UTC(2026, 0, 15);
const scenario = (change: Partial<Scenario>): Scenario => ({ ...DEFAULT_SCENARIO, ...change });

it('runs TLS and mTLS always, optional client authentication only when it is chosen', async () => {
  const laboratory = new Laboratory(globalThis.crypto, () => NOW);
  const progress: number[] = [];
  const { runs, madeAt } = await laboratory.run(scenario({ mode: 'tls' }), (done) =>
    progress.push(done),
  );
  expect([runs.tls.mode, runs.mtls.mode, runs.optional]).toEqual(['tls', 'mtls', null]);
  expect(progress).toEqual([1, 2]);
  expect(madeAt).toBe(NOW);
  const optional = await laboratory.run(scenario({ mode: 'optional' }), () => undefined);
  expect(optional.runs.optional?.mode).toBe('optional');
});

it('keeps its keys while faults come and go, and forgets them when told', async () => {
  const laboratory = new Laboratory(globalThis.crypto, () => NOW);
  const rootOf = async (change: Partial<Scenario>) => {
    const { runs } = await laboratory.run(scenario(change), () => undefined);
    return runs.mtls.parties[0]?.anchors[0]?.der.join();
  };
  const root = await rootOf({});
  expect(await rootOf({ faults: ['client-expired'] })).toBe(root);
  laboratory.forget();
  expect(await rootOf({})).not.toBe(root);
});

it('makes the world at the moment that a scenario names, and keeps it while that stays', async () => {
  const laboratory = new Laboratory(globalThis.crypto, () => NOW);
  const madeAt = Date.UTC(2024, 1, 29, 12);
  const madeOf = async (change: Partial<Scenario>) => {
    const { runs, ...result } = await laboratory.run(scenario(change), () => undefined);
    return { at: result.madeAt, root: runs.mtls.parties[0]?.anchors[0]?.der.join() };
  };
  const own = await madeOf({});
  expect(own.at).toBe(NOW);
  const named = await madeOf({ madeAt });
  expect(named.at).toBe(madeAt);
  expect(named.root).not.toBe(own.root);
  expect(await madeOf({ madeAt, faults: ['server-expired'] })).toEqual(named);
});

it('calls everybody as the scenario says', async () => {
  const laboratory = new Laboratory(globalThis.crypto, () => NOW);
  const names = { client: 'tills', server: 'ledger', domain: 'bank.example', ca: 'Acme' };
  for (const called of [DEFAULT_NAMES, names]) {
    const { runs } = await laboratory.run(scenario({ names: called }), () => undefined);
    expect(runs.mtls.parties.map(({ name }) => name)).toEqual([called.client, called.server]);
  }
});
