/** A growing buffer; lengths that stand before their contents are filled in afterwards. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** What was written, as an array of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** An unsigned integer of `width` bytes, in network byte order. @throws RangeError if too large */
  uint(value: number, width: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** width) {
      throw new RangeError(`${value} does not fit into ${width} bytes`);
    }
    this.#reserve(width);
    this.#store(this.#length, value, width);
    this.#length += width;
  }

  /**
   * Writes the length of what `write` writes, and then that.
   *
   * @throws RangeError if the length is outside floor..ceil
   */
  prefixed(width: number, floor: number, ceil: number, write: () => void): void {
    this.uint(0, width);
    const start = this.#length;
    write();
    const length = this.#length - start;
    if (length < floor || length > ceil) {
      throw new RangeError(`${length} bytes where ${floor} to ${ceil} are allowed`);
    }
    this.#store(start - width, length, width);
  }

  #store(at: number, value: number, width: number): void {
    for (let index = width - 1, rest = value; index >= 0; index--) {
      this.#bytes[at + index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
