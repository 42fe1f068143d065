import { BUNDLE_LIMITS, BundleError } from './contents.ts';

export const CONVERT =
  'Convert it: “openssl pkcs12 -in old.p12 -nodes -out plain.pem”, or for a key alone “openssl pkey -in old.pem -out plain.pem”, and bring plain.pem.';

/**
 * The rounds of key derivation that a whole input may cost ({@link BUNDLE_LIMITS}.rounds), however
 * many files and keys are in it: each of them names its own number of rounds.
 */
export class RoundBudget {
  #left: number = BUNDLE_LIMITS.rounds;

  /** @throws BundleError when a file asks for more rounds than are left, or for none */
  spend(rounds: number): void {
    if (rounds < 1) throw refusal('This file asks for no round of key derivation at all.');
    if (rounds > this.#left) {
      const asked = rounds.toLocaleString('en');
      const limit = BUNDLE_LIMITS.rounds.toLocaleString('en');
      throw refusal(
        `This part asks for ${asked} rounds of key derivation; at most ${limit} are made for a whole input.`,
      );
    }
    this.#left -= rounds;
  }
}

function refusal(message: string): BundleError {
  return new BundleError('unsupported', message, CONVERT);
}
