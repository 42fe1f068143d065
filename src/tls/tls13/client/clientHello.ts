import { CERTIFICATE_ONLY_SCHEMES, TLS_1_2_SUITES, type Group } from '../../algorithms.ts';
import type { KeyShare } from '../../crypto.ts';
import { alpnExtension, serverNameExtension, STATUS_REQUEST } from '../../extensions.ts';
import type { ClientHello } from '../../messages.ts';
import { TLS_1_2, TLS_1_3 } from '../../registry.ts';
import type { Client } from './session.ts';

const PSK_DHE_KE = 1;
const NO_SESSION = new Uint8Array();
const NO_COMPRESSION = Uint8Array.of(0);

export function keyShareEntry(group: Group, { publicKey }: KeyShare) {
  return { group: group.code, keyExchange: publicKey };
}

/** RFC 8446 §4.1.2: everything that we speak, with one key share. */
export function clientHello(
  { config, versions, suites, groups, schemes, alpn }: Client,
  random: Uint8Array,
  share: ReturnType<typeof keyShareEntry>,
): ClientHello {
  const { serverName, stapling } = config;
  const codes = versions.map(({ code }) => code);
  const offersTls13 = codes.includes(TLS_1_3);
  const signatureAlgorithms = [
    ...schemes.map((scheme) => scheme.code),
    ...CERTIFICATE_ONLY_SCHEMES,
  ];
  return {
    legacyVersion: TLS_1_2,
    random,
    legacySessionId: NO_SESSION,
    cipherSuites: [
      ...(offersTls13 ? suites.map((suite) => suite.code) : []),
      ...(codes.includes(TLS_1_2) ? TLS_1_2_SUITES : []),
    ],
    legacyCompressionMethods: NO_COMPRESSION,
    extensions: [
      ...(serverName === null ? [] : [serverNameExtension(serverName)]),
      ...(stapling === 'off' ? [] : [STATUS_REQUEST]),
      { name: 'supported_groups', data: { namedGroupList: groups.map((group) => group.code) } },
      ...(alpn.length === 0 ? [] : [alpnExtension(alpn)]),
      { name: 'signature_algorithms', data: { supportedSignatureAlgorithms: signatureAlgorithms } },
      ...(offersTls13 ? onlyOfTls13(codes, share) : []),
    ],
  };
}

function onlyOfTls13(versions: readonly number[], share: ReturnType<typeof keyShareEntry>) {
  return [
    { name: 'supported_versions', data: { versions } },
    // Without it no server sends tickets (§4.2.9); we show them and do not use them.
    { name: 'psk_key_exchange_modes', data: { keModes: [PSK_DHE_KE] } },
    { name: 'key_share', data: { clientShares: [share] } },
  ] as const;
}

/** §4.1.2: the second hello is the first one, with another key share and the server's cookie. */
export async function sendSecondClientHello(
  client: Client,
  first: ClientHello,
  group: Group | null,
  share: KeyShare,
  cookie: Uint8Array | undefined,
): Promise<ClientHello> {
  const extensions = first.extensions.map((extension) =>
    extension.name === 'key_share' && group
      ? { name: extension.name, data: { clientShares: [keyShareEntry(group, share)] } }
      : extension,
  );
  const hello = {
    ...first,
    extensions: cookie
      ? [...extensions, { name: 'cookie' as const, data: { cookie } }]
      : extensions,
  };
  await client.connection.send('ClientHello', hello);
  return hello;
}
