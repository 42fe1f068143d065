import fc from 'fast-check';
import type { HandshakeName } from '../../src/tls/endpoint.ts';
import type { Body } from '../../src/tls/messages.ts';

/** Handshake messages of every type, with anything that their declarations allow. */

const opaque = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const codes = fc.array(uint16, { minLength: 1, maxLength: 12 });
const data = <N extends string, T>(name: N, value: fc.Arbitrary<T>) =>
  fc.record({ name: fc.constant(name), data: value });

/** Of a type that no registry assigns. */
const unknownExtension = fc.record({
  name: fc.constant('opaque' as const),
  type: fc.integer({ min: 20_000, max: 30_000 }),
  data: opaque(0, 40),
});

const keyShare = fc.record({ group: uint16, keyExchange: opaque(1, 70) });

const clientHelloExtension = fc.oneof(
  unknownExtension,
  data(
    'server_name',
    fc.record({
      serverNameList: fc.array(fc.record({ nameType: fc.constant(0), name: opaque(1, 30) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  ),
  data(
    'status_request',
    fc.oneof(
      fc.record({
        statusType: fc.constant(1),
        responderIdList: opaque(0, 20),
        requestExtensions: opaque(0, 20),
      }),
      opaque(1, 20).filter(([statusType]) => statusType !== 1),
    ),
  ),
  data('supported_groups', fc.record({ namedGroupList: codes })),
  data('signature_algorithms', fc.record({ supportedSignatureAlgorithms: codes })),
  data('signature_algorithms_cert', fc.record({ supportedSignatureAlgorithms: codes })),
  data('supported_versions', fc.record({ versions: codes })),
  data('key_share', fc.record({ clientShares: fc.array(keyShare, { maxLength: 3 }) })),
  data('cookie', fc.record({ cookie: opaque(1, 50) })),
  data(
    'psk_key_exchange_modes',
    fc.record({ keModes: fc.array(fc.nat(255), { minLength: 1, maxLength: 3 }) }),
  ),
  data('early_data', fc.constant(null)),
  data('post_handshake_auth', fc.constant(null)),
  data('record_size_limit', uint16),
  data(
    'certificate_authorities',
    fc.record({ authorities: fc.array(opaque(1, 40), { minLength: 1, maxLength: 3 }) }),
  ),
  data(
    'application_layer_protocol_negotiation',
    fc.record({ protocolNameList: fc.array(opaque(1, 20), { minLength: 1, maxLength: 3 }) }),
  ),
  data(
    'pre_shared_key',
    fc.record({
      identities: fc.array(fc.record({ identity: opaque(1, 40), obfuscatedTicketAge: uint32 }), {
        minLength: 1,
        maxLength: 2,
      }),
      binders: fc.array(opaque(32, 48), { minLength: 1, maxLength: 2 }),
    }),
  ),
);

const some = <T>(one: fc.Arbitrary<T>, minLength = 0) => fc.array(one, { minLength, maxLength: 6 });

const clientHello = fc.record({
  legacyVersion: uint16,
  random: opaque(32, 32),
  legacySessionId: opaque(0, 32),
  cipherSuites: codes,
  legacyCompressionMethods: opaque(1, 3),
  extensions: some(clientHelloExtension, 1),
});

const answer = { legacyVersion: uint16, legacySessionIdEcho: opaque(0, 32), cipherSuite: uint16 };

const serverHello = fc.record({
  ...answer,
  random: opaque(32, 32),
  legacyCompressionMethod: fc.nat(255),
  extensions: some(
    fc.oneof(
      unknownExtension,
      data('supported_versions', fc.record({ selectedVersion: uint16 })),
      data('key_share', fc.record({ serverShare: keyShare })),
      data('pre_shared_key', fc.record({ selectedIdentity: uint16 })),
    ),
    1,
  ),
});

const certificate = fc.record({
  certificateRequestContext: opaque(0, 8),
  certificateList: some(
    fc.record({
      certData: opaque(1, 300),
      extensions: some(
        fc.oneof(
          unknownExtension,
          data('status_request', fc.record({ statusType: fc.nat(255), response: opaque(1, 80) })),
        ),
      ),
    }),
  ),
});

const newSessionTicket = fc.record({
  ticketLifetime: uint32,
  ticketAgeAdd: uint32,
  ticketNonce: opaque(0, 8),
  ticket: opaque(1, 100),
  extensions: some(
    fc.oneof(unknownExtension, data('early_data', fc.record({ maxEarlyDataSize: uint32 }))),
  ),
});

export interface NamedBody<N extends HandshakeName = HandshakeName> {
  readonly name: N;
  readonly body: Body<N>;
}

const message = <N extends HandshakeName>(
  name: N,
  body: fc.Arbitrary<Body<N>>,
): fc.Arbitrary<NamedBody> => body.map((value) => ({ name, body: value as Body<HandshakeName> }));

export const arbitraryMessage: fc.Arbitrary<NamedBody> = fc.oneof(
  message('ClientHello', clientHello),
  message('ServerHello', serverHello),
  message('EncryptedExtensions', fc.record({ extensions: some(unknownExtension) })),
  message(
    'CertificateRequest',
    fc.record({
      certificateRequestContext: opaque(0, 8),
      extensions: some(
        fc.oneof(
          unknownExtension,
          data('signature_algorithms', fc.record({ supportedSignatureAlgorithms: codes })),
          data('status_request', opaque(0, 8)),
        ),
        1,
      ),
    }),
  ),
  message('Certificate', certificate),
  message('CertificateVerify', fc.record({ algorithm: uint16, signature: opaque(0, 100) })),
  message('Finished', fc.record({ verifyData: opaque(0, 64) })),
  message('NewSessionTicket', newSessionTicket),
  message('KeyUpdate', fc.record({ requestUpdate: fc.nat(255) })),
);
