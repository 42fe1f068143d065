import type { TlsCrypto } from '../tls/crypto.ts';
import { Conversation, type Carry } from './conversation.ts';
import { endingOf, isDeceived } from './outcome.ts';
import type { World } from './provision.ts';
import { createRecorder } from './recorder.ts';
import type { HandshakeMode } from './scenario.ts';
import type { ConnectionInfo, PartyInfo, Trace } from './trace.ts';

const HOUR = 3_600_000;

/** How one run is set up. */
export interface RunOptions {
  readonly mode: HandshakeMode;
  /** The scenario's time, in milliseconds since 1970; a party's own clock may be ahead of it. */
  readonly clock: number;
  readonly crypto: TlsCrypto;
  /** Takes what the wire leaves of a record to the other end; in memory when left out. */
  readonly carry?: Carry;
}

const IN_MEMORY: Carry = (_from, bytes) => Promise.resolve(bytes);

/**
 * Lets the parties of a world shake hands, exchange one request and one response, and close; writes
 * down what really happened.
 *
 * @param world real keys and certificates
 * @returns the trace; a refused handshake is a result, not an error
 */
export async function run(world: World, options: RunOptions): Promise<Trace> {
  const { mode, clock, crypto, carry = IN_MEMORY } = options;
  const recorder = createRecorder();
  const parties = world.actors.map(({ info, plan }): PartyInfo => ({
    ...info,
    clock: clock + plan.clockAhead * HOUR,
  }));
  const clockOf = (id: string) => parties.find((party) => party.id === id)?.clock ?? clock;
  await new Conversation(world, recorder, { mode, crypto, carry, clockOf }).play();
  const { steps } = recorder;
  const [own, ...others] = world.connections.map(
    ({ client, server }, connection): ConnectionInfo => {
      const ends = { client, server, connection };
      const deceived = isDeceived(world, clock, ends, steps);
      const outcome = { ...endingOf({ ...ends, parties }, steps), deceived };
      return { client, server, outcome };
    },
  );
  if (!own) throw new RangeError('A world without a connection cannot be run.');
  return {
    version: 2,
    mode,
    protocol: 'TLS 1.3',
    faults: world.faults,
    names: world.names,
    madeAt: world.madeAt,
    clock,
    parties,
    connections: [own, ...others],
    ...(world.standIn === undefined ? {} : { standIn: world.standIn }),
    steps,
    outcome: own.outcome,
  };
}
