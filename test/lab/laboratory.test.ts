import { expect, it } from 'vitest';
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
