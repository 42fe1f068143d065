import { beforeAll, describe, expect, it } from 'vitest';
import { createMaterials, type Materials } from '../../src/lab/materials.ts';
import { run } from '../../src/lab/run.ts';
import type { FaultId } from '../../src/lab/faults.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { DIFFERENCES, sameEnding, STACK_NAMES } from '../../src/narration/differences.ts';
import { stackWords } from '../../src/narration/stackWords.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { brokenBy } from '../lab/laboratory.ts';

const DAYS = 24 * 3_600_000;
let materials: Materials;
beforeAll(() => {
  materials = createMaterials(globalThis.crypto, Date.now());
});

async function told(faults: readonly FaultId[], mode: HandshakeMode, later = 0) {
  const world = await brokenBy(materials, faults);
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
  it('is another alert, or none: in one sentence, all that end alike together', async () => {
    expect(await told(['client-expired'], 'mtls')).toEqual([
      'Other stacks would refuse this, too: Node 20 without an alert; Go 1.19 with bad_certificate; Java 17 with certificate_unknown.',
    ]);
    expect(await told(['server-expired'], 'tls')).toEqual([
      'Other stacks would refuse this, too: Node 20 without an alert; Go 1.19 and GnuTLS 3.7 with bad_certificate; Java 17 with certificate_unknown.',
    ]);
  });

  it('is that Node takes a bad client certificate that was optional', async () => {
    expect(await told(['client-expired'], 'optional')).toEqual([
      'Other stacks would refuse this, too: Go 1.19 with bad_certificate; Java 17 with certificate_unknown.',
      'Node 20 would take this.',
    ]);
  });

  it('is that some clients do not even show a certificate that was not asked for', async () => {
    expect(await told(['client-untrusted-root'], 'mtls')).toEqual([
      'Other stacks would refuse this, too: Node 20 without an alert; Go 1.19 with bad_certificate; Java 17 with certificate_unknown.',
      'With Go 1.19 and Java 17 as the client, the server would refuse with certificate_required.',
    ]);
    expect(await told(['client-untrusted-root'], 'optional')).toEqual([
      'Other stacks would refuse this, too: Go 1.19 with bad_certificate; Java 17 with certificate_unknown.',
      'Node 20 would take this.',
      'With Go 1.19 and Java 17 as the client, this would connect.',
    ]);
  });

  it('is nothing where all end alike, and where that run was not measured', async () => {
    expect(await told([], 'mtls')).toEqual([]);
    expect(await told(['client-expired'], 'tls')).toEqual([]);
    expect(await told(['client-expired', 'server-wrong-host'], 'mtls')).toEqual([]);
    expect(await told(['client-untrusted-root'], 'mtls', 400 * DAYS)).toEqual([]);
  });
});
