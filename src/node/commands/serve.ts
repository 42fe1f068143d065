import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createNodeCrypto } from '../crypto.ts';
import { CommandFailure, EXIT, systemWords } from '../failure.ts';
import { readCertificates, readIdentity } from '../files.ts';
import { listOf, oneOf, portOf, readOptions } from '../options.ts';
import { say } from '../output.ts';
import { createHttpServer } from '../server.ts';
import { LIKE_S_SERVER } from '../../tls/likeOpenssl.ts';

const OPTIONS = {
  port: { type: 'string', default: '4433' },
  host: { type: 'string', default: '127.0.0.1' },
  cert: { type: 'string' },
  key: { type: 'string' },
  ca: { type: 'string' },
  'client-auth': { type: 'string' },
  alpn: { type: 'string' },
} as const;

/** `lab serve`: a TLS server that says to each client who it is. Ends when it is told to. */
export async function serve(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, OPTIONS);
  const { cert, key, ca, host } = values;
  if (!cert || !key) throw new CommandFailure('A server needs --cert and --key.');
  const clientAuth = oneOf('client-auth', values['client-auth'] ?? (ca ? 'required' : 'none'), [
    'none',
    'optional',
    'required',
  ]);
  if (clientAuth !== 'none' && !ca) {
    throw new CommandFailure(`--client-auth ${clientAuth} needs --ca: whose clients to trust.`);
  }
  const crypto = createNodeCrypto();
  const server = createHttpServer(
    {
      crypto,
      clock: Date.now,
      ...LIKE_S_SERVER,
      identities: [await readIdentity(crypto.provider, cert, key)],
      clientAuth,
      trust: { anchors: ca ? await readCertificates(crypto.provider, ca) : [], name: null },
      alpn: listOf(values.alpn),
      // Sent at once, it acknowledges the client's Finished: a client that waits for that before it
      // sends its request (Nagle's algorithm) would lose 40 ms to a delayed acknowledgement.
      tickets: 1,
    },
    (line) => void say(line),
  );
  server.listen({ port: portOf(values.port), host, backlog: 511 });
  await once(server, 'listening').catch((error: unknown) => {
    throw new CommandFailure(`Cannot listen on ${host}:${values.port}: ${systemWords(error)}.`);
  });
  const { address, port } = server.address() as AddressInfo;
  await say(`listening on ${address.includes(':') ? `[${address}]` : address}:${port}`);
  await once(server, 'close');
  return EXIT.ok;
}
