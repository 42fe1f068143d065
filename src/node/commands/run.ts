import { faultById, type FaultId } from '../../lab/faults.ts';
import { createMaterials } from '../../lab/materials.ts';
import { provision } from '../../lab/provision.ts';
import { run as runWorld } from '../../lab/run.ts';
import { serialiseTrace } from '../../lab/serialise.ts';
import type { Party, Trace } from '../../lab/trace.ts';
import { transcript } from '../../narration/transcript.ts';
import { createNodeCrypto } from '../crypto.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { openLoopback } from '../loopback.ts';
import { listOf, oneOf, readOptions } from '../options.ts';
import { say } from '../output.ts';

const OPTIONS = {
  mode: { type: 'string', default: 'mtls' },
  fault: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

/** `lab run`: one handshake in the lab's world, broken as asked. A refusal is a result, not a failure. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, OPTIONS);
  const mode = oneOf('mode', values.mode, ['tls', 'mtls', 'optional']);
  const faults = faultsOf(listOf(values.fault?.join()));
  const crypto = createNodeCrypto();
  const materials = createMaterials(crypto.provider, Date.now());
  const world = await provision(materials, faults);
  const loopback = await openLoopback();
  try {
    const carry = loopback.carry;
    const trace = await runWorld(world, { mode, clock: materials.madeAt, crypto, carry });
    await say(values.json ? JSON.stringify(summary(trace), null, 2) : transcript(trace));
  } finally {
    loopback.close();
  }
  return EXIT.ok;
}

function faultsOf(ids: readonly string[]): FaultId[] {
  return ids.map((id) => {
    const fault = faultById(id);
    if (fault) return fault.id;
    throw new CommandFailure(`There is no fault “${id}”; \`lab faults\` lists them.`);
  });
}

function summary(trace: Trace) {
  const { outcome } = trace;
  const { steps } = serialiseTrace(trace) as { readonly steps: readonly unknown[] };
  return {
    outcome: outcome.outcome,
    refusedBy: outcome.refusedBy && roleOf(outcome.refusedBy),
    alert: outcome.alert,
    delivered: outcome.delivered,
    clientBelievedConnected: outcome.clientBelievedConnected,
    serverBelievedConnected: outcome.serverBelievedConnected,
    steps,
  };
}

/** An attacker who answers in the server's place plays its role. */
function roleOf(party: Party): 'client' | 'server' {
  return party === 'client' ? 'client' : 'server';
}
