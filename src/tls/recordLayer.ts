import { concatBytes } from '../bytes/bytes.ts';
import { TAG_LENGTH, type Aead, type TlsCrypto } from './crypto.ts';
import type { ContentType, Epoch, RecordInfo } from './endpoint.ts';
import { refuse, TlsFailure } from './failure.ts';
import type { TrafficKeys } from './tls13/keySchedule.ts';
import { CONTENT_TYPES, contentTypeName, TLS_1_2 } from './registry.ts';

/** RFC 8446 §5: the record protocol, one object a direction. */

export const RECORD_HEADER_LENGTH = 5;
/** §5.1: content of a record, at most. */
export const MAX_PLAINTEXT_LENGTH = 2 ** 14;
/** §5.2: what encryption may add to it. */
const MAX_EXPANSION = 256;

/** Keys in use in one direction, and how many records they have protected. */
interface Protection {
  readonly epoch: Epoch;
  readonly aead: Aead;
  readonly iv: Uint8Array;
  sequence: number;
}

/** A record whose tag does not fit: it was changed on the way, or protected with other keys. */
export class BadRecordMac extends TlsFailure {
  readonly epoch: Epoch;
  readonly sequence: number;

  constructor({ epoch, sequence }: Protection) {
    super({ code: 'bad_record_mac', epoch, sequence });
    this.epoch = epoch;
    this.sequence = sequence;
  }
}

async function protect(
  crypto: TlsCrypto,
  epoch: Epoch,
  { key, iv }: TrafficKeys,
): Promise<Protection> {
  return { epoch, aead: await crypto.aead(key), iv, sequence: 0 };
}

/** §5.3: the IV, with the sequence number exclusive-ored into its last eight bytes. */
function nonceOf(protection: Protection): Uint8Array {
  const nonce = protection.iv.slice();
  let rest = protection.sequence;
  for (let index = nonce.length - 1; rest > 0; index--) {
    nonce[index] = (nonce[index] ?? 0) ^ (rest % 256);
    rest = Math.floor(rest / 256);
  }
  return nonce;
}

function recordHeader(type: ContentType, legacyVersion: number, length: number): Uint8Array {
  const version = [legacyVersion >> 8, legacyVersion & 0xff];
  return Uint8Array.of(CONTENT_TYPES[type], ...version, length >> 8, length & 0xff);
}

/** Makes records. */
export class RecordWriter {
  readonly #crypto: TlsCrypto;
  #protection: Protection | null = null;

  constructor(crypto: TlsCrypto) {
    this.#crypto = crypto;
  }

  /** Protects everything from now on with these keys. */
  async changeKeys(epoch: Epoch, keys: TrafficKeys): Promise<void> {
    this.#protection = await protect(this.#crypto, epoch, keys);
  }

  /**
   * @param content at most 2^14 bytes
   * @param legacyVersion what the header of a plaintext record says (§5.1)
   */
  async write(
    contentType: ContentType,
    content: Uint8Array,
    legacyVersion: number = TLS_1_2,
  ): Promise<RecordInfo> {
    const protection = contentType === 'change_cipher_spec' ? null : this.#protection;
    if (!protection) {
      const header = recordHeader(contentType, legacyVersion, content.length);
      const bytes = concatBytes(header, content);
      const outerType = contentType;
      return { bytes, outerType, contentType, epoch: 'plaintext', sequence: 0, content };
    }
    const inner = concatBytes(content, Uint8Array.of(CONTENT_TYPES[contentType]));
    const outerType = 'application_data';
    const header = recordHeader(outerType, TLS_1_2, inner.length + TAG_LENGTH);
    const sealed = await protection.aead.seal(nonceOf(protection), header, inner);
    const { epoch } = protection;
    const sequence = protection.sequence++;
    return { bytes: concatBytes(header, sealed), outerType, contentType, epoch, sequence, content };
  }
}

/** Takes bytes as they come, and gives records. */
export class RecordReader {
  /**
   * A client that fails before its own encrypted flight may say so in plaintext (RFC 8446
   * Appendix A.1), and OpenSSL's do; a server takes that until it has opened a record.
   */
  plaintextAlerts = false;
  /** Bytes of content of early data that may still be passed over undecrypted (§4.2.10). */
  skippableEarlyData = 0;
  readonly #crypto: TlsCrypto;
  #protection: Protection | null = null;
  #buffer: Uint8Array = new Uint8Array();

  constructor(crypto: TlsCrypto) {
    this.#crypto = crypto;
  }

  async changeKeys(epoch: Epoch, keys: TrafficKeys): Promise<void> {
    this.#protection = await protect(this.#crypto, epoch, keys);
  }

