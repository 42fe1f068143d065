import { equalBytes } from '../bytes/bytes.ts';
import type { HandshakeName } from './endpoint.ts';
import { extensionList } from './extensionList.ts';
import {
  CERTIFICATE_ENTRY_EXTENSIONS,
  CERTIFICATE_REQUEST_EXTENSIONS,
  CLIENT_HELLO_EXTENSIONS,
  cipherSuite,
  ENCRYPTED_EXTENSIONS,
  HELLO_RETRY_REQUEST_EXTENSIONS,
  NEW_SESSION_TICKET_EXTENSIONS,
  protocolVersion,
  SERVER_HELLO_EXTENSIONS,
  signatureScheme,
} from './extensions.ts';
import {
  decode,
  encode,
  enumerated,
  named,
  opaque,
  opaqueVector,
  optionalTail,
  rest,
  struct,
  uint24,
  uint32,
  uint8,
  vector,
  type Type,
  type ValueOf,
} from './language.ts';
import { HANDSHAKE_TYPES, handshakeTypeName, keyUpdateRequestName } from './registry.ts';

/** RFC 8446 §4: the handshake messages, each declared once. */

const random = named(opaque(32), { label: 'Random' });

export const clientHello = struct('ClientHello', 'RFC 8446 §4.1.2', {
  legacyVersion: protocolVersion,
  random,
  legacySessionId: opaqueVector(0, 32),
  cipherSuites: vector(cipherSuite, 2, 2 ** 16 - 2),
  legacyCompressionMethods: opaqueVector(1, 2 ** 8 - 1),
  // Older clients send fewer than the 8 bytes that TLS 1.3 needs, or none: they are to hear
  // protocol_version, not decode_error (RFC 8446 §4.1.2, §D.2).
  extensions: optionalTail(extensionList(CLIENT_HELLO_EXTENSIONS, 0, 2 ** 16 - 1), []),
});

export const serverHello = struct('ServerHello', 'RFC 8446 §4.1.3', {
  legacyVersion: protocolVersion,
  random,
  legacySessionIdEcho: opaqueVector(0, 32),
  cipherSuite,
  legacyCompressionMethod: uint8,
  // A TLS 1.2 server may answer without any; it is told apart by its version.
  extensions: optionalTail(extensionList(SERVER_HELLO_EXTENSIONS, 0, 2 ** 16 - 1), []),
});

export const helloRetryRequest = struct('HelloRetryRequest', 'RFC 8446 §4.1.4', {
  legacyVersion: protocolVersion,
  random,
  legacySessionIdEcho: opaqueVector(0, 32),
  cipherSuite,
  legacyCompressionMethod: uint8,
  extensions: extensionList(HELLO_RETRY_REQUEST_EXTENSIONS, 6, 2 ** 16 - 1),
});

export const encryptedExtensions = struct('EncryptedExtensions', 'RFC 8446 §4.3.1', {
  extensions: extensionList(ENCRYPTED_EXTENSIONS, 0, 2 ** 16 - 1),
});

export const certificateRequest = struct('CertificateRequest', 'RFC 8446 §4.3.2', {
  certificateRequestContext: opaqueVector(0, 2 ** 8 - 1),
  extensions: extensionList(CERTIFICATE_REQUEST_EXTENSIONS, 2, 2 ** 16 - 1),
});

export const certificate = struct('Certificate', 'RFC 8446 §4.4.2', {
  certificateRequestContext: opaqueVector(0, 2 ** 8 - 1),
  certificateList: vector(
    struct('CertificateEntry', 'RFC 8446 §4.4.2', {
      certData: opaqueVector(1, 2 ** 24 - 1),
      extensions: extensionList(CERTIFICATE_ENTRY_EXTENSIONS, 0, 2 ** 16 - 1),
    }),
    0,
    2 ** 24 - 1,
  ),
});

export const certificateVerify = struct('CertificateVerify', 'RFC 8446 §4.4.3', {
  algorithm: signatureScheme,
  signature: opaqueVector(0, 2 ** 16 - 1),
});

export const finished = struct('Finished', 'RFC 8446 §4.4.4', {
  verifyData: rest('opaque[Hash.length]'),
});

export const newSessionTicket = struct('NewSessionTicket', 'RFC 8446 §4.6.1', {
  ticketLifetime: uint32,
  ticketAgeAdd: uint32,
  ticketNonce: opaqueVector(0, 255),
  ticket: opaqueVector(1, 2 ** 16 - 1),
  extensions: extensionList(NEW_SESSION_TICKET_EXTENSIONS, 0, 2 ** 16 - 2),
});

