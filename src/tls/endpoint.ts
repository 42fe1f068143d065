import type { Check, PathVerdict } from '../pki/path/check.ts';
import type { RevocationInputs } from '../pki/path/request.ts';
import type { AlertName } from './alerts.ts';
import type { VersionName } from './algorithms.ts';
import type { TlsCrypto } from './crypto.ts';
import type { Refusal } from './refusals.ts';

/** Which keys protect a record: none yet, the handshake traffic keys, the application traffic keys. */
export type Epoch = 'plaintext' | 'handshake' | 'application';

/** What a record carries (RFC 8446 §5.1). */
export type ContentType = 'change_cipher_spec' | 'alert' | 'handshake' | 'application_data';

/** A handshake message (RFC 8446 §4); HelloRetryRequest, a ServerHello on the wire, by its own name. */
export type HandshakeName =
  | 'ClientHello'
  | 'ServerHello'
  | 'HelloRetryRequest'
  | 'NewSessionTicket'
  | 'EncryptedExtensions'
  | 'CertificateRequest'
  | 'Certificate'
  | 'CertificateVerify'
  | 'Finished'
  | 'KeyUpdate';

/** As the endpoint sees it that tells the event. */
export type Direction = 'sent' | 'received';

/** One record, closed and opened. RFC 8446 §5.1, §5.2. */
export interface RecordInfo {
  /** The record as it is on the wire, header included. */
  readonly bytes: Uint8Array;
  /** What the header says: always `application_data` once keys exist. */
  readonly outerType: ContentType;
  /** What the record really carries. */
  readonly contentType: ContentType;
  readonly epoch: Epoch;
  /** Per-direction, per-key record sequence number (RFC 8446 §5.3). */
  readonly sequence: number;
  /** The content without inner type and padding. */
  readonly content: Uint8Array;
}

/** A secret of the key schedule and where it came from. RFC 8446 §7.1. */
export interface DerivedSecret {
  readonly name:
    | 'shared_secret'
    | 'early_secret'
    | 'handshake_secret'
    | 'main_secret'
    | 'client_handshake_traffic_secret'
    | 'server_handshake_traffic_secret'
    | 'client_application_traffic_secret_0'
    | 'server_application_traffic_secret_0'
    /** After a KeyUpdate (RFC 8446 §7.2). */
    | 'client_application_traffic_secret_N'
    | 'server_application_traffic_secret_N'
    | 'exporter_secret'
    | 'resumption_secret';
  /** The HKDF label, e.g. `c hs traffic`; null for HKDF-Extract and for (EC)DH. */
  readonly label: string | null;
  /** The secret that it was derived from; null for the first. */
  readonly from: DerivedSecret['name'] | null;
  /** The transcript hash that went in, and through which message it ran; null when none did. */
  readonly transcriptHash: Uint8Array | null;
  readonly transcriptThrough: HandshakeName | null;
  readonly value: Uint8Array;
  /** For traffic secrets: the AEAD key and IV expanded from it (RFC 8446 §7.3). */
  readonly key?: Uint8Array;
  readonly iv?: Uint8Array;
}

/** Why an endpoint ended the connection itself: the alert that it wrote, and what lies behind it. */
export type TlsError = Refusal & { readonly alert: AlertName };

/** What an endpoint negotiated. */
export interface Negotiated {
  readonly version: 'TLS 1.3';
  readonly cipherSuite: string;
  readonly group: string;
  readonly signatureScheme: string | null;
  readonly alpn: string | null;
}

/**
 * What an endpoint tells of itself, in the order in which it happened.
 * Every record that it sends is carried by exactly one `message`, `alert`, `data` or `record` event.
 */
export type TlsEvent =
  /** The machine entered a state, named as in RFC 8446 Appendix A. */
  | { readonly kind: 'state'; readonly state: string }
  | {
      readonly kind: 'message';
      readonly direction: Direction;
      readonly name: HandshakeName;
      /** The handshake message, its four-byte header included. */
      readonly bytes: Uint8Array;
      /** The records that carried it, at least one. We share none between messages; peers may. */
      readonly records: readonly RecordInfo[];
    }
  | { readonly kind: 'secrets'; readonly epoch: Epoch; readonly secrets: readonly DerivedSecret[] }
  | {
      readonly kind: 'check';
      /** What was being judged. */
      readonly subject: 'certificate' | 'certificate_verify' | 'finished' | 'record';
      readonly passed: boolean;
      readonly checks: readonly Check[];
      /** For `certificate`: the whole verdict; null when none was presented. */
      readonly path: PathVerdict | null;
    }
  /** This endpoint considers the handshake complete. */
  | {
      readonly kind: 'connected';
      readonly negotiated: Negotiated;
      /** The peer's chain as presented, leaf first (DER); empty when it showed none. */
      readonly peerChain: readonly Uint8Array[];
    }
  | {
      readonly kind: 'alert';
      readonly direction: Direction;
      readonly level: 'warning' | 'fatal';
      readonly description: AlertName;
      readonly record: RecordInfo;
      /** Why, when this endpoint wrote it. */
      readonly error: TlsError | null;
    }
  | {
      readonly kind: 'data';
      readonly direction: Direction;
      readonly data: Uint8Array;
      readonly record: RecordInfo;
    }
  /** A record without meaning for the handshake: change_cipher_spec (RFC 8446 Appendix D.4). */
  | { readonly kind: 'record'; readonly direction: Direction; readonly record: RecordInfo }
  /** Nothing more will be sent; `by` says who ended it and whether that was orderly. */
  | { readonly kind: 'closed'; readonly by: 'self' | 'peer'; readonly orderly: boolean };

