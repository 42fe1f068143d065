import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldNode } from '../../src/bytes/fieldTree.ts';
import { describeAlert, describeHandshake, describeRecord } from '../../src/tls/describe.ts';
import {
  type Body,
  decodeHandshake,
  encodeHandshake,
  HELLO_RETRY_REQUEST_RANDOM,
} from '../../src/tls/messages.ts';
import { arbitraryMessage } from './arbitraryMessages.ts';

/** Every structure that a peer's bytes may hold, field by field, as the RFCs declare them. */
const DECLARED = `
Alert.description AlertDescription, RFC 8446 §6
Alert.level AlertLevel, RFC 8446 §6
Certificate.certificate_list CertificateEntry<0..2^24-1>, RFC 8446 §4.4.2
Certificate.certificate_request_context opaque<0..2^8-1>, RFC 8446 §4.4.2
Certificate.msg_type HandshakeType, RFC 8446 §4
CertificateAuthoritiesExtension.authorities DistinguishedName<3..2^16-1>, RFC 8446 §4.2.4
CertificateEntry.cert_data opaque<1..2^24-1>, RFC 8446 §4.4.2
CertificateEntry.extensions Extension<0..2^16-1>, RFC 8446 §4.2
CertificateRequest.certificate_request_context opaque<0..2^8-1>, RFC 8446 §4.3.2
CertificateRequest.extensions Extension<2..2^16-1>, RFC 8446 §4.2
CertificateRequest.msg_type HandshakeType, RFC 8446 §4
CertificateStatus.response OCSPResponse, RFC 8446 §4.4.2.1
CertificateStatus.status_type CertificateStatusType, RFC 8446 §4.4.2.1
CertificateStatusRequest.request_extensions opaque<0..2^16-1>, RFC 6066 §8
CertificateStatusRequest.responder_id_list opaque<0..2^16-1>, RFC 6066 §8
CertificateStatusRequest.status_type CertificateStatusType, RFC 6066 §8
CertificateVerify.algorithm SignatureScheme, RFC 8446 §4.4.3
CertificateVerify.msg_type HandshakeType, RFC 8446 §4
CertificateVerify.signature opaque<0..2^16-1>, RFC 8446 §4.4.3
ClientHello.cipher_suites CipherSuite<2..2^16-2>, RFC 8446 §4.1.2
ClientHello.extensions Extension<0..2^16-1>, RFC 8446 §4.2
ClientHello.legacy_compression_methods opaque<1..2^8-1>, RFC 8446 §4.1.2
ClientHello.legacy_session_id opaque<0..32>, RFC 8446 §4.1.2
ClientHello.legacy_version ProtocolVersion, RFC 8446 §4.1.2
ClientHello.msg_type HandshakeType, RFC 8446 §4
ClientHello.random Random, RFC 8446 §4.1.2
Cookie.cookie opaque<1..2^16-1>, RFC 8446 §4.2.2
EarlyDataIndication.max_early_data_size uint32, RFC 8446 §4.2.10
EncryptedExtensions.extensions Extension<0..2^16-1>, RFC 8446 §4.2
EncryptedExtensions.msg_type HandshakeType, RFC 8446 §4
Extension.extension_data CertificateAuthoritiesExtension, RFC 8446 §4.2.4
Extension.extension_data CertificateStatus, RFC 8446 §4.4.2.1
Extension.extension_data CertificateStatusRequest, RFC 6066 §8
Extension.extension_data Cookie, RFC 8446 §4.2.2
Extension.extension_data EarlyDataIndication, RFC 8446 §4.2.10
Extension.extension_data Empty, RFC 8446 §4.2.10
Extension.extension_data Empty, RFC 8446 §4.2.6
Extension.extension_data KeyShareClientHello, RFC 8446 §4.2.8
Extension.extension_data KeyShareHelloRetryRequest, RFC 8446 §4.2.8
Extension.extension_data KeyShareServerHello, RFC 8446 §4.2.8
Extension.extension_data NamedGroupList, RFC 8446 §4.2.7
Extension.extension_data OfferedPsks, RFC 8446 §4.2.11
Extension.extension_data PreSharedKeyExtension, RFC 8446 §4.2.11
Extension.extension_data ProtocolNameList, RFC 7301 §3.1
Extension.extension_data PskKeyExchangeModes, RFC 8446 §4.2.9
Extension.extension_data RecordSizeLimit, RFC 8449 §4
Extension.extension_data ServerNameList, RFC 6066 §3
Extension.extension_data SignatureSchemeList, RFC 8446 §4.2.3
Extension.extension_data SupportedVersions, RFC 8446 §4.2.1
Extension.extension_data opaque, RFC 8446 §4.4.2.1
Extension.extension_data opaque<0..2^16-1>, RFC 8446 §4.2
Extension.extension_type ExtensionType, RFC 8446 §4.2
Finished.msg_type HandshakeType, RFC 8446 §4
Finished.verify_data opaque[Hash.length], RFC 8446 §4.4.4
Handshake.body opaque<0..2^24-1>, RFC 8446 §4
Handshake.msg_type HandshakeType, RFC 8446 §4
HelloRetryRequest.cipher_suite CipherSuite, RFC 8446 §4.1.4
HelloRetryRequest.extensions Extension<6..2^16-1>, RFC 8446 §4.2
HelloRetryRequest.legacy_compression_method uint8, RFC 8446 §4.1.4
HelloRetryRequest.legacy_session_id_echo opaque<0..32>, RFC 8446 §4.1.4
HelloRetryRequest.legacy_version ProtocolVersion, RFC 8446 §4.1.4
HelloRetryRequest.msg_type HandshakeType, RFC 8446 §4
HelloRetryRequest.random Random, RFC 8446 §4.1.4
KeyShareClientHello.client_shares KeyShareEntry<0..2^16-1>, RFC 8446 §4.2.8
KeyShareEntry.group NamedGroup, RFC 8446 §4.2.8
KeyShareEntry.key_exchange opaque<1..2^16-1>, RFC 8446 §4.2.8
KeyShareHelloRetryRequest.selected_group NamedGroup, RFC 8446 §4.2.8
KeyShareServerHello.server_share KeyShareEntry, RFC 8446 §4.2.8
KeyUpdate.msg_type HandshakeType, RFC 8446 §4
KeyUpdate.request_update KeyUpdateRequest, RFC 8446 §4.6.3
NamedGroupList.named_group_list NamedGroup<2..2^16-1>, RFC 8446 §4.2.7
NewSessionTicket.extensions Extension<0..2^16-2>, RFC 8446 §4.2
NewSessionTicket.msg_type HandshakeType, RFC 8446 §4
NewSessionTicket.ticket opaque<1..2^16-1>, RFC 8446 §4.6.1
NewSessionTicket.ticket_age_add uint32, RFC 8446 §4.6.1
NewSessionTicket.ticket_lifetime uint32, RFC 8446 §4.6.1
NewSessionTicket.ticket_nonce opaque<0..2^8-1>, RFC 8446 §4.6.1
OfferedPsks.binders PskBinderEntry<33..2^16-1>, RFC 8446 §4.2.11
OfferedPsks.identities PskIdentity<7..2^16-1>, RFC 8446 §4.2.11
PreSharedKeyExtension.selected_identity uint16, RFC 8446 §4.2.11
ProtocolNameList.protocol_name_list ProtocolName<2..2^16-1>, RFC 7301 §3.1
PskIdentity.identity opaque<1..2^16-1>, RFC 8446 §4.2.11
PskIdentity.obfuscated_ticket_age uint32, RFC 8446 §4.2.11
PskKeyExchangeModes.ke_modes PskKeyExchangeMode<1..2^8-1>, RFC 8446 §4.2.9
ServerHello.cipher_suite CipherSuite, RFC 8446 §4.1.3
ServerHello.extensions Extension<0..2^16-1>, RFC 8446 §4.2
ServerHello.legacy_compression_method uint8, RFC 8446 §4.1.3
ServerHello.legacy_session_id_echo opaque<0..32>, RFC 8446 §4.1.3
ServerHello.legacy_version ProtocolVersion, RFC 8446 §4.1.3
ServerHello.msg_type HandshakeType, RFC 8446 §4
ServerHello.random Random, RFC 8446 §4.1.3
ServerName.name HostName, RFC 6066 §3
ServerName.name_type NameType, RFC 6066 §3
ServerNameList.server_name_list ServerName<1..2^16-1>, RFC 6066 §3
SignatureSchemeList.supported_signature_algorithms SignatureScheme<2..2^16-2>, RFC 8446 §4.2.3
SupportedVersions.selected_version ProtocolVersion, RFC 8446 §4.2.1
SupportedVersions.versions ProtocolVersion<2..254>, RFC 8446 §4.2.1
TLSCiphertext.encrypted_record opaque<0..16640>, RFC 8446 §5.2
TLSCiphertext.legacy_record_version ProtocolVersion, RFC 8446 §5.2
TLSCiphertext.opaque_type ContentType, RFC 8446 §5.2
TLSPlaintext.fragment opaque<0..16384>, RFC 8446 §5.1
TLSPlaintext.legacy_record_version ProtocolVersion, RFC 8446 §5.1
TLSPlaintext.type ContentType, RFC 8446 §5.1
`;

