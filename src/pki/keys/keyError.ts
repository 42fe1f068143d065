/** Kinds of trouble with a key. */
export type KeyErrorCode =
  | 'malformed'
  | 'not_a_private_key'
  | 'encrypted'
  | 'unsupported_algorithm'
  | 'not_extractable'
  | 'rejected';

/** Why a private key cannot be used, in a sentence for the person who brought it. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