export const keyUpdate = struct('KeyUpdate', 'RFC 8446 §4.6.3', {
  requestUpdate: enumerated('KeyUpdateRequest', 1, keyUpdateRequestName),
});

const BODIES = {
  ClientHello: clientHello,
  ServerHello: serverHello,
  HelloRetryRequest: helloRetryRequest,
  EncryptedExtensions: encryptedExtensions,
  CertificateRequest: certificateRequest,
  Certificate: certificate,
  CertificateVerify: certificateVerify,
  Finished: finished,
  NewSessionTicket: newSessionTicket,
  KeyUpdate: keyUpdate,
} as const;

export type Body<N extends HandshakeName> = ValueOf<(typeof BODIES)[N]>;
export type ClientHello = Body<'ClientHello'>;
export type ServerHello = Body<'ServerHello'>;
export type HelloRetryRequest = Body<'HelloRetryRequest'>;

const CODES: Readonly<Record<HandshakeName, number>> = {
  ClientHello: HANDSHAKE_TYPES.client_hello,
  ServerHello: HANDSHAKE_TYPES.server_hello,
  HelloRetryRequest: HANDSHAKE_TYPES.server_hello,
  EncryptedExtensions: HANDSHAKE_TYPES.encrypted_extensions,
  CertificateRequest: HANDSHAKE_TYPES.certificate_request,
  Certificate: HANDSHAKE_TYPES.certificate,
  CertificateVerify: HANDSHAKE_TYPES.certificate_verify,
  Finished: HANDSHAKE_TYPES.finished,
  NewSessionTicket: HANDSHAKE_TYPES.new_session_ticket,
  KeyUpdate: HANDSHAKE_TYPES.key_update,
};

/** The random of a ServerHello that is a HelloRetryRequest: SHA-256("HelloRetryRequest") (§4.1.3). */
export const HELLO_RETRY_REQUEST_RANDOM = Uint8Array.of(
  ...[
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  ],
  ...[
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
  ],
);

export const HANDSHAKE_HEADER_LENGTH = 4;
const RANDOM_OFFSET = HANDSHAKE_HEADER_LENGTH + 2;

/** Which message this is, by its type and, for a HelloRetryRequest, its random; null: none of ours. */
export function handshakeName(message: Uint8Array): HandshakeName | null {
  const [code] = message;
  if (code === HANDSHAKE_TYPES.server_hello) {
    const found = message.subarray(
      RANDOM_OFFSET,
      RANDOM_OFFSET + HELLO_RETRY_REQUEST_RANDOM.length,
    );
    return equalBytes(found, HELLO_RETRY_REQUEST_RANDOM) ? 'HelloRetryRequest' : 'ServerHello';
  }
  const names = Object.keys(CODES) as HandshakeName[];
  return names.find((name) => CODES[name] === code) ?? null;
}

const messageType = named(enumerated('HandshakeType', 1, handshakeTypeName), {
  spec: 'RFC 8446 §4',
});
const messageLength = named(uint24, { spec: 'RFC 8446 §4' });

/** A handshake message of a type that is none of ours. */
export const unknownHandshake = struct('Handshake', 'RFC 8446 §4', {
  msgType: messageType,
  body: opaqueVector(0, 2 ** 24 - 1),
});

/** A whole handshake message: type, length and body. */
export function handshake<N extends HandshakeName>(name: N): Type<Body<N>> {
  const bodies: { readonly [M in HandshakeName]: Type<Body<M>> } = BODIES;
  const body: Type<Body<N>> = bodies[name];
  return {
    ...body,
    label: 'Handshake',
    read(reader) {
      reader.field('msg_type', messageType, () => messageType.read(reader));
      const length = reader.field('length', messageLength, () => messageLength.read(reader));
      return reader.within(length, () => body.read(reader));
    },
    write(writer, value) {
      messageType.write(writer, CODES[name]);
      writer.prefixed(3, 0, 2 ** 24 - 1, () => body.write(writer, value));
    },
  };
}

/** @throws RangeError for a value that the declaration does not allow */
export function encodeHandshake<N extends HandshakeName>(
  name: N,
  body: Body<N>,
): Uint8Array<ArrayBuffer> {
  return encode(handshake(name), body);
}

/**
 * The body of a whole message.
 *
 * @throws DecodeError and nothing else; its offset counts from the message's header
 */
export function decodeHandshake<N extends HandshakeName>(name: N, message: Uint8Array): Body<N> {
  return decode(name, handshake(name), message);
}
