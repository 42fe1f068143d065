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
  /** Of our own client only: it sends its alert about the server's certificate unencrypted. */
  readonly clearAlerts?: boolean;
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

/** An implementation of TLS that can play the client. */
export interface TlsClient {
  readonly name: string;
  connect(port: number, setup: ClientSetup): Promise<Report>;
}

/** An implementation of TLS that can play the server. */
export interface TlsServer {
  serve(setup: ServerSetup): Promise<RunningServer>;
}

export interface Stack extends TlsClient, TlsServer {}

/** A stack that the lab is measured against. */
export interface Peer extends TlsClient, Partial<TlsServer> {
  /** With the version that decides how handshakes end: `OpenSSL 3.0`; null: it is not installed. */
  version(): string | null;
  /** Its client shows no certificate of a CA that the server did not ask for (§4.4.2.3). */
  readonly withholds?: boolean;
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

/**
 * Lets two stacks meet once, and says how that ended. An alert that was sent unencrypted is told as
 * the server has it: whether that can read it is what there is to know.
 */
export async function meet(
  client: TlsClient,
  clientSetup: ClientSetup,
  server: TlsServer,
  serverSetup: ServerSetup,
): Promise<Meeting> {
  const running = await server.serve(serverSetup);
  try {
    const byClient = await client.connect(running.port, clientSetup);
    const byServer = await running.report;
    const told = clientSetup.clearAlerts ? toldByServer(byServer) : toldByBoth(byClient, byServer);
    return { ...told, delivered: byClient.delivered && byServer.delivered };
  } finally {
    running.stop();
  }
}

type Told = Omit<Meeting, 'delivered'>;

function toldByBoth(client: Report, server: Report): Told {
  const byClient = client.wrote ?? server.read;
  const byServer = server.wrote ?? client.read;
  return {
    refusedBy: refuser(byClient !== null || client.refused, byServer !== null || server.refused),
    alert: byClient ?? byServer,
  };
}

function toldByServer({ wrote, read, refused }: Report): Told {
  return { refusedBy: refuser(read !== null, refused || wrote !== null), alert: read ?? wrote };
}

function refuser(client: boolean, server: boolean): Meeting['refusedBy'] {
  if (client) return 'client';
  return server ? 'server' : null;
}
