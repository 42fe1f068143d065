import { concatBytes } from './bytes.ts';
import type { RecordInfo } from './endpoint.ts';
import { refuse } from './failure.ts';
import { HANDSHAKE_HEADER_LENGTH } from './messages.ts';

/** More than any chain of certificates needs; a peer cannot make us hold more than this. */
const MAX_MESSAGE_LENGTH = 2 ** 17;

/** A whole handshake message and the records that carried it. */
export interface AssembledMessage {
  readonly bytes: Uint8Array;
  readonly records: readonly RecordInfo[];
}

/** RFC 8446 §5.1: messages may share a record, and one message may span several. */
export class HandshakeAssembler {
  #buffer: Uint8Array = new Uint8Array();
  /** Records whose content is not used up, with the bytes of each that are left. */
  #pending: { readonly record: RecordInfo; left: number }[] = [];

  /** No message is half received: the only moment at which keys may change (§5.1). */
  get isEmpty(): boolean {
    return this.#buffer.length === 0;
  }

  push(record: RecordInfo): void {
    this.#buffer = concatBytes(this.#buffer, record.content);
    this.#pending.push({ record, left: record.content.length });
  }

  /** The next whole message; null when more records are needed. @throws TlsFailure if too long */
  next(): AssembledMessage | null {
    const [, high = 0, middle = 0, low = 0] = this.#buffer;
    if (this.#buffer.length < HANDSHAKE_HEADER_LENGTH) return null;
    const length = high * 65536 + middle * 256 + low;
    if (length > MAX_MESSAGE_LENGTH) {
      refuse('illegal_parameter', `A handshake message of ${length} bytes is too long.`);
    }
    const end = HANDSHAKE_HEADER_LENGTH + length;
    if (this.#buffer.length < end) return null;
    const bytes = this.#buffer.subarray(0, end);
    this.#buffer = this.#buffer.subarray(end);
    return { bytes, records: this.#consume(end) };
  }

  #consume(length: number): RecordInfo[] {
    const records: RecordInfo[] = [];
    for (let wanted = length; wanted > 0;) {
      const [first] = this.#pending;
      if (!first) break;
      const used = Math.min(first.left, wanted);
      records.push(first.record);
      wanted -= used;
      first.left -= used;
      if (first.left === 0) this.#pending.shift();
    }
    return records;
  }
}
