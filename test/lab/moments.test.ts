import { describe, expect, it } from 'vitest';
import { createMaterials } from '../../src/lab/materials.ts';
import { momentsOf } from '../../src/lab/moments.ts';
import { provision } from '../../src/lab/provision.ts';
import { laboratory } from './laboratory.ts';

const HOUR = 3_600_000;

describe('moments', () => {
  it('list each certificate’s beginning and end once, in order of time', async () => {
    const { materials, now } = laboratory();
    const moments = momentsOf(await provision(materials, []));
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
    const sound = await provision(materials, []);
    const faulty = await provision(materials, ['client-expired']);
    const again = await provision(materials, []);
    expect(faulty.server.info.chain).toEqual(sound.server.info.chain);
    expect(faulty.client.info.chain[0]).not.toEqual(sound.client.info.chain[0]);
    expect(again.client.info.chain).toEqual(sound.client.info.chain);
  });

  it('are new when asked for new ones', async () => {
    const make = () => provision(createMaterials(globalThis.crypto, Date.now()), []);
    const [one, other] = await Promise.all([make(), make()]);
    expect(one.server.info.chain).not.toEqual(other.server.info.chain);
  });
});
