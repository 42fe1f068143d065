import { beforeAll, describe, expect, it } from 'vitest';
import type { FaultId } from '../../src/lab/faults.ts';
import { createMaterials, type Materials } from '../../src/lab/materials.ts';
import { run } from '../../src/lab/run.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import {
  MODES,
  otherCasesIn,
  otherSetups,
  partsOf,
  PEERS,
  play,
  setupsFor,
  SHOWABLE,
} from './cases.ts';
import { expectEqualOrListed } from './listed.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack } from './ours.ts';
import { meet, type Meeting } from './stack.ts';

const crypto = createNodeCrypto();
const ours = ourStack(crypto);
let materials: Materials;

beforeAll(() => {
  materials = createMaterials(globalThis.crypto, Date.now());
});

const RUNS = PEERS.flatMap((peer) => MODES.map(([mode]) => [peer.name, mode, peer] as const));

describe.each(RUNS)('%s in mode %s ends as the lab does, or is listed', (stack, mode, peer) => {
  const fitting = (names: readonly string[]) =>
    names.filter((name) => partsOf(peer, name).length > 0);

  it.each(fitting(['no fault', ...SHOWABLE]) as ('no fault' | FaultId)[])(
    'with %s',
    async (fault) => {
      const faults = fault === 'no fault' ? [] : [fault];
      const { world, ...setups } = await setupsFor(materials, faults, mode);
      const { outcome } = await run(world, { mode, clock: materials.madeAt, crypto });
      const { refusedBy, alert, delivered } = outcome;
      const inTheLab: Meeting = {
        refusedBy: refusedBy === null ? null : refusedBy === 'client' ? 'client' : 'server',
        alert,
        delivered,
      };
      for (const plays of partsOf(peer, fault)) {
        const theirs = await play(plays, peer, ours, setups);
        expectEqualOrListed({ case: fault, mode, stack, plays }, inTheLab, theirs);
        if (plays !== 'both') continue;

        // Where two stacks meet, it ends as the one has it that judges what is broken.
        const clientJudges = inTheLab.refusedBy === 'client';
        const asServer = await play('server', peer, ours, setups);
        expect(asServer, 'our client, their server').toEqual(clientJudges ? inTheLab : theirs);
        const asClient = await play('client', peer, ours, setups);
        expect(asClient, 'their client, our server').toEqual(clientJudges ? theirs : inTheLab);
      }
    },
  );

  it.each(fitting(otherCasesIn(mode)))('with %s', async (name) => {
    const setups = await otherSetups(name, mode);
    const own = await meet(ours, setups.clientSetup, ours, setups.serverSetup);
    for (const plays of partsOf(peer, name)) {
      const theirs = await play(plays, peer, ours, setups);
      expectEqualOrListed({ case: name, mode, stack, plays }, own, theirs);
    }
  });
});

describe('what the comparison rests on', () => {
  it('is able to tell one ending from another', async () => {
    const { clientSetup, serverSetup } = await setupsFor(materials, ['client-expired'], 'mtls');
    const refused = await meet(OPENSSL, clientSetup, OPENSSL, serverSetup);
    expect(refused).toEqual({
      refusedBy: 'server',
      alert: 'certificate_expired',
      delivered: false,
    });
    const trusting = { ...serverSetup, clientAuth: 'none' } as const;
    const connected = await meet(OPENSSL, clientSetup, OPENSSL, trusting);
    expect(connected).toEqual({ refusedBy: null, alert: null, delivered: true });
  });
});
