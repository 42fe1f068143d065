import type { HandshakeName } from './endpoint.ts';
import type { Body } from './messages.ts';

/** A handshake message as it is sent, header included; what the transcript hashes. */
export interface WholeMessage<N extends HandshakeName = HandshakeName> {
  readonly name: N;
  readonly bytes: Uint8Array;
}

/** What a state does with the messages that it waits for: each leads to the state after it. */
export type Expected = {
  readonly [N in HandshakeName]?: (
    body: Body<N>,
    message: WholeMessage<N>,
  ) => Promise<State> | State;
};

/**
 * A state of RFC 8446 Appendix A. It holds what the handshake knows by then and nothing that it
 * does not know yet; a message that it does not expect ends the connection.
 */
export interface State {
  readonly name: string;
  readonly expects: Expected;
  /** What is left to do when everything that arrived together has been read; leads to a state. */
  readonly afterReading?: () => Promise<State>;
}

/** @param name as Appendix A spells it: `WAIT_SH` */
export function waiting(name: string, expects: Expected): State {
  return { name, expects };
}
