import { describe, expect, it } from 'vitest';
import { type KeyKind } from '../../src/pki/keys/keys.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';
import { NODE_TLS } from './nodeTls.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack, type OurStack } from './ours.ts';
import {
  meet,
  type ClientSetup,
  type Meeting,
  type ServerSetup,
  type Setup,
  type Stack,
} from './stack.ts';

const CONNECTED: Meeting = { refusedBy: null, alert: null, delivered: true };
const KEY_KINDS: readonly KeyKind[] = [
  'ecdsa-p256',
  'ecdsa-p384',
  'ecdsa-p521',
  'ed25519',
  'rsa-2048',
];
const PEERS: readonly Stack[] = [OPENSSL, NODE_TLS];

interface Wishes {
  readonly kind?: KeyKind;
  readonly clientAuth?: ServerSetup['clientAuth'];
  readonly client?: Partial<Setup>;
  readonly server?: Partial<Setup>;
}

async function setups({ kind = 'ecdsa-p256', clientAuth = 'none', client, server }: Wishes) {
  const world = await makeWorld(globalThis.crypto, { server: kind, client: kind });
  const common = { anchors: [world.root], clock: world.now };
  const clientSetup: ClientSetup = {
    ...common,
    identity: clientAuth === 'none' ? null : world.client,
    name: { kind: 'dns', value: SERVER_NAME },
    ...client,
  };
  const serverSetup: ServerSetup = { ...common, clientAuth, ...server, identity: world.server };
  return { clientSetup, serverSetup };
}

/** Both ways round: our client with their server, and their client with our server. */
async function meetBothWays(ours: OurStack, theirs: Stack, wishes: Wishes) {
  const { clientSetup, serverSetup } = await setups(wishes);
  const asClient = await meet(ours, clientSetup, theirs, serverSetup);
  const negotiatedAsClient = ours.negotiated();
  const asServer = await meet(theirs, clientSetup, ours, serverSetup);
  return { asClient, asServer, negotiated: [negotiatedAsClient, ours.negotiated()] };
}

describe.each(PEERS.map((peer) => [peer.name, peer] as const))('with %s', (_name, peer) => {
  const ours = ourStack();

  it.each(
    KEY_KINDS.flatMap((kind) =>
      (['none', 'required'] as const).map((auth) => [kind, auth] as const),
    ),
  )('connects both ways with %s keys, client authentication %s', async (kind, clientAuth) => {
    const { asClient, asServer } = await meetBothWays(ours, peer, { kind, clientAuth });
    expect(asClient, 'our client').toEqual(CONNECTED);
    expect(asServer, 'our server').toEqual(CONNECTED);
  });

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'])(
    'speaks %s',
    async (cipherSuite) => {
      const only = { cipherSuite };
      const met = await meetBothWays(ours, peer, { client: only, server: only });
      expect([met.asClient, met.asServer]).toEqual([CONNECTED, CONNECTED]);
      for (const negotiated of met.negotiated) expect(negotiated?.cipherSuite).toBe(cipherSuite);
    },
  );

  it.each(['x25519', 'secp256r1', 'secp384r1'] as const)(
    'agrees on keys in %s, after a HelloRetryRequest where the first share is another',
    async (group) => {
      const met = await meetBothWays(ours, peer, { server: { group } });
      expect([met.asClient, met.asServer]).toEqual([CONNECTED, CONNECTED]);
      for (const negotiated of met.negotiated) expect(negotiated?.group).toBe(group);
    },
  );

  it('negotiates an application protocol', async () => {
    const alpn = { alpn: 'http/1.1' };
    const met = await meetBothWays(ours, peer, { client: alpn, server: alpn });
    expect([met.asClient, met.asServer]).toEqual([CONNECTED, CONNECTED]);
    for (const negotiated of met.negotiated) expect(negotiated?.alpn).toBe('http/1.1');
  });

  it('works on the browser’s cryptography as on Node’s own', async () => {
    const onWebCrypto = ourStack(createTlsCrypto(globalThis.crypto));
    const { asClient, asServer } = await meetBothWays(onWebCrypto, peer, {
      clientAuth: 'required',
    });
    expect([asClient, asServer]).toEqual([CONNECTED, CONNECTED]);
  });

  it('is refused for a name that the server does not have', async () => {
    const { clientSetup, serverSetup } = await setups({});
    const elsewhere = { ...clientSetup, name: { kind: 'dns', value: 'other.prod.svc' } } as const;
    const expected = await meet(peer, elsewhere, peer, serverSetup);
    expect(expected.refusedBy).toBe('client');
    const { refusedBy, delivered } = await meet(ours, elsewhere, peer, serverSetup);
    expect({ refusedBy, delivered }).toEqual({ refusedBy: 'client', delivered: false });
  });
});
