import { bytesFromText, latin1 } from '../bytes/text.ts';
import { DerError, DerReader } from '../pki/der/reader.ts';
import { readName } from '../pki/names/distinguishedName.ts';
import {
  empty,
  enumerated,
  named,
  opaqueVector,
  rest,
  showBytes,
  struct,
  uint16,
  uint32,
  uint8,
  vector,
  type Type,
  type ValueOf,
} from './language.ts';
import * as registry from './registry.ts';

/** RFC 8446 §4.2: the extensions, each declared once, and which message may hold which. */

export const protocolVersion = enumerated('ProtocolVersion', 2, registry.versionName, 'hex');
export const cipherSuite = enumerated('CipherSuite', 2, registry.cipherSuiteName, 'hex');
export const signatureScheme = enumerated(
  'SignatureScheme',
  2,
  registry.signatureSchemeName,
  'hex',
);
const namedGroup = enumerated('NamedGroup', 2, registry.groupName, 'hex');

const text = (bytes: Uint8Array) => {
  const characters = latin1(bytes);
  return /^[\x20-\x7e]+$/.test(characters) ? `“${characters}”` : showBytes(bytes);
};

const nameText = (der: Uint8Array) => {
  try {
    return readName(new DerReader(der), 'DistinguishedName').text;
  } catch (error) {
    if (error instanceof DerError) return showBytes(der);
    throw error;
  }
};

const serverNameList = struct('ServerNameList', 'RFC 6066 §3', {
  serverNameList: vector(
    struct('ServerName', 'RFC 6066 §3', {
      nameType: enumerated('NameType', 1, (code) => (code === 0 ? 'host_name' : null)),
      name: named(opaqueVector(1, 2 ** 16 - 1), { label: 'HostName', show: text }),
    }),
    1,
    2 ** 16 - 1,
  ),
});

const protocolNameList = struct('ProtocolNameList', 'RFC 7301 §3.1', {
  protocolNameList: vector(
    named(opaqueVector(1, 2 ** 8 - 1), { label: 'ProtocolName', show: text }),
    2,
    2 ** 16 - 1,
  ),
});

const supportedVersions = struct('SupportedVersions', 'RFC 8446 §4.2.1', {
  versions: vector(protocolVersion, 2, 254),
});
const selectedVersion = struct('SupportedVersions', 'RFC 8446 §4.2.1', {
  selectedVersion: protocolVersion,
});

const cookie = struct('Cookie', 'RFC 8446 §4.2.2', { cookie: opaqueVector(1, 2 ** 16 - 1) });

const signatureSchemeList = struct('SignatureSchemeList', 'RFC 8446 §4.2.3', {
  supportedSignatureAlgorithms: vector(signatureScheme, 2, 2 ** 16 - 2),
});

const certificateAuthorities = struct('CertificateAuthoritiesExtension', 'RFC 8446 §4.2.4', {
  authorities: vector(
    named(opaqueVector(1, 2 ** 16 - 1), { label: 'DistinguishedName', show: nameText }),
    3,
    2 ** 16 - 1,
  ),
});

const namedGroupList = struct('NamedGroupList', 'RFC 8446 §4.2.7', {
  namedGroupList: vector(namedGroup, 2, 2 ** 16 - 1),
});

const keyShareEntry = struct('KeyShareEntry', 'RFC 8446 §4.2.8', {
  group: namedGroup,
  keyExchange: opaqueVector(1, 2 ** 16 - 1),
});
const keyShareClientHello = struct('KeyShareClientHello', 'RFC 8446 §4.2.8', {
  clientShares: vector(keyShareEntry, 0, 2 ** 16 - 1),
});
const keyShareServerHello = struct('KeyShareServerHello', 'RFC 8446 §4.2.8', {
  serverShare: keyShareEntry,
});
const keyShareHelloRetryRequest = struct('KeyShareHelloRetryRequest', 'RFC 8446 §4.2.8', {
  selectedGroup: namedGroup,
});

const pskKeyExchangeModes = struct('PskKeyExchangeModes', 'RFC 8446 §4.2.9', {
  keModes: vector(enumerated('PskKeyExchangeMode', 1, registry.pskModeName), 1, 255),
});

const earlyDataTicket = struct('EarlyDataIndication', 'RFC 8446 §4.2.10', {
  maxEarlyDataSize: uint32,
});

const offeredPsks = struct('OfferedPsks', 'RFC 8446 §4.2.11', {
  identities: vector(
    struct('PskIdentity', 'RFC 8446 §4.2.11', {
      identity: opaqueVector(1, 2 ** 16 - 1),
      obfuscatedTicketAge: uint32,
    }),
    7,
    2 ** 16 - 1,
  ),
  binders: vector(named(opaqueVector(32, 255), { label: 'PskBinderEntry' }), 33, 2 ** 16 - 1),
});
const selectedPsk = struct('PreSharedKeyExtension', 'RFC 8446 §4.2.11', {
  selectedIdentity: uint16,
});

const OCSP = 1;
const statusType = enumerated('CertificateStatusType', 1, (code) =>
  code === OCSP ? 'ocsp' : null,
);

const ocspStatusRequest = struct('CertificateStatusRequest', 'RFC 6066 §8', {
  statusType,
  responderIdList: opaqueVector(0, 2 ** 16 - 1),
  requestExtensions: opaqueVector(0, 2 ** 16 - 1),
});

