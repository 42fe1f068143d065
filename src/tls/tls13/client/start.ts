import { TLS_1_0 } from '../../registry.ts';
import type { State } from '../../state.ts';
import { clientHello, keyShareEntry } from './clientHello.ts';
import type { Client } from './session.ts';
import { waitServerHello } from './waitServerHello.ts';

/** START: offers everything that we speak (RFC 8446 §4.1.2), with a key share in our first group. */
export async function sendClientHello(client: Client): Promise<State> {
  const { connection, groups } = client;
  const [group] = groups;
  if (!group) throw new RangeError('A client needs at least one group.');
  const random = connection.crypto.random(32);
  const share = await connection.crypto.generateKeyShare(group.name);
  const hello = clientHello(client, random, keyShareEntry(group, share));
  // §5.1: for the sake of old servers, the very first record may say TLS 1.0.
  await connection.send('ClientHello', hello, TLS_1_0);
  connection.dropsChangeCipherSpec = true;
  return waitServerHello(client, { hello, share, retrySuite: null });
}
