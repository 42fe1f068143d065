import { CIPHER_SUITES, GROUPS, SIGNATURE_SCHEMES } from '../../src/tls/algorithms.ts';
import {
  sendCertificate,
  sendCertificateVerify,
  sendFinished,
} from '../../src/tls/tls13/authenticate.ts';
import { Connection } from '../../src/tls/connection.ts';
import type { KeyShare } from '../../src/tls/crypto.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import type { Identity } from '../../src/tls/endpoint.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import {
  KeySchedule,
  type ApplicationSecrets,
  type HandshakeSecrets,
} from '../../src/tls/tls13/keySchedule.ts';
import { decodeHandshake, type ClientHello, type ServerHello } from '../../src/tls/messages.ts';
import { TLS_1_2, TLS_1_3 } from '../../src/tls/registry.ts';
import { splitRecords } from './pair.ts';

/**
 * Peers that know the protocol and need not follow it: they hold the right keys and send whatever
 * a test wants, so that an endpoint can be brought to any state and then be surprised.
 */

const crypto = createTlsCrypto(globalThis.crypto);
export const suite = CIPHER_SUITES[0] as (typeof CIPHER_SUITES)[number];
const hash = crypto.hash(suite.hash);
const x25519 = GROUPS[0] as (typeof GROUPS)[number];
const scheme = SIGNATURE_SCHEMES[0] as (typeof SIGNATURE_SCHEMES)[number];

const contentOf = (record: Uint8Array) => record.slice(5);

/** A handshake message in a record of its own, in clear. */
export function plainRecord(message: Uint8Array, type = 22): Uint8Array {
  const { length } = message;
  return Uint8Array.of(type, 3, 3, length >> 8, length & 0xff, ...message);
}

export class PuppetServer {
  readonly connection = new Connection('server', crypto);
  readonly hello: ClientHello;
  readonly schedule = new KeySchedule(hash, suite);
  #share: KeyShare | null = null;
  #secrets: HandshakeSecrets | null = null;

  /** @param firstFlight what the client under test has sent */
  constructor(firstFlight: Uint8Array) {
    const message = contentOf(firstFlight);
    this.hello = decodeHandshake('ClientHello', message);
    this.connection.transcript.add({ name: 'ClientHello', bytes: message });
    this.connection.transcript.choose(hash);
  }

