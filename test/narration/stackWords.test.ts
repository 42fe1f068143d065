import { beforeAll, describe, expect, it } from 'vitest';
import { createMaterials, type Materials } from '../../src/lab/materials.ts';
import { provision } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { DIFFERENCES, sameEnding, STACK_NAMES } from '../../src/narration/differences.ts';
import { stackWords } from '../../src/narration/stackWords.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';

const DAYS = 24 * 3_600_000;
let materials: Materials;
beforeAll(() => {
  materials = createMaterials(globalThis.crypto, Date.now());
});

async function told(faults: readonly FaultId[], mode: HandshakeMode, later = 0) {
  const world = await provision(materials, faults);
  const crypto = createTlsCrypto(globalThis.crypto);
  return stackWords(await run(world, { mode, clock: materials.madeAt + later, crypto }));
}

describe('the list of differences', () => {
  it('holds what differs, once, each of a stack whose version was measured', () => {
    const names = DIFFERENCES.map((one) => `${one.case} ${one.mode} ${one.stack}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
    for (const { ours, theirs, stack } of DIFFERENCES) {
      expect(sameEnding(ours, theirs)).toBe(false);
      expect(STACK_NAMES[stack]).toMatch(/ \d/);
    }
  });
});

describe('what other stacks make of a run', () => {
  it('is that Node closes without an alert where it refuses', async () => {
    expect(await told(['client-expired'], 'mtls')).toEqual([
      'Node 20 would refuse this, too, but without an alert.',
    ]);
  });

  it('is that Node takes a bad client certificate that was optional', async () => {
    expect(await told(['client-expired'], 'optional')).toEqual(['Node 20 would take this.']);
  });

  it('is nothing where all end alike, and where that run was not measured', async () => {
    expect(await told([], 'mtls')).toEqual([]);
    expect(await told(['client-expired'], 'tls')).toEqual([]);
    expect(await told(['client-expired', 'server-wrong-host'], 'mtls')).toEqual([]);
    expect(await told(['client-untrusted-root'], 'mtls', 400 * DAYS)).toEqual([]);
  });
});
