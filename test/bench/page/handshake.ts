import { createMaterials } from '../../../src/lab/materials.ts';
import { provision } from '../../../src/lab/provision.ts';
import { createTlsCrypto } from '../../../src/tls/crypto.ts';
import { compare, type Comparison } from '../compare.ts';
import { handshakeInMemory } from '../handshakeInMemory.ts';
import { recordCalls } from '../recordedCalls.ts';

/**
 * A whole mutual handshake in this page, both ends, held against nothing but the WebCrypto operations
 * that such a handshake asks for, done again one after another with the same arguments. Keys that
 * are kept from one handshake to the next are imported before.
 */
export async function bench(): Promise<Comparison> {
  const materials = createMaterials(crypto, Date.now());
  const world = await provision(materials, []);
  const recording = recordCalls(crypto);
  const recorded = createTlsCrypto(recording.provider);
  await handshakeInMemory(world, recorded);
  recording.take();
  await handshakeInMemory(world, recorded);
  const calls = recording.take();
  const plain = createTlsCrypto(crypto);
  return compare({
    what: 'mutual handshake in Chromium, both ends',
    reference: `its ${calls.length} WebCrypto operations alone (${summary(calls)})`,
    aim: 1.5,
    repeat: 10,
    ours: () => handshakeInMemory(world, plain),
    theirs: async () => {
      for (const { again } of calls) await again();
    },
  });
}

function summary(calls: readonly { readonly operation: string }[]): string {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Array.from(counts, ([operation, count]) => `${count} ${operation}`).join(', ');
}
