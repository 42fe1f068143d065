import { describe, expect, it } from 'vitest';
import { compare } from '../../src/lab/compare.ts';
import { provision } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import { laboratory } from './laboratory.ts';

describe('compare', () => {
  it('parts at CertificateRequest and keeps every step of both runs, in order', async () => {
    const { materials, crypto, now } = laboratory();
    const world = await provision(materials, ['client-expired']);
    const tls = await run(world, { mode: 'tls', clock: now, crypto });
    const mtls = await run(world, { mode: 'mtls', clock: now, crypto });

    const { rows, partsAt } = compare(tls, mtls);

    expect(rows.flatMap((row) => row.tls ?? [])).toEqual(tls.steps.map(({ index }) => index));
    expect(rows.flatMap((row) => row.mtls ?? [])).toEqual(mtls.steps.map(({ index }) => index));
    const parting = rows[partsAt ?? -1];
    expect(parting?.tls).toBeNull();
    expect(mtls.steps[parting?.mtls ?? -1]?.key).toBe('message:server:CertificateRequest');
  });

  it('does not part when both runs are the same', async () => {
    const { materials, crypto, now } = laboratory();
    const world = await provision(materials, ['server-expired']);
    const tls = await run(world, { mode: 'tls', clock: now, crypto });
    expect(compare(tls, tls).partsAt).toBeNull();
  });
});
