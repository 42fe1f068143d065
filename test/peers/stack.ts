import type { AlertName } from '../../src/tls/alerts.ts';
import type { GroupName } from '../../src/tls/algorithms.ts';
import type { Identity, PeerName } from '../../src/tls/endpoint.ts';

/** What one end of a meeting holds and accepts. */
export interface Setup {
  readonly identity: Identity | null;
  readonly anchors: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly clock: number;
  /** Preferences in OpenSSL's words, which for these are ours too; the stack's own when left out. */
  readonly cipherSuite?: string;
  readonly group?: GroupName;
  readonly alpn?: string;
  /** Given: a peer’s leaf that no CRL of today vouches for is refused. */
  readonly crls?: readonly Uint8Array[];
}

export interface ClientSetup extends Setup {
  /** The name to ask for and to insist on. */
  readonly name: PeerName;
}

export interface ServerSetup extends Setup {
  readonly identity: Identity;
  readonly clientAuth: 'none' | 'optional' | 'required';
}

/** What one end can say about a meeting when it is over. */
export interface Report {
  /** The fatal alert that it wrote, or read. */
  readonly wrote: AlertName | null;
  readonly read: AlertName | null;
  /** It ended the handshake itself, with or without an alert. */
  readonly refused: boolean;
  /** For a server: the request arrived. For a client: the answer did. */
  readonly delivered: boolean;
}

export interface RunningServer {
  readonly port: number;
  /** When its one connection is over. */
  readonly report: Promise<Report>;
  stop(): void;
}

/** An implementation of TLS that can play both roles. */
export interface Stack {
  readonly name: string;
  serve(setup: ServerSetup): Promise<RunningServer>;
  connect(port: number, setup: ClientSetup): Promise<Report>;
}

/** What the client asks; the second line makes `openssl s_server -rev` close. */
export const REQUEST = 'ping\nCLOSE\n';
/** What the server answers. */
export const RESPONSE = 'gnip\n';

/** How a meeting ended. */
export interface Meeting {
  readonly refusedBy: 'client' | 'server' | null;
  readonly alert: AlertName | null;
  /** The request arrived, and so did its answer. */
  readonly delivered: boolean;
}

/** Lets two stacks meet once, and says how that ended. */
export async function meet(
  client: Stack,
  clientSetup: ClientSetup,
  server: Stack,
  serverSetup: ServerSetup,
): Promise<Meeting> {
  const running = await server.serve(serverSetup);
  try {
    const ours = await client.connect(running.port, clientSetup);
    const theirs = await running.report;
    const byClient = ours.wrote ?? theirs.read;
    const byServer = theirs.wrote ?? ours.read;
    return {
      refusedBy: refuser(byClient !== null || ours.refused, byServer !== null || theirs.refused),
      alert: byClient ?? byServer,
      delivered: ours.delivered && theirs.delivered,
    };
  } finally {
    running.stop();
  }
}

function refuser(client: boolean, server: boolean): Meeting['refusedBy'] {
  if (client) return 'client';
  return server ? 'server' : null;
}
