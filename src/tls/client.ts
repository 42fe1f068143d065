import { CIPHER_SUITES, configured, GROUPS, SIGNATURE_SCHEMES, VERSIONS } from './algorithms.ts';
import { sendClientHello } from './tls13/client/start.ts';
import { Connection } from './connection.ts';
import type { ClientConfig, Endpoint } from './endpoint.ts';
import { Machine } from './machine.ts';

/**
 * A TLS 1.3 client. Its states are those of RFC 8446 Appendix A.1, each in a file of its own:
 *
 *     START ─ sendClientHello ─▶ WAIT_SH ─▶ WAIT_EE ─▶ WAIT_CERT_CR ─▶ WAIT_CERT ─▶ WAIT_CV
 *           ◀─ HelloRetryRequest ─┘                     ─▶ WAIT_FINISHED ─ sendFlight ─▶ CONNECTED
 *
 * @throws RangeError when the configuration names an algorithm that is not implemented
 */
export function createClient(config: ClientConfig): Endpoint {
  const connection = new Connection('client', config.crypto);
  const client = {
    config,
    connection,
    versions: configured(VERSIONS, config.versions),
    suites: configured(CIPHER_SUITES, config.cipherSuites),
    groups: configured(GROUPS, config.groups),
    schemes: configured(SIGNATURE_SCHEMES, config.signatureSchemes),
    alpn: config.alpn ?? [],
  };
  return new Machine(connection, () => sendClientHello(client));
}
