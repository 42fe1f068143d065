/** An empty line ends the head of a request (RFC 9112 §2.1, and §2.2 for a bare line feed). */
const EMPTY_LINE = /\n\r?\n/;
/** What can belong to an empty line that is not whole yet. */
const LONGEST_BEGINNING = 2;

/**
 * Looks for the end of a request that comes in pieces. It keeps only what may be the beginning of
 * that end, so each byte is looked at once, however small the pieces are.
 */
export class RequestEnd {
  /** Bytes that have been taken. */
  length = 0;
  #tail = '';

  /** @returns whether the request is whole */
  take(data: Uint8Array): boolean {
    this.length += data.length;
    const text = this.#tail + Buffer.from(data).toString('latin1');
    this.#tail = text.slice(-LONGEST_BEGINNING);
    return EMPTY_LINE.test(text);
  }
}
