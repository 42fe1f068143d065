import { Laboratory } from '../laboratory.ts';
import { DEFAULT_SCENARIO } from '../scenario.ts';
import type { Trace } from '../trace.ts';
import { prepareBrought, type Brought, type BroughtParts } from './world.ts';

/** A handshake with something that a person brought, and what was shown in it. */
export interface BroughtHandshake {
  readonly brought: Brought;
  readonly trace: Trace;
}

/**
 * Lets the lab's other side shake hands with what was brought, at its own time, in a laboratory of
 * its own: what the simulator shows stays as it is.
 *
 * @param standIn a key that was made for the same leaf before; used where its own was not brought
 */
export async function shakeHands(
  provider: Crypto,
  parts: BroughtParts,
  standIn?: CryptoKey,
): Promise<BroughtHandshake> {
  const brought = await prepareBrought(provider, parts, standIn);
  const laboratory = new Laboratory(provider, () => brought.at);
  laboratory.bring(brought);
  const { runs } = await laboratory.run(DEFAULT_SCENARIO, () => undefined);
  return { brought, trace: runs.mtls };
}
