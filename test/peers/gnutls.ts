import { alertName } from '../../src/tls/alerts.ts';
import { filesOf } from './files.ts';
import { program, versionOf } from './program.ts';
import { REQUEST, RESPONSE, type Peer } from './stack.ts';

/**
 * `gnutls-cli`, as a client only: `gnutls-serv` cannot listen on loopback alone, and what a test
 * starts is not to be reached from elsewhere. It judges by the machine's clock.
 */
export const GNUTLS: Peer = {
  name: 'GnuTLS',
  version: () =>
    versionOf('gnutls-cli', ['--version'], /gnutls-cli \d+\.\d+/)?.replace(
      'gnutls-cli',
      'GnuTLS',
    ) ?? null,
  async connect(port, setup) {
    const { kind, value } = setup.name;
    const { chain, key, anchors } = await filesOf(setup);
    const client = program(
      'gnutls-cli',
      [
        ...['--port', String(port), '--verify-hostname', value],
        ...(kind === 'ip' ? [] : ['--sni-hostname', value]),
        ...(anchors ? ['--x509cafile', anchors] : []),
        ...(chain && key ? ['--x509certfile', chain, '--x509keyfile', key] : []),
        '127.0.0.1',
      ],
      { input: REQUEST, from: 'gnutls-bin' },
    );
    const said = await client.ended;
    const code = /Received alert \[(\d+)\](?!: Close notify)/.exec(said)?.[1];
    const read = code === undefined ? null : alertName(Number(code));
    return {
      wrote: null,
      read,
      refused: /PKI verification of server certificate failed/.test(said),
      delivered: said.includes(RESPONSE),
    };
  },
};
