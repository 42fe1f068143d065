import { encodeAlert, isClosure, type AlertName } from './alerts.ts';
import type { TlsCrypto } from './crypto.ts';
import type {
  ContentType,
  Epoch,
  HandshakeName,
  Output,
  RecordInfo,
  TlsError,
  TlsEvent,
} from './endpoint.ts';
import { refuse } from './failure.ts';
import { HandshakeAssembler } from './handshakeAssembler.ts';
import type { TrafficSecret } from './tls13/keySchedule.ts';
import { encodeHandshake, type Body } from './messages.ts';
import { outputOf } from './output.ts';
import { MAX_PLAINTEXT_LENGTH, RecordReader, RecordWriter } from './recordLayer.ts';
import { TLS_1_2 } from './registry.ts';
import type { WholeMessage } from './state.ts';
import { Transcript } from './transcript.ts';

/**
 * What the states of both roles share: the records of both directions, the transcript, and the
 * output that a call collects.
 */
export class Connection {
  readonly role: 'client' | 'server';
  readonly crypto: TlsCrypto;
  readonly reader: RecordReader;
  readonly assembler = new HandshakeAssembler();
  readonly transcript = new Transcript();
  /** change_cipher_spec is dropped from the first ClientHello to the peer's Finished (§D.4). */
  dropsChangeCipherSpec = false;
  /** We have sent close_notify or a fatal alert. */
  writeClosed = false;
  readonly #writer: RecordWriter;
  #sentChangeCipherSpec = false;
  #state = 'START';
  #events: TlsEvent[] = [];
  #opened: RecordInfo[] = [];

  constructor(role: 'client' | 'server', crypto: TlsCrypto) {
    this.role = role;
    this.crypto = crypto;
    this.reader = new RecordReader(crypto);
    this.#writer = new RecordWriter(crypto);
  }

  get state(): string {
    return this.#state;
  }

  enter(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit({ kind: 'state', state });
  }

  emit(event: TlsEvent): void {
    this.#events.push(event);
  }

  /** What came together since the last time. */
  takeOutput(): Output {
    const output = outputOf(this.#events, this.#opened);
    this.#events = [];
    this.#opened = [];
    return output;
  }

  /** The next record of the peer, opened; null when more bytes are needed. @throws as the reader does */
  async nextRecord(): Promise<RecordInfo | null> {
    const record = await this.reader.next();
    if (record) this.#opened.push(record);
    return record;
  }

  /** Sends a message of the handshake, which becomes part of the transcript. */
  async send<N extends HandshakeName>(
    name: N,
    body: Body<N>,
    legacyVersion: number = TLS_1_2,
  ): Promise<WholeMessage<N>> {
    const message = await this.#sendMessage(name, body, legacyVersion);
    this.transcript.add(message);
    return message;
  }

  /** Sends a message that no transcript covers (RFC 8446 §4.6). */
  async sendAfterHandshake<N extends HandshakeName>(name: N, body: Body<N>): Promise<void> {
    await this.#sendMessage(name, body, TLS_1_2);
  }

  /** §D.4: one, for the middleboxes on the way of a client that asked for it. */
  async sendChangeCipherSpec(): Promise<void> {
    if (this.#sentChangeCipherSpec) return;
    this.#sentChangeCipherSpec = true;
    const record = await this.#writer.write('change_cipher_spec', Uint8Array.of(1));
    this.emit({ kind: 'record', direction: 'sent', record });
  }

  async sendData(data: Uint8Array): Promise<void> {
    for (const fragment of fragmentsOf(data)) {
      const record = await this.#writer.write('application_data', fragment);
      this.emit({ kind: 'data', direction: 'sent', data: fragment, record });
    }
  }

  /** Sends an alert, which is the last thing that is sent. */
  async sendAlert(description: AlertName, error: TlsError | null): Promise<void> {
    const record = await this.#writer.write('alert', encodeAlert(description));
    const level = isClosure(description) ? 'warning' : 'fatal';
    this.emit({ kind: 'alert', direction: 'sent', level, description, record, error });
    this.writeClosed = true;
  }

  async changeWriteKeys(epoch: Epoch, secret: TrafficSecret): Promise<void> {
    await this.#writer.changeKeys(epoch, secret);
  }

  /** @throws TlsFailure when something follows that message in its record (RFC 8446 §5.1) */
  requireRecordBoundary(message: string): void {
    if (!this.assembler.isEmpty) refuse({ code: 'message_not_alone', message });
  }

  /** @throws TlsFailure when this type of record stands between parts of a message (RFC 8446 §5.1) */
  requireWholeMessages(type: ContentType): void {
    if (!this.assembler.isEmpty) refuse({ code: 'interrupted_message', contentType: type });
  }

  /** @throws TlsFailure when a message spans the change of keys (RFC 8446 §5.1) */
  async changeReadKeys(epoch: Epoch, secret: TrafficSecret): Promise<void> {
    if (!this.assembler.isEmpty) refuse({ code: 'message_across_keys' });
    await this.reader.changeKeys(epoch, secret);
  }

  async #sendMessage<N extends HandshakeName>(
    name: N,
    body: Body<N>,
    legacyVersion: number,
  ): Promise<WholeMessage<N>> {
    const bytes = encodeHandshake(name, body);
    const records: RecordInfo[] = [];
    for (const fragment of fragmentsOf(bytes)) {
      records.push(await this.#writer.write('handshake', fragment, legacyVersion));
    }
    this.emit({ kind: 'message', direction: 'sent', name, bytes, records });
    return { name, bytes };
  }
}

/** Pieces that fit a record each; one empty piece for no bytes. */
function fragmentsOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / MAX_PLAINTEXT_LENGTH));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * MAX_PLAINTEXT_LENGTH, (index + 1) * MAX_PLAINTEXT_LENGTH),
  );
}
