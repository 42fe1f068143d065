/** Bytes that tell one protocol from another. */
const ENOUGH = 16;
/** Content types of a record: change_cipher_spec (20) to heartbeat (24), RFC 8446 §5.1, RFC 6520. */
const RECORD_TYPES = [20, 24] as const;

/** Hears the first bytes of a peer, and knows what speaks when that is no TLS. */
export class FirstBytes {
  #heard = Buffer.alloc(0);

  hear(chunk: Uint8Array): void {
    if (this.#heard.length >= ENOUGH) return;
    this.#heard = Buffer.concat([this.#heard, chunk.subarray(0, ENOUGH)]);
  }

  /** A sentence; null when it is TLS, or nothing was heard. */
  get foreign(): string | null {
    const [type] = this.#heard;
    const [first, last] = RECORD_TYPES;
    if (type === undefined || (type >= first && type <= last)) return null;
    const text = this.#heard.toString('latin1');
    if (text.startsWith('HTTP/')) {
      return 'What answers on this port is plain HTTP, not TLS. Try the port for HTTPS.';
    }
    const [line = ''] = /^[\x20-\x7e]*/.exec(text) ?? [];
    const began = line === '' ? `the byte ${type}` : `“${line}”`;
    return `What answers on this port is no TLS: it began with ${began}.`;
  }
}
