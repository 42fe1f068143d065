import type { ClientConfig, ServerConfig } from './endpoint.ts';

/** All that is spoken here; OpenSSL’s tools have TLS 1.2 beside it. */
const versions = ['TLS 1.3'] as const;

/** What OpenSSL’s `s_client` does unless it is told otherwise, where a configuration has to choose. */
export const LIKE_S_CLIENT = {
  versions,
  unlistedIssuer: 'send',
  stapling: 'off',
} as const satisfies Partial<ClientConfig>;

/** The same of `s_server`. */
export const LIKE_S_SERVER = {
  versions,
  unknownName: 'default',
  certificateAuthorities: 'anchors',
  stapling: 'off',
} as const satisfies Partial<ServerConfig>;
