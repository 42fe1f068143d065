import { shakeHands, type BroughtHandshake } from '../../lab/inspect/handshake.ts';
import type { BroughtParts } from '../../lab/inspect/world.ts';

/**
 * The handshake that would follow from what is asked now. One is made at a time, and while it is
 * under way only the last one that was asked for waits: a time that is dragged asks for many.
 */
export class Attempt {
  readonly #provider: Crypto;
  #made = $state.raw<BroughtHandshake | null>(null);
  #failure = $state<string | null>(null);
  #wanted: BroughtParts | null = null;
  #isUnderWay = false;
  /** The last stand-in is good for the same leaf: an RSA key is not made twice. */
  #standIn: { readonly leaf: Uint8Array | undefined; readonly key: CryptoKey } | null = null;

  /** @param provider WebCrypto */
  constructor(provider: Crypto) {
    this.#provider = provider;
  }

  /** The handshake with what was asked for last; null until it is made. */
  get made(): BroughtHandshake | null {
    return this.#made;
  }

  /** Why it could not be made. */
  get failure(): string | null {
    return this.#failure;
  }

  /** @param parts null: there is nothing to shake hands with */
  ask(parts: BroughtParts | null): void {
    this.#wanted = parts;
    this.#made = null;
    this.#failure = null;
    if (!this.#isUnderWay) void this.#make();
  }

  async #make(): Promise<void> {
    this.#isUnderWay = true;
    for (let parts = this.#wanted; parts; parts = this.#next(parts)) await this.#shake(parts);
    this.#isUnderWay = false;
  }

  /** What was asked for meanwhile. */
  #next(done: BroughtParts): BroughtParts | null {
    return this.#wanted === done ? null : this.#wanted;
  }

  async #shake(parts: BroughtParts): Promise<void> {
    const [leaf] = parts.chain;
    const kept = this.#standIn?.leaf === leaf ? this.#standIn?.key : undefined;
    try {
      const made = await shakeHands(this.#provider, parts, kept);
      if (made.brought.standIn) this.#standIn = { leaf, key: made.brought.privateKey };
      if (parts === this.#wanted) this.#made = made;
    } catch (error) {
      if (parts !== this.#wanted) return;
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }
}
