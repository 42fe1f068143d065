import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { createMaterials, type Materials } from '../../src/lab/materials.ts';
import { provision } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { NODE_TLS } from './nodeTls.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack } from './ours.ts';
import { meet, type ClientSetup, type Meeting, type ServerSetup, type Stack } from './stack.ts';

const MODES = [
  ['tls', 'none'],
  ['mtls', 'required'],
  ['optional', 'optional'],
] as const;

/** OpenSSL will not even start with a key that is not the certificate's: there it only judges. */
const NEEDS_OUR_CLIENT: ReadonlySet<string> = new Set<FaultId>(['client-wrong-key']);

/** What is broken in certificates and keys, and so can be shown to any stack. */
const SHOWABLE = FAULTS.filter(({ id }) => id !== 'wire-flip-bit');

const crypto = createNodeCrypto();
const ours = ourStack(crypto);
let materials: Materials;

beforeAll(() => {
  materials = createMaterials(globalThis.crypto, Date.now());
});

/** The two ends of the lab's world with these faults, for any stack. */
async function setupsFor(faults: readonly FaultId[], clientAuth: ServerSetup['clientAuth']) {
  const world = await provision(materials, faults);
  const clock = materials.madeAt;
  const answering = world.interceptor ?? world.server;
  const { client } = world;
  const name = { kind: 'dns', value: world.serverName } as const;
  const clientSetup: ClientSetup = {
    identity: client.identity,
    anchors: client.anchors,
    name,
    clock,
  };
  const serverSetup: ServerSetup = {
    identity: answering.identity,
    anchors: answering.anchors,
    clientAuth: world.interceptor ? 'none' : clientAuth,
    clock,
  };
  return { world, clientSetup, serverSetup };
}

describe.each(MODES)('in mode %s OpenSSL ends as the lab does', (mode, clientAuth) => {
  it.each(['no fault', ...SHOWABLE.map(({ id }) => id)] as const)('with %s', async (fault) => {
    const faults = fault === 'no fault' ? [] : [fault];
    const { world, clientSetup, serverSetup } = await setupsFor(faults, clientAuth);
    const met = (client: Stack, server: Stack) => meet(client, clientSetup, server, serverSetup);
    const judge = faults.some((id) => NEEDS_OUR_CLIENT.has(id)) ? ours : OPENSSL;
    const expected = await met(judge, OPENSSL);

    const { outcome } = await run(world, { mode, clock: materials.madeAt, crypto });
    const { refusedBy, alert, delivered } = outcome;
    const inTheLab: Meeting = {
      refusedBy: refusedBy === 'attacker' ? 'server' : refusedBy,
      alert,
      delivered,
    };
    expect(inTheLab, 'our client, our server').toEqual(expected);
    expect(await met(ours, OPENSSL), 'our client, OpenSSL’s server').toEqual(expected);
    if (judge === ours) return;
    expect(await met(OPENSSL, ours), 'OpenSSL’s client, our server').toEqual(expected);
  });
});

/** Node sends no alert when it refuses; who refused and what arrived can still be compared. */
describe.each(MODES.filter(([mode]) => mode !== 'optional'))(
  'in mode %s node:tls ends as the lab does',
  (mode, clientAuth) => {
    it.each(SHOWABLE.map(({ id }) => id))('with %s', async (fault) => {
      const { world, clientSetup, serverSetup } = await setupsFor([fault], clientAuth);
      const met = async (client: Stack, server: Stack) => {
        const { refusedBy, delivered } = await meet(client, clientSetup, server, serverSetup);
        return { refusedBy, delivered };
      };
      const judge = NEEDS_OUR_CLIENT.has(fault) ? ours : NODE_TLS;
      const expected = await met(judge, NODE_TLS);
      const { outcome } = await run(world, { mode, clock: materials.madeAt, crypto });
      const { refusedBy, delivered } = outcome;
      expect({ refusedBy, delivered }, 'our client, our server').toEqual(expected);
      expect(await met(ours, NODE_TLS), 'our client, Node’s server').toEqual(expected);
      if (judge === ours) return;
      expect(await met(NODE_TLS, ours), 'Node’s client, our server').toEqual(expected);
    });
  },
);

describe('what the comparison rests on', () => {
  it('is able to tell one ending from another', async () => {
    const { clientSetup, serverSetup } = await setupsFor(['client-expired'], 'required');
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
