import { alertName, ALERTS, type AlertName } from '../../src/tls/alerts.ts';
import { filesOf } from './files.ts';
import { program, versionOf, type Program } from './program.ts';
import { REQUEST, RESPONSE, type Peer, type Report, type Setup, type Stack } from './stack.ts';

const GROUP_NAMES = { x25519: 'X25519', secp256r1: 'P-256', secp384r1: 'P-384' } as const;

const ASKS = {
  none: [],
  optional: ['-verify', '9', '-verify_return_error'],
  required: ['-Verify', '9', '-verify_return_error'],
} as const;

/** `openssl s_server` and `openssl s_client`, told to judge what they are shown. */
export const OPENSSL: Stack & Peer = {
  name: 'OpenSSL',
  version: () => versionOf('openssl', ['version'], /OpenSSL \d+\.\d+/),
  async serve(setup) {
    const server = program('openssl', [
      ...['s_server', '-accept', '127.0.0.1:0', '-naccept', '1', '-rev', '-state'],
      ...['-tls1_3', '-alpn', setup.alpn ?? 'http/1.1', ...ASKS[setup.clientAuth]],
      ...(await options(setup)),
    ]);
    const [, port] = await server.hears(/ACCEPT .*:(\d+)/);
    return {
      port: Number(port),
      report: server.ended.then((said) => report(said, true)),
      stop: server.stop,
    };
  },
  async connect(port, setup) {
    const { kind, value } = setup.name;
    const client: Program = program(
      'openssl',
      [
        ...['s_client', '-connect', `127.0.0.1:${port}`, '-quiet', '-state', '-tls1_3'],
        ...['-verify_return_error', kind === 'ip' ? '-verify_ip' : '-verify_hostname', value],
        ...(kind === 'ip' ? [] : ['-servername', value]),
        ...(setup.alpn ? ['-alpn', setup.alpn] : []),
        ...(await options(setup)),
      ],
      { input: REQUEST },
    );
    const said = await client.ended;
    return report(said, said.includes(RESPONSE));
  },
};

async function options(setup: Setup): Promise<string[]> {
  const { chain, key, anchorsAndCrls: anchors } = await filesOf(setup);
  return [
    ...(chain && key ? ['-cert', chain, '-cert_chain', chain, '-key', key] : []),
    ...(anchors ? ['-CAfile', anchors] : ['-no-CAfile']),
    ...(setup.crls ? ['-crl_check'] : []),
    ...['-no-CApath', '-no-CAstore', '-attime', String(Math.floor(setup.clock / 1000))],
    ...(setup.cipherSuite ? ['-ciphersuites', setup.cipherSuite] : []),
    ...(setup.group ? ['-groups', GROUP_NAMES[setup.group]] : []),
  ];
}

/** With `-state` both programs name each alert that they read or write. */
function report(said: string, delivered: boolean): Report {
  const read = /SSL alert number (\d+)/.exec(said)?.[1];
  const wrote = /SSL3 alert write:fatal:(.*)/.exec(said)?.[1];
  return {
    wrote: wrote === undefined ? null : namedByOpenssl(wrote),
    read: read === undefined ? null : alertName(Number(read)),
    refused: wrote !== undefined,
    delivered,
  };
}

/** Null for the newer alerts, which OpenSSL 3.0 writes but calls “unknown”; the reader knows more. */
function namedByOpenssl(text: string): AlertName | null {
  const name = text.trim().toLowerCase().replaceAll(' ', '_');
  return name in ALERTS ? (name as AlertName) : null;
}
