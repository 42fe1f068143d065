import { join } from 'node:path';
import { alertName } from '../../src/tls/alerts.ts';
import { filesOf, temporaryFolder } from './files.ts';
import { program, versionOf } from './program.ts';
import { REQUEST, RESPONSE, type Peer, type Report, type Setup, type Stack } from './stack.ts';

let building: Promise<string> | null = null;

/**
 * Builds `goPeer.go`, once.
 *
 * @returns where the program stands
 */
export function goPeer(): Promise<string> {
  building ??= build();
  return building;
}

async function build(): Promise<string> {
  const peer = join(temporaryFolder(), 'goPeer');
  const source = join(import.meta.dirname, 'goPeer.go');
  const wish = { from: 'golang-go', seconds: 180 };
  const said = await program('go', ['build', '-o', peer, source], wish).ended;
  if (said !== '') throw new Error(`goPeer.go was not built: ${said}`);
  return peer;
}

/** Go's `crypto/tls`. */
export const GO: Stack & Peer = {
  name: 'Go',
  withholds: true,
  version: () => versionOf('go', ['version'], /go\d+\.\d+/)?.replace('go', 'Go ') ?? null,
  async serve(setup) {
    const server = program(await goPeer(), [
      ...['serve', '-auth', setup.clientAuth, '-request', REQUEST, '-answer', RESPONSE],
      ...(await options(setup)),
    ]);
    const [, port] = await server.hears(/port (\d+)/);
    return {
      port: Number(port),
      report: server.ended.then((said) => report(said, REQUEST)),
      stop: server.stop,
    };
  },
  async connect(port, setup) {
    const client = program(await goPeer(), [
      ...['connect', '-address', `127.0.0.1:${port}`, '-name', setup.name.value],
      ...['-request', REQUEST, ...(await options(setup))],
    ]);
    return report(await client.ended, RESPONSE);
  },
};

async function options(setup: Setup): Promise<string[]> {
  const { chain, key, anchors } = await filesOf(setup);
  return [
    ...['-clock', String(setup.clock)],
    ...(chain && key ? ['-chain', chain, '-key', key] : []),
    ...(anchors ? ['-anchors', anchors] : []),
  ];
}

function report(said: string, wanted: string): Report {
  const alert = (pattern: RegExp) => {
    const code = pattern.exec(said)?.[1];
    return code === undefined ? null : alertName(Number(code));
  };
  const wrote = alert(/^wrote alert (\d+)$/m);
  return {
    wrote,
    read: alert(/^read alert (\d+)$/m),
    refused: wrote !== null || /^refused$/m.test(said),
    delivered: said.includes(`received ${wanted}`),
  };
}