/** The fields of `node` and of all below it, each as “Structure.field type, where it is declared”. */
function fieldsOf(node: FieldNode): string[] {
  const children = node.children ?? [];
  const isList = /^Extension</.test(node.type);
  const own = children.filter(({ name }) => !isList && !/^(length|\[\d+\])$/.test(name));
  const owner = node.type === 'Handshake' ? node.name : node.type;
  return [
    ...own
      .filter(({ name }) => name !== 'Certificate')
      .map(({ name, type, spec = '' }) => `${owner}.${name} ${type}, ${spec}`),
    ...children.filter(({ name }) => name !== 'Certificate').flatMap(fieldsOf),
  ];
}

const short = Uint8Array.of(1);
const retry: Body<'HelloRetryRequest'> = {
  legacyVersion: 0x0303,
  random: HELLO_RETRY_REQUEST_RANDOM,
  legacySessionIdEcho: short,
  cipherSuite: 0x1301,
  legacyCompressionMethod: 0,
  extensions: [
    { name: 'supported_versions', data: { selectedVersion: 0x0304 } },
    { name: 'key_share', data: { selectedGroup: 0x001d } },
    { name: 'cookie', data: { cookie: short } },
  ],
};

/** Bytes of each content type, of a message of no known type, and messages of every kind. */
function trees(): FieldNode[] {
  const messages = fc.sample(arbitraryMessage, { numRuns: 1_000, seed: 8446 });
  const record = (type: number, ...content: number[]) =>
    describeRecord(Uint8Array.of(type, 3, 3, 0, content.length, ...content));
  return [
    ...messages.map(({ name, body }) => describeHandshake(encodeHandshake(name, body))),
    describeHandshake(encodeHandshake('HelloRetryRequest', retry)),
    describeHandshake(Uint8Array.of(99, 0, 0, 1, 7)),
    describeAlert(Uint8Array.of(2, 40)),
    record(20, 1),
    record(23, 1, 2, 3),
  ];
}

