import type { FaultId } from './faults.ts';
import { DEFAULT_NAMES, type WorldNames } from './names.ts';

/** Whether the server asks for a client certificate in one handshake. */
export type HandshakeMode = 'tls' | 'mtls' | 'optional';

/** What the page shows: one handshake, or TLS and mTLS side by side. */
export type Mode = HandshakeMode | 'compare';

/** Who is looking at the stage. */
export type View = 'everyone' | 'client' | 'server' | 'wire';

/** What was chosen. The link holds exactly this (and nothing that is secret). */
export interface Scenario {
  readonly mode: Mode;
  readonly version: '1.3';
  /** In catalogue order, each once. */
  readonly faults: readonly FaultId[];
  readonly view: View;
  /** Hours between the moment at which the world was made and the scenario's clock. */
  readonly clockOffset: number;
  /** When its world was made, in milliseconds since 1970, on a whole minute; null: when it is first run. */
  readonly madeAt: number | null;
  readonly names: WorldNames;
}

/** How far the scenario's clock moves, in hours: two days back, twelve years ahead. */
export const CLOCK_RANGE = { min: -48, max: 12 * 365 * 24 } as const;

/** What is shown to whoever chose nothing: mTLS without a fault, at the time at which its world is made. */
export const DEFAULT_SCENARIO: Scenario = {
  mode: 'mtls',
  version: '1.3',
  faults: [],
  view: 'everyone',
  clockOffset: 0,
  madeAt: null,
  names: DEFAULT_NAMES,
};
