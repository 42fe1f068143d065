import { concatBytes } from '../bytes/bytes.ts';
import type { HashFunction, RunningHash } from './crypto.ts';
import type { HandshakeName } from './endpoint.ts';
import type { TranscriptPoint } from './tls13/keySchedule.ts';
import { HANDSHAKE_TYPES } from './registry.ts';
import type { WholeMessage } from './state.ts';

/**
 * RFC 8446 §4.4.1: the hash over every handshake message so far. The messages before ServerHello
 * wait until it has said which hash it is.
 */
export class Transcript {
  #waiting: Uint8Array[] = [];
  #running: RunningHash | null = null;
  #through: HandshakeName = 'ClientHello';

  add({ name, bytes }: WholeMessage): void {
    this.#through = name;
    if (this.#running) this.#running.update(bytes);
    else this.#waiting.push(bytes);
  }

  /** The cipher suite is known. Once chosen, the hash stays. */
  choose(hash: HashFunction): void {
    if (this.#running) return;
    this.#running = hash.start();
    for (const message of this.#waiting) this.#running.update(message);
    this.#waiting = [];
  }

  /**
   * A HelloRetryRequest is about to follow: the first ClientHello is replaced by a synthetic
   * `message_hash` message that holds its hash.
   */
  replaceClientHello(hash: HashFunction): void {
    const clientHello = concatBytes(...this.#waiting);
    const header = Uint8Array.of(HANDSHAKE_TYPES.message_hash, 0, 0, hash.length);
    this.#waiting = [concatBytes(header, hash.digest(clientHello))];
    this.choose(hash);
  }

  /** The hash of all messages so far. @throws RangeError before the hash is chosen */
  point(): TranscriptPoint {
    if (!this.#running) throw new RangeError('The transcript hash is not chosen yet.');
    return { hash: this.#running.digest(), through: this.#through };
  }
}
