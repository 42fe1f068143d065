import { beforeAll, describe, expect, it } from 'vitest';
import { createMaterials, type Materials } from '../../src/lab/materials.ts';
import { run } from '../../src/lab/run.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import {
  MODES,
  NEEDS_OUR_CLIENT,
  OTHER_CASES,
  otherSetups,
  setupsFor,
  SHOWABLE,
  STACKS,
} from './cases.ts';
import { expectEqualOrListed } from './listed.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack } from './ours.ts';
import { meet, type Meeting, type Stack } from './stack.ts';

const crypto = createNodeCrypto();
const ours = ourStack(crypto);
let materials: Materials;

beforeAll(() => {
  materials = createMaterials(globalThis.crypto, Date.now());
});

const RUNS = STACKS.flatMap((stack) => MODES.map(([mode]) => [stack.name, mode, stack] as const));

describe.each(RUNS)('%s in mode %s ends as the lab does, or is listed', (_name, mode, stack) => {
  it.each(['no fault', ...SHOWABLE] as const)('with %s', async (fault) => {
    const faults = fault === 'no fault' ? [] : [fault];
    const { world, clientSetup, serverSetup } = await setupsFor(materials, faults, mode);
    const met = (client: Stack, server: Stack) => meet(client, clientSetup, server, serverSetup);
    const judge = NEEDS_OUR_CLIENT.has(fault) ? ours : stack;
    const theirs = await met(judge, stack);

    const { outcome } = await run(world, { mode, clock: materials.madeAt, crypto });
    const { refusedBy, alert, delivered } = outcome;
    const inTheLab: Meeting = {
      refusedBy: refusedBy === 'attacker' ? 'server' : refusedBy,
      alert,
      delivered,
    };
    expectEqualOrListed({ case: fault, mode, stack: stack.name }, inTheLab, theirs);

    // Where two stacks meet, it ends as the one has it that judges what is broken.
    const clientJudges = inTheLab.refusedBy === 'client';
    const withTheirServer = await met(ours, stack);
    expect(withTheirServer, 'our client, their server').toEqual(clientJudges ? inTheLab : theirs);
    if (judge === ours) return;
    const withOurServer = await met(stack, ours);
    expect(withOurServer, 'their client, our server').toEqual(clientJudges ? theirs : inTheLab);
  });

  it.each(Object.keys(OTHER_CASES))('with %s', async (name) => {
    const { clientSetup, serverSetup } = await otherSetups(name, mode);
    const own = await meet(ours, clientSetup, ours, serverSetup);
    const theirs = await meet(stack, clientSetup, stack, serverSetup);
    expectEqualOrListed({ case: name, mode, stack: stack.name }, own, theirs);
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
