import { CIPHER_SUITES, configured, GROUPS, SIGNATURE_SCHEMES, VERSIONS } from './algorithms.ts';
import { Connection } from './connection.ts';
import type { Endpoint, ServerConfig } from './endpoint.ts';
import { Machine } from './machine.ts';
import { waitClientHello } from './tls13/server/waitClientHello.ts';

/**
 * A TLS 1.3 server. Its states are those of RFC 8446 Appendix A.2:
 *
 *     START ─▶ RECVD_CH ─▶ NEGOTIATED ─ sendFlight ─▶ WAIT_FLIGHT2 ─▶ WAIT_CERT ─▶ WAIT_CV
 *       ◀─ HelloRetryRequest ─┘                                  ─▶ WAIT_FINISHED ─▶ CONNECTED
 *
 * @throws RangeError when the configuration names an algorithm that is not implemented
 */
export function createServer(config: ServerConfig): Endpoint {
  const connection = new Connection('server', config.crypto);
  const server = {
    config,
    connection,
    versions: configured(VERSIONS, config.versions),
    suites: configured(CIPHER_SUITES, config.cipherSuites),
    groups: configured(GROUPS, config.groups),
    schemes: configured(SIGNATURE_SCHEMES, config.signatureSchemes),
    alpn: config.alpn ?? [],
  };
  return new Machine(connection, () => waitClientHello(server));
}
