import { describe, expect, it } from 'vitest';
import { createMaterials } from '../../src/lab/materials.ts';
import { momentsOf } from '../../src/lab/moments.ts';
import { brokenBy, endsOf, laboratory } from './laboratory.ts';

const HOUR = 3_600_000;

describe('moments', () => {
  it('list each certificate’s beginning and end once, in order of time', async () => {
    const { materials, now } = laboratory();
    const moments = momentsOf(await brokenBy(materials, []));
    expect(moments.map(({ time }) => time)).toEqual(
      moments.map(({ time }) => time).sort((a, b) => a - b),
    );
    expect(moments).toHaveLength(8);
    expect(moments).toContainEqual({
      // The last second belongs to it.
      time: now + 23 * HOUR + 1000,
      kind: 'ends',
      certificate: 'orders',
      owner: 'client',
    });
  });
});

describe('materials', () => {
  it('keep what a fault does not change: keys and certificates stay, faults come and go', async () => {
    const { materials } = laboratory();
    const sound = await brokenBy(materials, []);
    const faulty = await brokenBy(materials, ['client-expired']);
    const again = await brokenBy(materials, []);
    expect(endsOf(faulty).server.info.chain).toEqual(endsOf(sound).server.info.chain);
    expect(endsOf(faulty).client.info.chain[0]).not.toEqual(endsOf(sound).client.info.chain[0]);
    expect(endsOf(again).client.info.chain).toEqual(endsOf(sound).client.info.chain);
  });

  it('are new when asked for new ones', async () => {
    const make = () => brokenBy(createMaterials(globalThis.crypto, Date.now()), []);
    const [one, other] = await Promise.all([make(), make()]);
    expect(endsOf(one).server.info.chain).not.toEqual(endsOf(other).server.info.chain);
  });
});
