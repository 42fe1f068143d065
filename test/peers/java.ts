import { join } from 'node:path';
import { ALERTS, type AlertName } from '../../src/tls/alerts.ts';
import { filesOf, temporaryFolder } from './files.ts';
import { program, versionOf } from './program.ts';
import { REQUEST, RESPONSE, type Peer, type Report, type Setup, type Stack } from './stack.ts';

/** A cold virtual machine beside busy neighbours takes its time. */
const SECONDS = 60;

let compiling: Promise<string> | null = null;

async function compile(): Promise<string> {
  const folder = temporaryFolder();
  const source = join(import.meta.dirname, 'JavaPeer.java');
  const wish = { from: 'default-jdk-headless', seconds: 180 };
  const said = await program('javac', ['-d', folder, source], wish).ended;
  if (said !== '') throw new Error(`JavaPeer.java was not compiled: ${said}`);
  return folder;
}

async function start(args: readonly string[]) {
  compiling ??= compile();
  const machine = ['-XX:TieredStopAtLevel=1', '-cp', await compiling, 'JavaPeer'];
  return program('java', [...machine, ...args], { seconds: SECONDS });
}

/**
 * Java's own TLS. A JDK is no part of the tools that the tests install, so no test runs this: only
 * `npm run peers` does, where there is one.
 */
export const JAVA: Stack & Peer = {
  name: 'JSSE',
  withholds: true,
  version: () => versionOf('javac', ['-version'], /javac \d+/)?.replace('javac', 'Java') ?? null,
  async serve(setup) {
    const server = await start([
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
    const client = await start([
      ...['connect', '-port', String(port), '-name', setup.name.value],
      ...['-request', REQUEST, ...(await options(setup))],
    ]);
    return report(await client.ended, RESPONSE);
  },
};

async function options(setup: Setup): Promise<string[]> {
  const { chain, key, anchors, crls } = await filesOf(setup);
  return [
    ...['-clock', String(setup.clock)],
    ...(chain && key ? ['-chain', chain, '-key', key] : []),
    ...(anchors ? ['-anchors', anchors] : []),
    ...(crls ? ['-crls', crls] : []),
  ];
}

/** It names the alerts that it reads, and never those that it writes: those the peer knows. */
function report(said: string, wanted: string): Report {
  const read = /^read alert (\w+)$/m.exec(said)?.[1] ?? null;
  if (read !== null && !(read in ALERTS)) throw new Error(`Java read an alert ${read}.`);
  return {
    wrote: null,
    read: read as AlertName | null,
    refused: /^refused$/m.test(said),
    delivered: said.includes(`received ${wanted}`),
  };
}
