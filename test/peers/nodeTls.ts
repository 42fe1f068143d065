import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { alertName, type AlertName } from '../../src/tls/alerts.ts';
import { certificatesPem, chainPem, crlsPem, keyPem } from './files.ts';
import { REQUEST, RESPONSE, type Peer, type Report, type Setup, type Stack } from './stack.ts';

const CURVES = { x25519: 'X25519', secp256r1: 'P-256', secp384r1: 'P-384' } as const;

/** Node's own `tls`. It judges by the machine's clock, and closes without an alert when it refuses. */
export const NODE_TLS: Stack & Peer = {
  name: 'node:tls',
  version: () => `Node ${process.versions.node.split('.')[0]}`,
  async serve(setup) {
    const server = createServer({
      ...(await options(setup)),
      requestCert: setup.clientAuth !== 'none',
      rejectUnauthorized: setup.clientAuth === 'required',
      ...(setup.alpn ? { ALPNProtocols: [setup.alpn] } : {}),
    });
    const report = new Promise<Report>((resolve) => {
      server.once('secureConnection', (socket) => resolve(answer(socket)));
      server.once('tlsClientError', (error) => resolve(failed(error)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { port, report, stop: () => void server.close() };
  },
  async connect(port, setup) {
    const { kind, value } = setup.name;
    const socket = connect({
      ...(await options(setup)),
      ...{ port, host: '127.0.0.1' },
      ...(kind === 'ip' ? {} : { servername: value }),
      ...(setup.alpn ? { ALPNProtocols: [setup.alpn] } : {}),
    });
    socket.once('secureConnect', () => socket.write(REQUEST));
    return new Promise((resolve) => {
      let received = '';
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.once('error', (error) => resolve(failed(error)));
      socket.once('close', () => resolve(ended(received === RESPONSE)));
    });
  },
};

function answer(socket: TLSSocket): Promise<Report> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
      if (received === REQUEST) socket.end(RESPONSE);
    });
    socket.once('error', (error) => resolve(failed(error)));
    socket.once('close', () => resolve(ended(received === REQUEST)));
  });
}

async function options(setup: Setup): Promise<SecureContextOptions> {
  const { identity, anchors, cipherSuite, group, crls } = setup;
  return {
    minVersion: 'TLSv1.3',
    ca: certificatesPem(anchors),
    ...(crls ? { crl: crlsPem(crls) } : {}),
    ...(identity ? { cert: chainPem(identity), key: await keyPem(identity) } : {}),
    ...(cipherSuite ? { ciphers: cipherSuite } : {}),
    ...(group ? { ecdhCurve: CURVES[group] } : {}),
  };
}

function ended(delivered: boolean): Report {
  return { wrote: null, read: null, refused: false, delivered };
}

/** An alert that it read comes as an error of OpenSSL; everything else is its own refusal. */
function failed(error: Error): Report {
  const read = alertRead(error);
  return { wrote: null, read, refused: read === null, delivered: false };
}

function alertRead(error: Error): AlertName | null {
  const number = /SSL alert number (\d+)/.exec(error.message)?.[1];
  return number === undefined ? null : alertName(Number(number));
}