describe('RFC 8446 §4 and §5, the structures', () => {
  it('are declared as the RFCs write them, each with its bounds', () => {
    const found = new Set(trees().flatMap(fieldsOf));
    expect([...found].sort().join('\n')).toBe(DECLARED.trim());
  });
});

describe('names and shares', () => {
  const hello = (...extensions: Body<'ClientHello'>['extensions']): Body<'ClientHello'> => ({
    legacyVersion: 0x0303,
    random: new Uint8Array(32),
    legacySessionId: short,
    cipherSuites: [0x1301],
    legacyCompressionMethods: short,
    extensions,
  });
  const none = new Uint8Array(0);

  it.each<readonly [string, Body<'ClientHello'>['extensions'][number]]>([
    ['host name', { name: 'server_name', data: { serverNameList: [{ nameType: 0, name: none }] } }],
    [
      'ALPN name',
      { name: 'application_layer_protocol_negotiation', data: { protocolNameList: [none, short] } },
    ],
    ['authority', { name: 'certificate_authorities', data: { authorities: [none, none] } }],
    [
      'key share',
      { name: 'key_share', data: { clientShares: [{ group: 29, keyExchange: none }] } },
    ],
    [
      'PSK binder',
      {
        name: 'pre_shared_key',
        data: {
          identities: [{ identity: short, obfuscatedTicketAge: 0 }],
          binders: [new Uint8Array(31), short],
        },
      },
    ],
  ])('an empty or short %s is none', (_what, extension) => {
    expect(() => encodeHandshake('ClientHello', hello(extension))).toThrow(RangeError);
  });

  it.each<readonly [string, Body<'ClientHello'>['extensions'][number]]>([
    [
      'host name',
      { name: 'server_name', data: { serverNameList: [{ nameType: 0, name: short }] } },
    ],
    [
      'ALPN name',
      { name: 'application_layer_protocol_negotiation', data: { protocolNameList: [short] } },
    ],
    [
      'authority',
      { name: 'certificate_authorities', data: { authorities: [Uint8Array.of(0x30, 0)] } },
    ],
    [
      'authority of one byte',
      { name: 'certificate_authorities', data: { authorities: [short, short] } },
    ],
    [
      'key share',
      { name: 'key_share', data: { clientShares: [{ group: 29, keyExchange: short }] } },
    ],
    [
      'PSK binder',
      {
        name: 'pre_shared_key',
        data: {
          identities: [{ identity: short, obfuscatedTicketAge: 0 }],
          binders: [new Uint8Array(32)],
        },
      },
    ],
  ])('the shortest %s is one', (_what, extension) => {
    const bytes = encodeHandshake('ClientHello', hello(extension));
    expect(decodeHandshake('ClientHello', bytes).extensions).toEqual([extension]);
  });
});
