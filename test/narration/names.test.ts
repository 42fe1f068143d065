import { describe, expect, it } from 'vitest';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { bystander, DEFAULT_NAMES, type WorldNames } from '../../src/lab/names.ts';
import { provision } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import { DEFAULT_SCENARIO } from '../../src/lab/scenario.ts';
import { momentsOf } from '../../src/lab/moments.ts';
import { faultWords } from '../../src/narration/faultWords.ts';
import { outcomeWords } from '../../src/narration/outcomeWords.ts';
import { printedHead } from '../../src/narration/page/printWords.ts';
import { readyToTell } from '../../src/narration/refused.ts';
import { stepWords } from '../../src/narration/stepWords.ts';
import { transcript } from '../../src/narration/transcript.ts';
import { laboratory } from '../lab/laboratory.ts';

const { materials, crypto, now } = laboratory();
const RELEASE = { version: '0.1.0', commit: null };
const OTHERS: WorldNames = {
  client: 'tills',
  server: 'ledger',
  domain: 'bank.example',
  ca: 'Acme',
};
/** What the usual world calls things, as whole words. */
const USUAL = /\b(?:orders|payments|lab\.example|Lab (?:Root|Intermediate) CA)\b/;

describe('names are data: under other ones, nothing says the usual ones', () => {
  it.each([null, ...FAULTS.map(({ id }) => id)])('%s', async (id) => {
    const faults: readonly FaultId[] = id ? [id] : [];
    const world = await provision(materials, { faults, names: OTHERS });
    for (const mode of ['tls', 'mtls', 'optional'] as const) {
      const trace = await run(world, { mode, clock: now, crypto });
      await readyToTell(trace);
      const told = JSON.stringify([
        trace.steps.map((step) => stepWords(step, trace)),
        outcomeWords(trace),
        transcript(trace, 'everyone', trace.steps.length, RELEASE),
        momentsOf(world),
        printedHead({ ...DEFAULT_SCENARIO, names: OTHERS, faults }),
        trace.parties.map(({ name, identity, anchors }) => [
          name,
          identity,
          anchors.map((anchor) => anchor.name),
        ]),
      ]);
      expect(told).not.toMatch(USUAL);
      expect(told).toContain('ledger.prod.svc');
      expect(trace.parties[0]?.identity ?? 'spiffe://bank.example/ns/prod/sa/tills').toBe(
        'spiffe://bank.example/ns/prod/sa/tills',
      );
    }
  });

  it('a wrong name is neither side’s own, whatever they are called', () => {
    for (const server of ['billing', 'shipping', 'payments']) {
      const names = { ...DEFAULT_NAMES, server, client: 'search' };
      expect([names.server, names.client]).not.toContain(bystander(names));
      expect(faultWords('server-wrong-host', names).cause).toContain(
        `${bystander(names)}.prod.svc`,
      );
    }
  });
});
