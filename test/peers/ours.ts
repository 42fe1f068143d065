import { once } from 'node:events';
import { connect, createServer as listen, type AddressInfo, type Socket } from 'node:net';
import { converse, joined } from '../../src/node/converse.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import type { AlertName } from '../../src/tls/alerts.ts';
import { createClient } from '../../src/tls/client.ts';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import type { Endpoint, Negotiated, TlsEvent } from '../../src/tls/endpoint.ts';
import { createServer } from '../../src/tls/server.ts';
import { LIKE_S_CLIENT, LIKE_S_SERVER } from '../../src/tls/likeOpenssl.ts';
import {
  REQUEST,
  RESPONSE,
  type ClientSetup,
  type Report,
  type Setup,
  type Stack,
} from './stack.ts';

/** Our own two endpoints, on sockets. */
export interface OurStack extends Stack {
  /** What the last connection of this stack negotiated. */
  negotiated(): Negotiated | null;
}

/** @param crypto what the endpoints compute with */
export function ourStack(crypto: TlsCrypto = createNodeCrypto()): OurStack {
  let last: Negotiated | null = null;
  const speak = async (endpoint: Endpoint, socket: Socket): Promise<Report> => {
    const { report, negotiated } = await talk(endpoint, socket);
    last = negotiated;
    return report;
  };
  return {
    name: 'mTLS Lab',
    negotiated: () => last,
    async serve(setup) {
      const { anchors, clientAuth, identity, crls } = setup;
      const revocation = { depth: 'leaf', unknown: 'deny' } as const;
      const listener = listen({ allowHalfOpen: true });
      const endpoint = createServer({
        ...common(crypto, setup),
        ...LIKE_S_SERVER,
        identities: [identity],
        clientAuth,
        trust: { anchors, name: null, ...(crls ? { crls, revocation } : {}) },
      });
      const report = once(listener, 'connection').then(([socket]) =>
        speak(endpoint, socket as Socket),
      );
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as AddressInfo;
      return { port, report, stop: () => void listener.close() };
    },
    async connect(port, setup) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      await once(socket, 'connect');
      return speak(createClient(clientConfig(crypto, setup)), socket);
    },
  };
}

function clientConfig(crypto: TlsCrypto, setup: ClientSetup) {
  const { anchors, name, identity, clearAlerts = false } = setup;
  const serverName = name.kind === 'dns' ? name.value : null;
  return {
    ...common(crypto, setup),
    serverName,
    trust: { anchors, name },
    ...LIKE_S_CLIENT,
    identities: identity ? [identity] : [],
    clearAlerts,
  };
}

function common(crypto: TlsCrypto, { clock, cipherSuite, group, alpn }: Setup) {
  return {
    crypto,
    clock: () => clock,
    ...(cipherSuite ? { cipherSuites: [cipherSuite] } : {}),
    ...(group ? { groups: [group] } : {}),
    ...(alpn ? { alpn: [alpn] } : {}),
  };
}

/** They announce an end, and refuse nothing (RFC 8446 §6.1). */
const CLOSURE: ReadonlySet<AlertName> = new Set(['close_notify', 'user_canceled']);

/** The application of either end: the client asks when it is connected, the server answers. */
async function talk(endpoint: Endpoint, socket: Socket) {
  let wrote: AlertName | null = null;
  let read: AlertName | null = null;
  let received = '';
  let negotiated: Negotiated | null = null;
  const isClient = endpoint.role === 'client';
  const take = async (event: TlsEvent) => {
    if (event.kind === 'alert' && !CLOSURE.has(event.description)) {
      if (event.direction === 'sent') wrote = event.description;
      else read = event.description;
    }
    if (event.kind === 'connected') {
      ({ negotiated } = event);
      return isClient ? endpoint.send(Buffer.from(REQUEST)) : null;
    }
    if (event.kind !== 'data' || event.direction !== 'received') return null;
    received += Buffer.from(event.data).toString();
    if (received === RESPONSE) return endpoint.close();
    if (received !== REQUEST) return null;
    return joined(await endpoint.send(Buffer.from(RESPONSE)), await endpoint.close());
  };
  // A reset after the last alert is how some stacks close; what was said before counts.
  await converse(endpoint, socket, take).catch(() => undefined);
  const delivered = received === (isClient ? RESPONSE : REQUEST);
  return { report: { wrote, read, refused: wrote !== null, delivered }, negotiated };
}
