import { alertName, decodeAlert } from './alerts.ts';
import type { Connection } from './connection.ts';
import type { Endpoint, HandshakeName, Output, RecordInfo } from './endpoint.ts';
import { refuse, tlsErrorOf } from './failure.ts';
import type { AssembledMessage } from './handshakeAssembler.ts';
import { decodeHandshake, handshakeName } from './messages.ts';
import { BadRecordMac } from './recordLayer.ts';
import { waiting, type Expected, type State } from './state.ts';

/** How many change_cipher_spec and user_canceled each may come on one connection. */
const MAX_IDLE_RECORDS = 32;

/** Nothing is expected before the first state, nor after the end. */
const NOTHING = waiting('START', {});

/**
 * Drives the states of one role: takes bytes apart into messages, hands each to the state that
 * waits for it, and turns everything that can go wrong into one alert.
 */
export class Machine implements Endpoint {
  readonly #connection: Connection;
  /** What the role does first: a client speaks, a server listens. */
  readonly #open: () => Promise<State> | State;
  #state: State = NOTHING;
  #peerClosed = false;
  #started = false;
  /** How often each record without meaning has come. */
  readonly #idle = new Map<string, number>();

  constructor(connection: Connection, open: () => Promise<State> | State) {
    this.#connection = connection;
    this.#open = open;
  }

  get role(): 'client' | 'server' {
    return this.#connection.role;
  }

  get state(): string {
    return this.#connection.state;
  }

  start(): Promise<Output> {
    return this.#guard(() => this.#begin());
  }