/** Of a type that is not OCSP nobody knows more than its bytes. */
const certificateStatusRequest: Type<ValueOf<typeof ocspStatusRequest> | Uint8Array> = {
  label: ocspStatusRequest.label,
  spec: 'RFC 6066 §8',
  read: (reader) => (reader.peekUint(1) === OCSP ? ocspStatusRequest : unread).read(reader),
  write: (writer, value) =>
    value instanceof Uint8Array
      ? unread.write(writer, value)
      : ocspStatusRequest.write(writer, value),
};
const unread = rest('opaque');

const certificateStatus = struct('CertificateStatus', 'RFC 8446 §4.4.2.1', {
  statusType,
  response: named(opaqueVector(1, 2 ** 24 - 1), { label: 'OCSPResponse' }),
});

const ecPointFormats = struct('ECPointFormatList', 'RFC 8422 §5.1.2', {
  ecPointFormatList: vector(uint8, 1, 2 ** 8 - 1),
});

const anything = (spec: string) => named(rest('opaque'), { spec });
const presence = (spec: string) => named(empty, { spec });
const recordSizeLimit = named(uint16, { label: 'RecordSizeLimit', spec: 'RFC 8449 §4' });

/** Which message may hold which extension: the table of RFC 8446 §4.2. */
export const CLIENT_HELLO_EXTENSIONS = {
  server_name: serverNameList,
  max_fragment_length: anything('RFC 6066 §4'),
  status_request: certificateStatusRequest,
  supported_groups: namedGroupList,
  ec_point_formats: ecPointFormats,
  signature_algorithms: signatureSchemeList,
  application_layer_protocol_negotiation: protocolNameList,
  signed_certificate_timestamp: anything('RFC 6962 §3.3.1'),
  padding: anything('RFC 7685 §3'),
  encrypt_then_mac: anything('RFC 7366 §2'),
  extended_master_secret: anything('RFC 7627 §5.1'),
  record_size_limit: recordSizeLimit,
  session_ticket: anything('RFC 5077 §3.2'),
  pre_shared_key: offeredPsks,
  early_data: presence('RFC 8446 §4.2.10'),
  supported_versions: supportedVersions,
  cookie,
  psk_key_exchange_modes: pskKeyExchangeModes,
  certificate_authorities: certificateAuthorities,
  post_handshake_auth: presence('RFC 8446 §4.2.6'),
  signature_algorithms_cert: signatureSchemeList,
  key_share: keyShareClientHello,
  renegotiation_info: anything('RFC 5746 §3.2'),
} as const;

export const SERVER_HELLO_EXTENSIONS = {
  supported_versions: selectedVersion,
  key_share: keyShareServerHello,
  pre_shared_key: selectedPsk,
} as const;

export const HELLO_RETRY_REQUEST_EXTENSIONS = {
  supported_versions: selectedVersion,
  key_share: keyShareHelloRetryRequest,
  cookie,
} as const;

export const ENCRYPTED_EXTENSIONS = {
  server_name: presence('RFC 6066 §3'),
  max_fragment_length: anything('RFC 6066 §4'),
  supported_groups: namedGroupList,
  application_layer_protocol_negotiation: protocolNameList,
  record_size_limit: recordSizeLimit,
  early_data: presence('RFC 8446 §4.2.10'),
} as const;

export const CERTIFICATE_REQUEST_EXTENSIONS = {
  /** Empty, if those who send it follow the RFC. */
  status_request: anything('RFC 8446 §4.4.2.1'),
  signature_algorithms: signatureSchemeList,
  signed_certificate_timestamp: anything('RFC 6962 §3.3.1'),
  certificate_authorities: certificateAuthorities,
  oid_filters: anything('RFC 8446 §4.2.5'),
  signature_algorithms_cert: signatureSchemeList,
} as const;

export const CERTIFICATE_ENTRY_EXTENSIONS = {
  status_request: certificateStatus,
  signed_certificate_timestamp: anything('RFC 6962 §3.3.1'),
} as const;

export const NEW_SESSION_TICKET_EXTENSIONS = { early_data: earlyDataTicket } as const;

/** SNI for a host name. */
export function serverNameExtension(hostName: string) {
  return {
    name: 'server_name',
    data: { serverNameList: [{ nameType: 0, name: bytesFromText(hostName) }] },
  } as const;
}

/** Asks a server for the OCSP response of its certificate, from whichever responder (RFC 6066 §8). */
export const STATUS_REQUEST = {
  name: 'status_request',
  data: {
    statusType: OCSP,
    responderIdList: new Uint8Array(),
    requestExtensions: new Uint8Array(),
  },
} as const;

/** Does a ClientHello ask for an OCSP response? What else it may ask for nobody has. */
export function asksForOcsp(
  request: ValueOf<typeof certificateStatusRequest> | undefined,
): boolean {
  return request !== undefined && !(request instanceof Uint8Array);
}

/** An OCSP response beside the certificate that it is about (RFC 8446 §4.4.2.1). */
export function stapleExtension(response: Uint8Array) {
  return { name: 'status_request', data: { statusType: OCSP, response } } as const;
}

/** The OCSP response of a CertificateStatus; null when it is of another type. */
export function ocspResponseOf(status: ValueOf<typeof certificateStatus>): Uint8Array | null {
  return status.statusType === OCSP ? status.response : null;
}

/** What a server answers whose choice the name decided (RFC 6066 §3). */
export const SERVER_NAME_USED = { name: 'server_name', data: null } as const;

/** ALPN protocol names, in order of preference. */
export function alpnExtension(protocols: readonly string[]) {
  return {
    name: 'application_layer_protocol_negotiation',
    data: { protocolNameList: protocols.map(bytesFromText) },
  } as const;
}
