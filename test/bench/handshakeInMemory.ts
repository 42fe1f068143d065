import type { World } from '../../src/lab/provision.ts';
import { createClient } from '../../src/tls/client.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { endsOf } from '../lab/laboratory.ts';
import { createServer } from '../../src/tls/server.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';

/** A whole mutual handshake between our two endpoints, which hand each other what they send. */
export async function handshakeInMemory(world: World, crypto: TlsCrypto): Promise<void> {
  const { client: asking, server: answering, serverName } = endsOf(world);
  const common = { crypto, clock: Date.now };
  const client = createClient({
    ...common,
    serverName,
    ...LIKE_S_CLIENT,
    identities: [asking.identity],
    clearAlerts: false,
    trust: { anchors: asking.anchors, name: { kind: 'dns', value: serverName } },
  });
  const server = createServer({
    ...common,
    ...LIKE_S_SERVER,
    identities: [answering.identity],
    clientAuth: 'required',
    trust: { anchors: answering.anchors, name: null },
  });
  let { bytes } = await client.start();
  for (let to = server; bytes.length > 0; to = to === server ? client : server) {
    ({ bytes } = await to.receive(bytes));
  }
  if (client.state !== 'CONNECTED' || server.state !== 'CONNECTED') {
    throw new Error(`The handshake ended in ${client.state} and ${server.state}.`);
  }
}
