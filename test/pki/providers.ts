import { Crypto as PeculiarCrypto } from '@peculiar/webcrypto';

/** Every WebCrypto that Node offers: its own, and the one that the command line may be given. */
export const PROVIDERS: readonly (readonly [string, Crypto])[] = [
  ['Node', globalThis.crypto],
  ['@peculiar/webcrypto', new PeculiarCrypto()],
];
