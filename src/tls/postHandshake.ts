import type { Connection } from './connection.ts';
import { checkPlacement } from './extensionRules.ts';
import { refuse } from './failure.ts';
import type { KeySchedule, TrafficSecret } from './keySchedule.ts';
import { waiting, type State } from './state.ts';

/** The application traffic secrets in use, by who sends with them. */
export interface TrafficPair {
  readonly sending: TrafficSecret;
  readonly receiving: TrafficSecret;
}

const UPDATE_NOT_REQUESTED = 0;
const UPDATE_REQUESTED = 1;

/** RFC 8446 §4.6: the handshake is done; messages about the connection may still come. */
export function connected(
  connection: Connection,
  schedule: KeySchedule,
  { sending, receiving }: TrafficPair,
): State {
  const state: State = waiting('CONNECTED', {
    ...(connection.role === 'client' && {
      /** §4.6.1: only servers send tickets. They are shown, not used. */
      NewSessionTicket({ extensions }) {
        checkPlacement('NewSessionTicket', extensions);
        return state;
      },
    }),
    /** §4.6.3: the peer sends with new keys from now on, and may want us to do so too. */
    async KeyUpdate({ requestUpdate }) {
      if (requestUpdate > UPDATE_REQUESTED) {
        refuse('illegal_parameter', `KeyUpdate.request_update is ${requestUpdate}.`);
      }
      const nextReceiving = await changeKeys(receiving, (secret) =>
        connection.changeReadKeys('application', secret),
      );
      const isAsked = requestUpdate === UPDATE_REQUESTED && !connection.writeClosed;
      const nextSending = isAsked ? await answer() : sending;
      const next = { sending: nextSending, receiving: nextReceiving };
      return connected(connection, schedule, next);
    },
  });
  return state;

  /** Answers with the old keys, and sends with the next ones afterwards. */
  async function answer(): Promise<TrafficSecret> {
    await connection.sendAfterHandshake('KeyUpdate', { requestUpdate: UPDATE_NOT_REQUESTED });
    return changeKeys(sending, (secret) => connection.changeWriteKeys('application', secret));
  }

  async function changeKeys(
    current: TrafficSecret,
    change: (next: TrafficSecret) => Promise<void>,
  ): Promise<TrafficSecret> {
    const next = schedule.nextTrafficSecret(current);
    await change(next);
    connection.emit({ kind: 'secrets', epoch: 'application', secrets: [next] });
    return next;
  }
}
