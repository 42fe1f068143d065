import { createNodeCrypto } from '../crypto.ts';
import { get } from '../client.ts';
import { eventLines } from '../eventLines.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { readCertificates, readIdentity } from '../files.ts';
import { listOf, readOptions } from '../options.ts';
import { say } from '../output.ts';
import { targetOf } from '../target.ts';
import { publicAnchors } from '../trustStore.ts';
import { LIKE_S_CLIENT } from '../../tls/likeOpenssl.ts';

const OPTIONS = {
  ca: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  servername: { type: 'string' },
  alpn: { type: 'string' },
  'clear-alerts': { type: 'boolean' },
} as const;

/** `lab connect`: one handshake with a real server, step by step, and one GET. */
export async function connect(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, OPTIONS, ['The address, host:port,']);
  const { ca, cert, key } = values;
  if (!cert !== !key) throw new CommandFailure('--cert and --key belong together.');
  const target = targetOf(positionals[0] ?? '', values.servername);
  const crypto = createNodeCrypto();
  const config = {
    crypto,
    clock: Date.now,
    serverName: target.serverName,
    trust: {
      anchors: ca ? await readCertificates(crypto.provider, ca) : publicAnchors(),
      name: target.name,
    },
    ...LIKE_S_CLIENT,
    identities: cert && key ? [await readIdentity(crypto.provider, cert, key)] : [],
    alpn: listOf(values.alpn),
    clearAlerts: values['clear-alerts'] ?? false,
  };
  const { response, refusal } = await get(target, config, (event) => {
    for (const line of eventLines(event)) void say(line);
  });
  if (response !== '') await say(`\n${response}`);
  if (refusal !== null) throw new CommandFailure(refusal, EXIT.refused);
  return EXIT.ok;
}
