import type { ClientConfig, ServerConfig } from './endpoint.ts';

/** What OpenSSL’s `s_client` does unless it is told otherwise, where a configuration has to choose. */
export const LIKE_S_CLIENT = {
  unlistedIssuer: 'send',
  stapling: 'off',
} as const satisfies Partial<ClientConfig>;

/** The same of `s_server`. */
export const LIKE_S_SERVER = {
  unknownName: 'default',
  certificateAuthorities: 'anchors',
  stapling: 'off',
} as const satisfies Partial<ServerConfig>;
