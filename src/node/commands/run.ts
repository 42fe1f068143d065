import { faultById, type FaultId } from '../../lab/faults.ts';
import { clockAt, createMaterials } from '../../lab/materials.ts';
import { DEFAULT_NAMES } from '../../lab/names.ts';
import { provision } from '../../lab/provision.ts';
import { run as runWorld } from '../../lab/run.ts';
import { CLOCK_RANGE } from '../../lab/scenario.ts';
import { serialiseTrace } from '../../lab/serialise.ts';
import { outcomeWords } from '../../narration/outcomeWords.ts';
import { transcript } from '../../narration/transcript.ts';
import { readyToTell } from '../../narration/refused.ts';
import { createNodeCrypto } from '../crypto.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { openLoopback } from '../loopback.ts';
import { listOf, oneOf, readOptions } from '../options.ts';
import { say } from '../output.ts';
import { readRelease } from '../release.ts';

const OPTIONS = {
  mode: { type: 'string', default: 'mtls' },
  fault: { type: 'string', multiple: true },
  clock: { type: 'string', default: '0' },
  json: { type: 'boolean' },
} as const;

/** `lab run`: one handshake in the lab's world, broken as asked; what came of it, refused or not. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, OPTIONS);
  const mode = oneOf('mode', values.mode, ['tls', 'mtls', 'optional']);
  const faults = faultsOf(listOf(values.fault?.join()));
  const hours = hoursOf(values.clock);
  const crypto = createNodeCrypto();
  const materials = createMaterials(crypto.provider, Date.now());
  const world = await provision(materials, { faults, names: DEFAULT_NAMES });
  const release = readRelease();
  const loopback = await openLoopback();
  try {
    const carry = loopback.carry;
    const trace = await runWorld(world, { mode, clock: clockAt(materials, hours), crypto, carry });
    await readyToTell(trace);
    await say(
      values.json
        ? JSON.stringify(serialiseTrace(trace, release), null, 2)
        : transcript(trace, 'everyone', trace.steps.length, release),
    );
    const { look, sentence } = outcomeWords(trace);
    if (look === 'connected') return EXIT.ok;
    throw new CommandFailure(sentence, EXIT.refused);
  } finally {
    loopback.close();
  }
}

function faultsOf(ids: readonly string[]): FaultId[] {
  return ids.map((id) => {
    const fault = faultById(id);
    if (fault) return fault.id;
    throw new CommandFailure(`There is no fault “${id}”; \`lab faults\` lists them.`);
  });
}

/** Hours from the world's making, as a link counts them. */
function hoursOf(text: string): number {
  const hours = Number(text);
  const { min, max } = CLOCK_RANGE;
  if (/^-?\d{1,6}$/.test(text) && hours >= min && hours <= max) return hours;
  throw new CommandFailure(`--clock is “${text}”, and can be whole hours from ${min} to ${max}.`);
}
