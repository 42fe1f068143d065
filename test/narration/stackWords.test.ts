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
    const names = DIFFERENCES.flatMap((one) =>
      one.modes.map((mode) => `${one.case} ${mode} ${one.stack} ${one.plays}`),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
    for (const { ours, theirs, stack } of DIFFERENCES) {
      expect(sameEnding(ours, theirs)).toBe(false);
      expect(STACK_NAMES[stack]).toMatch(/ \d/);
    }
  });
});

describe('what other stacks make of a run', () => {
  it('is another alert, or none: one sentence for all that end alike', async () => {
    expect(await told(['client-expired'], 'mtls')).toEqual([
      'Node 20 would refuse this, too, but without an alert.',
      'Go 1.19 would refuse this, too, but with bad_certificate.',
      'Java 17 would refuse this, too, but with certificate_unknown.',
    ]);
    expect(await told(['server-expired'], 'tls')).toContain(
      'Go 1.19 and GnuTLS 3.7 would refuse this, too, but with bad_certificate.',
    );
  });

  it('is that Node takes a bad client certificate that was optional', async () => {
    expect(await told(['client-expired'], 'optional')).toContain('Node 20 would take this.');
  });

  it('is that some clients do not even show a certificate that was not asked for', async () => {
    const judged = [
      'Go 1.19 would refuse this, too, but with bad_certificate.',
      'Java 17 would refuse this, too, but with certificate_unknown.',
    ];
    expect(await told(['client-untrusted-root'], 'mtls')).toEqual([
      'Node 20 would refuse this, too, but without an alert.',
      judged[0],
      'With Go 1.19 and Java 17 as the client, the server would refuse with certificate_required.',
      judged[1],
    ]);
    expect(await told(['client-untrusted-root'], 'optional')).toEqual([
      'Node 20 would take this.',
      ...judged.slice(0, 1),
      'With Go 1.19 and Java 17 as the client, this would connect.',
      ...judged.slice(1),
    ]);
  });

  it('is nothing where all end alike, and where that run was not measured', async () => {
    expect(await told([], 'mtls')).toEqual([]);
    expect(await told(['client-expired'], 'tls')).toEqual([]);
    expect(await told(['client-expired', 'server-wrong-host'], 'mtls')).toEqual([]);
    expect(await told(['client-untrusted-root'], 'mtls', 400 * DAYS)).toEqual([]);
  });
});