/** What one call of an endpoint came to. */
export interface Output {
  /** What to put on the wire now, the records of the `sent` events; empty when nothing. */
  readonly bytes: Uint8Array;
  readonly events: readonly TlsEvent[];
  /** The peer's records that were opened, also when the message in them has not ended yet. */
  readonly opened: readonly RecordInfo[];
}

/**
 * A TLS endpoint without I/O: bytes in; bytes and events out. Calls are made one after another
 * (await each before the next). No call throws for what a peer sent: that ends in an alert.
 */
export interface Endpoint {
  readonly role: 'client' | 'server';
  /** RFC 8446 Appendix A: `START`, `WAIT_SH`, …, `CONNECTED`; then `CLOSED` or `FAILED`. */
  readonly state: string;
  /** Client: sends the ClientHello. Server: does nothing. */
  start(): Promise<Output>;
  /** Takes any number of bytes, also parts of records. */
  receive(bytes: Uint8Array): Promise<Output>;
  /** Application data, in as few records as it takes. @throws RangeError unless connected */
  send(data: Uint8Array): Promise<Output>;
  /** Sends close_notify and sends nothing after it. */
  close(): Promise<Output>;
}

/** A certificate chain and the key to sign with. Nothing checks that they belong together: TLS does. */
export interface Identity {
  /** DER, leaf first, as it will be presented. */
  readonly chain: readonly Uint8Array[];
  /** A WebCrypto private key with usage `sign`. RSA keys must be importable for RSA-PSS. */
  readonly privateKey: CryptoKey;
  /** What an OCSP responder says of the leaf (DER): sent along to whoever asks for it. */
  readonly staple?: Uint8Array;
}

/**
 * What an endpoint makes of OCSP stapling (RFC 8446 §4.4.2.1), each as the one before and more:
 * it does not ask; it asks, and looks at nothing; what is stapled counts; who must staple
 * (RFC 7633) has to; everybody has to.
 */
export type StaplePolicy = 'off' | 'ignore' | 'check' | 'must-staple' | 'require';

/** What an endpoint accepts. Without revocation inputs it asks nobody, as most stacks do. */
export interface Trust extends RevocationInputs {
  /** Trust anchors (DER certificates). */
  readonly anchors: readonly Uint8Array[];
  /** The name that the peer's leaf must carry; null: any. */
  readonly name: PeerName | null;
  /** Intermediate CAs that may stand between a leaf and an anchor; left out: no limit of its own. */
  readonly maxIntermediates?: number;
}

/** The name that a peer must prove: a host, the text of an IP address, or a URI such as a SPIFFE ID. */
export interface PeerName {
  readonly kind: 'dns' | 'ip' | 'uri';
  readonly value: string;
}

interface CommonConfig {
  readonly crypto: TlsCrypto;
  /** The time that certificates are judged at, in milliseconds since 1970. */
  readonly clock: () => number;
  /**
   * In order of preference, at least one. What both ends have in common may be TLS 1.2, which is not
   * spoken here: that ends the handshake, and is told as what it is.
   */
  readonly versions: readonly VersionName[];
  /** Preference order; all that we implement when left out. */
  readonly cipherSuites?: readonly string[];
  readonly groups?: readonly string[];
  readonly signatureSchemes?: readonly string[];
  /** Whether the peer is asked for what an OCSP responder says of it, and what that counts. */
  readonly stapling: StaplePolicy;
  /** Protocols in order of preference (RFC 7301); none when empty. */
  readonly alpn?: readonly string[];
}

/** What a client sends, shows and accepts. */
export interface ClientConfig extends CommonConfig {
  /** Sent as SNI; null: no SNI. */
  readonly serverName: string | null;
  readonly trust: Trust;
  /**
   * In order of preference; none when empty. What the server verifies decides between them, and then
   * the authorities that it names.
   */
  readonly identities: readonly Identity[];
  /**
   * What it shows when a server names authorities and none of them issued any of its certificates:
   * the first all the same, or none (Go, Java).
   */
  readonly unlistedIssuer: 'send' | 'withhold';
  /**
   * Sends the alerts between ServerHello and our own flight unencrypted, as OpenSSL does; else under
   * the handshake keys, as RFC 8446 Appendix A.1 recommends and most others do.
   */
  readonly clearAlerts: boolean;
}

/** What a server answers, shows, asks for and accepts. */
export interface ServerConfig extends CommonConfig {
  /**
   * In order of preference. The client's server_name decides between them, and then what signatures
   * it verifies; the first is the default.
   */
  readonly identities: readonly [Identity, ...Identity[]];
  /** What a client gets that asks for a name that no identity carries: the default, or an alert. */
  readonly unknownName: 'default' | 'refuse';
  readonly clientAuth: 'none' | 'optional' | 'required';
  /** Judges clients. */
  readonly trust: Trust;
  /**
   * Whom certificate_authorities names (RFC 8446 §4.2.4): the trust anchors, or the subjects of these
   * certificates (DER), none when empty. It only helps clients to choose; the trust alone judges.
   */
  readonly certificateAuthorities: 'anchors' | readonly Uint8Array[];
  /** How many NewSessionTickets to send after the handshake; they are shown, not used. */
  readonly tickets?: number;
}