  get secrets(): HandshakeSecrets {
    if (!this.#secrets) throw new Error('There are no keys yet.');
    return this.#secrets;
  }

  /** The ServerHello that a server would send. */
  async serverHello(): Promise<ServerHello> {
    this.#share ??= await crypto.generateKeyShare('x25519');
    const serverShare = { group: x25519.code, keyExchange: this.#share.publicKey };
    return {
      legacyVersion: TLS_1_2,
      random: crypto.random(32),
      legacySessionIdEcho: this.hello.legacySessionId,
      cipherSuite: suite.code,
      legacyCompressionMethod: 0,
      extensions: [
        { name: 'supported_versions', data: { selectedVersion: TLS_1_3 } },
        { name: 'key_share', data: { serverShare } },
      ],
    };
  }

  /** Sends a sound ServerHello and takes the handshake keys into use. */
  async greet(): Promise<void> {
    await this.connection.send('ServerHello', await this.serverHello());
    const shares = findExtension(this.hello.extensions, 'key_share')?.clientShares ?? [];
    const shared = await this.#share?.agree(shares[0]?.keyExchange ?? new Uint8Array());
    if (!shared) throw new Error('No secret was agreed on.');
    this.#secrets = this.schedule.handshakeSecrets(shared, this.connection.transcript.point());
    await this.connection.changeWriteKeys('handshake', this.#secrets.server);
    await this.connection.changeReadKeys('handshake', this.#secrets.client);
  }

  async encryptedExtensions(): Promise<void> {
    await this.connection.send('EncryptedExtensions', { extensions: [] });
  }

  async certificate(identity: Identity): Promise<void> {
    await sendCertificate(this.connection, identity, false);
  }

  async certificateVerify({ privateKey }: Identity): Promise<void> {
    await sendCertificateVerify(this.connection, scheme, privateKey);
  }

  async finished(): Promise<void> {
    await sendFinished(this.connection, this.schedule, this.secrets.server);
    await this.connection.changeWriteKeys('application', this.applicationSecrets().server);
  }

  applicationSecrets(): ApplicationSecrets {
    return this.schedule.applicationSecrets(this.secrets, this.connection.transcript.point());
  }

  /** What it has to say since the last time. */
  take(): Uint8Array {
    return this.connection.takeOutput().bytes;
  }
}

export class PuppetClient {
  readonly connection = new Connection('client', crypto);
  readonly schedule = new KeySchedule(hash, suite);
  readonly #share: KeyShare;
  #secrets: HandshakeSecrets | null = null;
  #application: ApplicationSecrets | null = null;

  constructor(share: KeyShare) {
    this.#share = share;
  }

  static async make(): Promise<PuppetClient> {
    return new PuppetClient(await crypto.generateKeyShare('x25519'));
  }

  get secrets(): HandshakeSecrets {
    if (!this.#secrets) throw new Error('There are no keys yet.');
    return this.#secrets;
  }

  get application(): ApplicationSecrets {
    if (!this.#application) throw new Error('There are no application keys yet.');
    return this.#application;
  }

  /** The ClientHello that a client would send. */
  clientHello(): ClientHello {
    const share = { group: x25519.code, keyExchange: this.#share.publicKey };
    return {
      legacyVersion: TLS_1_2,
      random: crypto.random(32),
      legacySessionId: new Uint8Array(),
      cipherSuites: [suite.code],
      legacyCompressionMethods: Uint8Array.of(0),
      extensions: [
        { name: 'supported_versions', data: { versions: [TLS_1_3] } },
        { name: 'supported_groups', data: { namedGroupList: GROUPS.map(({ code }) => code) } },
        {
          name: 'signature_algorithms',
          data: { supportedSignatureAlgorithms: SIGNATURE_SCHEMES.map(({ code }) => code) },
        },
        { name: 'key_share', data: { clientShares: [share] } },
      ],
    };
  }

  /** Takes the server's flight, opens it and takes the keys into use, verifying nothing. */
  async follow(flight: Uint8Array): Promise<void> {
    const { reader, transcript } = this.connection;
    const records = splitRecords(flight).filter(([type]) => type !== 20);
    const serverHello = contentOf(records[0] ?? new Uint8Array());
    transcript.choose(hash);
    transcript.add({ name: 'ServerHello', bytes: serverHello });
    const { extensions } = decodeHandshake('ServerHello', serverHello);
    const share = findExtension(extensions, 'key_share')?.serverShare;
    const shared = await this.#share.agree(share?.keyExchange ?? new Uint8Array());
    if (!shared) throw new Error('No secret was agreed on.');
    this.#secrets = this.schedule.handshakeSecrets(shared, transcript.point());
    await reader.changeKeys('handshake', this.#secrets.server);
    for (const record of records.slice(1)) {
      reader.push(record);
      const opened = await reader.next();
      transcript.add({ name: 'Finished', bytes: opened?.content ?? new Uint8Array() });
    }
    this.#application = this.schedule.applicationSecrets(this.#secrets, transcript.point());
  }

  /** Sends with the handshake keys from now on. */
  async encrypt(): Promise<void> {
    await this.connection.changeWriteKeys('handshake', this.secrets.client);
  }

  async certificate(identity: Identity | null): Promise<void> {
    await sendCertificate(this.connection, identity, false);
  }

  async certificateVerify({ privateKey }: Identity): Promise<void> {
    await sendCertificateVerify(this.connection, scheme, privateKey);
  }

  async finished(): Promise<void> {
    await sendFinished(this.connection, this.schedule, this.secrets.client);
    await this.connection.changeWriteKeys('application', this.application.client);
  }

  take(): Uint8Array {
    return this.connection.takeOutput().bytes;
  }
}
