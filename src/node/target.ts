import { isIP } from 'node:net';
import type { PeerName } from '../tls/endpoint.ts';
import { CommandFailure } from './failure.ts';
import { portOf } from './options.ts';

/** Where to connect to, and as whom the server has to prove itself. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly name: PeerName;
  /** For SNI, which carries DNS names only (RFC 6066 §3). */
  readonly serverName: string | null;
}

/**
 * @param address `host:port`, or `[address]:port` for IPv6
 * @param asked the name to ask for in place of the host
 * @throws CommandFailure when it is no such address
 */
export function targetOf(address: string, asked: string | undefined): Target {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined) {
    throw new CommandFailure(`“${address}” is no address like localhost:4433.`);
  }
  const value = asked ?? host;
  const kind = isIP(value) ? 'ip' : 'dns';
  return {
    host,
    port: portOf(port),
    name: { kind, value },
    serverName: kind === 'dns' ? value : null,
  };
}
