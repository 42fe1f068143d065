/** Why there is nothing to run with. */
export interface Failure {
  readonly code: 'no-webcrypto' | 'unexpected';
  /** What the browser said, for a bug report. */
  readonly message: string;
}

/** Does this browser, on this page, give access to its cryptography? Only secure contexts do. */
export function hasWebCrypto(): boolean {
  return typeof globalThis.crypto?.subtle === 'object';
}
