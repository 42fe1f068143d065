/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  /** The handshake failed, or what was asked for did not arrive whole. */
  refused: 1,
  /** It could not even be tried: the arguments, a file or a port were wrong. */
  unusable: 2,
} as const;

/** Why a command cannot go on, in one line for a person. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.unusable) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What went wrong with a file or a socket, in words. */
export function systemWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = WORDS[code];
  return known ?? (error instanceof Error ? error.message : String(error));
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission was denied',
  EADDRINUSE: 'the port is in use',
  EADDRNOTAVAIL: 'the address is none of this machine',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'there was no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  // What a write says when the reset came before it.
  EPIPE: 'the connection was reset',
};
