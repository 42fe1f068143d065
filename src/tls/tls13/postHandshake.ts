import type { Connection } from '../connection.ts';
import { checkPlacement } from '../extensionRules.ts';
import { refuse } from '../failure.ts';
import type { KeySchedule, TrafficSecret } from './keySchedule.ts';
import { waiting, type Expected, type State } from '../state.ts';

/** The application traffic secrets in use, by who sends with them. */
export interface TrafficPair {
  readonly sending: TrafficSecret;
  readonly receiving: TrafficSecret;
}

const UPDATE_NOT_REQUESTED = 0;
const UPDATE_REQUESTED = 1;

/** RFC 8446 §4.6: the handshake is done; messages about the connection may still come. */
export function connected(connection: Connection, schedule: KeySchedule, pair: TrafficPair): State {
  return connectedState(connection, schedule, pair, false);
}

/** @param owesUpdate the peer has asked for a KeyUpdate that we have not sent yet */
function connectedState(
  connection: Connection,
  schedule: KeySchedule,
  { sending, receiving }: TrafficPair,
  owesUpdate: boolean,
): State {
  const expects: Expected = {
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
        refuse({ code: 'unknown_key_update_request', requestUpdate });
      }
      const nextReceiving = await changeKeys(receiving, (secret) =>
        connection.changeReadKeys('application', secret),
      );
      const owes = owesUpdate || requestUpdate === UPDATE_REQUESTED;
      return connectedState(connection, schedule, { sending, receiving: nextReceiving }, owes);
    },
  };
  const state: State = {
    ...waiting('CONNECTED', expects),
    ...(owesUpdate && { afterReading: answer }),
  };
  return state;

  /** §4.6.3: one answer to all that came together, with the old keys; the next ones follow it. */
  async function answer(): Promise<State> {
    if (connection.writeClosed) return connected(connection, schedule, { sending, receiving });
    await connection.sendAfterHandshake('KeyUpdate', { requestUpdate: UPDATE_NOT_REQUESTED });
    const next = await changeKeys(sending, (secret) =>
      connection.changeWriteKeys('application', secret),
    );
    return connected(connection, schedule, { sending: next, receiving });
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