  push(bytes: Uint8Array): void {
    this.#buffer = concatBytes(this.#buffer, bytes);
  }

  /**
   * The next whole record, opened; null when more bytes are needed.
   *
   * @throws TlsFailure for a record that may not be
   */
  async next(): Promise<RecordInfo | null> {
    for (;;) {
      const record = this.#takeRecord();
      if (!record) return null;
      const opened = await this.#open(record.outerType, record.bytes);
      if (opened) return opened;
    }
  }

  /** Cuts one record off the buffer. The header's version is ignored, as §5.1 says. */
  #takeRecord(): { outerType: ContentType; bytes: Uint8Array } | null {
    const [code = 0, , , high = 0, low = 0] = this.#buffer;
    if (this.#buffer.length < RECORD_HEADER_LENGTH) return null;
    const length = high * 256 + low;
    const outerType = contentTypeName(code);
    if (outerType === null) {
      refuse({ code: 'unknown_content_type', contentType: code });
    }
    const expansion = outerType === 'application_data' ? MAX_EXPANSION : 0;
    const limit = MAX_PLAINTEXT_LENGTH + expansion;
    if (length > limit) {
      refuse({ code: 'record_too_long', length, limit });
    }
    const end = RECORD_HEADER_LENGTH + length;
    if (this.#buffer.length < end) return null;
    const bytes = this.#buffer.subarray(0, end);
    this.#buffer = this.#buffer.subarray(end);
    return { outerType, bytes };
  }

  /** Null for early data that is passed over. */
  async #open(outerType: ContentType, bytes: Uint8Array): Promise<RecordInfo | null> {
    const isCiphertext = outerType === 'application_data';
    if (this.#protection && isCiphertext) return this.#decrypt(this.#protection, bytes);
    if (isCiphertext && this.#skipEarlyData(bytes)) return null;
    const isInClear =
      !this.#protection ||
      outerType === 'change_cipher_spec' ||
      (outerType === 'alert' && this.plaintextAlerts);
    if (isCiphertext || !isInClear) {
      refuse({ code: 'plaintext_record', contentType: outerType });
    }
    const content = bytes.subarray(RECORD_HEADER_LENGTH);
    refuseEmpty(outerType, content);
    return {
      bytes,
      outerType,
      contentType: outerType,
      epoch: 'plaintext',
      sequence: 0,
      content,
    };
  }

  async #decrypt(protection: Protection, bytes: Uint8Array): Promise<RecordInfo | null> {
    const header = bytes.subarray(0, RECORD_HEADER_LENGTH);
    const sealed = bytes.subarray(RECORD_HEADER_LENGTH);
    const inner = await protection.aead.open(nonceOf(protection), header, sealed);
    if (!inner) {
      if (this.#skipEarlyData(bytes)) return null;
      throw new BadRecordMac(protection);
    }
    this.plaintextAlerts = false;
    this.skippableEarlyData = 0;
    const { contentType, content } = withoutPadding(inner);
    refuseEmpty(contentType, content);
    const { epoch } = protection;
    const sequence = protection.sequence++;
    return { bytes, outerType: 'application_data', contentType, epoch, sequence, content };
  }

  #skipEarlyData(bytes: Uint8Array): boolean {
    const size = earlyContentLength(bytes);
    if (size > this.skippableEarlyData) return false;
    this.skippableEarlyData -= size;
    return true;
  }
}

/**
 * §4.6.1: only content counts as early data, not header, content type and tag; padding cannot be
 * told from it. An empty record counts as one byte, so that there is no end without a bound.
 */
function earlyContentLength({ length }: Uint8Array): number {
  return Math.max(1, length - RECORD_HEADER_LENGTH - 1 - TAG_LENGTH);
}

/** §5.4: the content type is the last byte that is not zero. */
function withoutPadding(inner: Uint8Array): { contentType: ContentType; content: Uint8Array } {
  if (inner.length > MAX_PLAINTEXT_LENGTH + 1) {
    refuse({ code: 'record_content_too_long', length: inner.length - 1 });
  }
  const end = inner.findLastIndex((byte) => byte !== 0);
  const code = inner[end];
  if (code === undefined) refuse({ code: 'padding_only' });
  const name = contentTypeName(code);
  if (name === null || name === 'change_cipher_spec') {
    refuse({ code: 'unknown_inner_content_type', contentType: code });
  }
  return { contentType: name, content: inner.subarray(0, end) };
}

/** §5.1, §5.4: only application data may be empty. */
function refuseEmpty(contentType: ContentType, content: Uint8Array): void {
  if (content.length === 0 && contentType !== 'application_data') {
    refuse({ code: 'empty_record', contentType });
  }
}