  receive(bytes: Uint8Array): Promise<Output> {
    return this.#guard(async () => {
      await this.#begin();
      if (!this.#isOver) this.#connection.reader.push(bytes);
      await this.#readRecords();
      const { afterReading } = this.#state;
      if (afterReading) this.#enter(await afterReading());
    });
  }

  async #readRecords(): Promise<void> {
    while (!this.#isOver) {
      const record = await this.#connection.nextRecord();
      if (!record) return;
      await this.#take(record);
    }
  }

  async send(data: Uint8Array): Promise<Output> {
    if (this.state !== 'CONNECTED' || this.#connection.writeClosed) {
      throw new RangeError(`Nothing can be sent in state ${this.state}.`);
    }
    return this.#guard(() => this.#connection.sendData(data));
  }

  close(): Promise<Output> {
    return this.#guard(async () => {
      if (this.#connection.writeClosed) return;
      await this.#connection.sendAlert('close_notify', null);
      this.#connection.emit({ kind: 'closed', by: 'self', orderly: true });
      this.#settle();
    });
  }

  async #begin(): Promise<void> {
    // Whoever closes before the first call has nothing to begin any more (§6.1).
    if (this.#started || this.#isOver) return;
    this.#started = true;
    this.#enter(await this.#open());
  }

  /** Nothing more is read: the peer has ended the connection, or we have refused it. */
  get #isOver(): boolean {
    return this.#peerClosed || this.state === 'FAILED' || this.state === 'CLOSED';
  }

  #enter(state: State): void {
    this.#state = state;
    this.#connection.enter(state.name);
  }

  /** Runs one call to its end, whatever happens in it. */
  async #guard(call: () => Promise<void>): Promise<Output> {
    if (this.state !== 'FAILED') {
      try {
        await call();
      } catch (thrown) {
        await this.#fail(thrown);
      }
    }
    return this.#connection.takeOutput();
  }

  async #fail(thrown: unknown): Promise<void> {
    const connection = this.#connection;
    if (thrown instanceof BadRecordMac) connection.emit(brokenRecord(thrown));
    const error = tlsErrorOf(thrown);
    if (!connection.writeClosed) await connection.sendAlert(error.alert, error);
    connection.emit({ kind: 'closed', by: 'self', orderly: false });
    this.#enter(waiting('FAILED', {}));
  }

  async #take(record: RecordInfo): Promise<void> {
    const connection = this.#connection;
    if (record.contentType !== 'handshake') connection.requireWholeMessages(record.contentType);
    switch (record.contentType) {
      case 'handshake':
        connection.assembler.push(record);
        return this.#takeMessages();
      case 'alert':
        return this.#takeAlert(record);
      case 'change_cipher_spec':
        return this.#dropChangeCipherSpec(record);
      case 'application_data':
        if (this.state !== 'CONNECTED') {
          refuse({ code: 'unexpected_application_data', state: this.state });
        }
        connection.emit({ kind: 'data', direction: 'received', data: record.content, record });
    }
  }

  async #takeMessages(): Promise<void> {
    for (;;) {
      const message = this.#connection.assembler.next();
      if (!message) return;
      await this.#takeMessage(message);
    }
  }

  async #takeMessage({ bytes, records }: AssembledMessage): Promise<void> {
    const name = handshakeName(bytes);
    if (name === null) {
      refuse({ code: 'unknown_handshake_type', handshakeType: bytes[0] ?? 0 });
    }
    this.#connection.emit({ kind: 'message', direction: 'received', name, bytes, records });
    const next = await this.#answer(name, bytes);
    this.#enter(next);
  }

  async #answer<N extends HandshakeName>(name: N, bytes: Uint8Array): Promise<State> {
    const expected: Expected[N] = this.#state.expects[name];
    if (!expected) {
      refuse({ code: 'unexpected_handshake_message', message: name, state: this.state });
    }
    return expected(decodeHandshake(name, bytes), { name, bytes });
  }

  /** RFC 8446 §6: close_notify ends in order; everything else but user_canceled is an error. */
  #takeAlert(record: RecordInfo): void {
    const { level: code, description: number } = decodeAlert(record.content);
    const description = alertName(number);
    const level = code === 1 ? 'warning' : 'fatal';
    const facts = { level, description, record, error: null } as const;
    this.#connection.emit({ kind: 'alert', direction: 'received', ...facts });
    if (description === 'user_canceled') return this.#countIdle(description);
    const orderly = description === 'close_notify' && this.state === 'CONNECTED';
    this.#peerClosed = true;
    this.#connection.emit({ kind: 'closed', by: 'peer', orderly });
    if (orderly) this.#settle();
    else this.#enter(waiting('FAILED', {}));
  }

  /** RFC 8446 §5, §D.4: one that says nothing else is dropped while the handshake lasts. */
  #dropChangeCipherSpec(record: RecordInfo): void {
    const isDummy = record.content.length === 1 && record.content[0] === 1;
    if (!isDummy || !this.#connection.dropsChangeCipherSpec) {
      refuse({ code: 'unexpected_change_cipher_spec', state: this.state });
    }
    this.#connection.emit({ kind: 'record', direction: 'received', record });
    this.#countIdle('change_cipher_spec');
  }

  /** Nobody needs many records that mean nothing; OpenSSL's server refuses as many, too. */
  #countIdle(what: 'change_cipher_spec' | 'user_canceled'): void {
    const seen = (this.#idle.get(what) ?? 0) + 1;
    this.#idle.set(what, seen);
    if (seen > MAX_IDLE_RECORDS) {
      refuse({ code: 'too_many_idle_records', what, limit: MAX_IDLE_RECORDS });
    }
  }

  /** Each direction is closed on its own (§6.1); the connection is when both are. */
  #settle(): void {
    const isOpen = this.state === 'CONNECTED' && !this.#peerClosed;
    if (!isOpen && this.#connection.writeClosed) this.#enter(waiting('CLOSED', {}));
  }
}

function brokenRecord({ epoch, sequence }: BadRecordMac) {
  const found = `a tag that does not fit, on record ${sequence} under the ${epoch} keys`;
  return {
    kind: 'check',
    subject: 'record',
    passed: false,
    checks: [
      {
        id: 'record_integrity',
        verdict: 'fail',
        index: null,
        subject: 'the record',
        expected: 'an authentication tag made with the keys that both ends share',
        found,
        spec: 'RFC 8446 §5.2',
      },
    ],
    path: null,
  } as const;
}
