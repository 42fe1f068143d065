import { joinBytes } from '../bytes/bytes.ts';
import type { RecordInfo } from './endpoint.ts';
import { refuse } from './failure.ts';
import { HANDSHAKE_HEADER_LENGTH } from './messages.ts';
import { HANDSHAKE_TYPES } from './registry.ts';

/** More than any message needs; a peer cannot make us hold more than this. */
const MAX_LENGTH = 2 ** 17;
/** What OpenSSL takes of certificates, and of what names their issuers (SSL_MAX_CERT_LIST_DEFAULT). */
const MAX_CERTIFICATES_LENGTH = 100 * 1024;

function maxLengthOf(type: number): number {
  const { certificate, certificate_request } = HANDSHAKE_TYPES;
  return type === certificate || type === certificate_request
    ? MAX_CERTIFICATES_LENGTH
    : MAX_LENGTH;
}

/** A whole handshake message and the records that carried it. */
export interface AssembledMessage {
  readonly bytes: Uint8Array;
  readonly records: readonly RecordInfo[];
}

/** A record and how much of its content has gone into messages. */
interface Piece {
  readonly record: RecordInfo;
  used: number;
}

/** RFC 8446 §5.1: messages may share a record, and one message may span several. */
export class HandshakeAssembler {
  #pieces: Piece[] = [];
  /** Bytes in the pieces that have gone into no message yet. */
  #available = 0;

  /** No message is half received: the only moment at which keys may change (§5.1). */
  get isEmpty(): boolean {
    return this.#available === 0;
  }

  push(record: RecordInfo): void {
    this.#pieces.push({ record, used: 0 });
    this.#available += record.content.length;
  }

  /** The next whole message; null when more records are needed. @throws TlsFailure if too long */
  next(): AssembledMessage | null {
    if (this.#available < HANDSHAKE_HEADER_LENGTH) return null;
    const [type = 0, high = 0, middle = 0, low = 0] = this.#ahead(HANDSHAKE_HEADER_LENGTH).bytes;
    const length = high * 65536 + middle * 256 + low;
    const limit = maxLengthOf(type);
    if (length > limit) refuse({ code: 'message_too_long', length, limit });
    const end = HANDSHAKE_HEADER_LENGTH + length;
    if (this.#available < end) return null;
    const message = this.#ahead(end);
    this.#drop(end);
    return message;
  }

  /** The next bytes, and the records that hold them. */
  #ahead(length: number): AssembledMessage {
    const parts: Uint8Array[] = [];
    const records: RecordInfo[] = [];
    for (let index = 0, wanted = length; wanted > 0; index++) {
      const piece = this.#pieces[index];
      if (!piece) break;
      const part = piece.record.content.subarray(piece.used, piece.used + wanted);
      parts.push(part);
      records.push(piece.record);
      wanted -= part.length;
    }
    return { bytes: joinBytes(parts), records };
  }

  #drop(length: number): void {
    let wanted = length;
    let finished = 0;
    for (const piece of this.#pieces) {
      const taken = Math.min(piece.record.content.length - piece.used, wanted);
      piece.used += taken;
      wanted -= taken;
      if (piece.used < piece.record.content.length) break;
      finished++;
    }
    this.#pieces = this.#pieces.slice(finished);
    this.#available -= length;
  }
}
