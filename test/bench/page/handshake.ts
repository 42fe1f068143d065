import { createMaterials } from '../../../src/lab/materials.ts';
import { createTlsCrypto } from '../../../src/tls/webCrypto.ts';
import { compare, type Comparison } from '../compare.ts';
import { handshakeInMemory } from '../handshakeInMemory.ts';
import { recordCalls, type Call } from '../recordedCalls.ts';
import { HASHING, recordHashes } from '../recordedHashes.ts';
import { brokenBy } from '../../lab/laboratory.ts';

/**
 * A whole mutual handshake in this page, both ends, held against the cryptography that it is made of,
 * done again one after another with the same arguments. Keys that are kept from one handshake to the
 * next are imported before.
 */
export async function bench(): Promise<Comparison[]> {
  const materials = createMaterials(crypto, Date.now());
  const world = await brokenBy(materials, []);
  const recording = recordCalls(crypto);
  const recorded = recordHashes(createTlsCrypto(recording.provider), recording);
  await handshakeInMemory(world, recorded);
  recording.take();
  await handshakeInMemory(world, recorded);
  const calls = recording.take();
  const asked = calls.filter(({ operation }) => !HASHING.has(operation));
  const plain = createTlsCrypto(crypto);
  const against = (reference: string, theirs: readonly Call[]) =>
    compare({
      what: 'mutual handshake in Chromium, both ends',
      reference: `${reference}: ${summary(theirs)}`,
      aim: 1.5,
      repeat: 10,
      ours: () => handshakeInMemory(world, plain),
      theirs: async () => {
        for (const { again } of theirs) await again();
      },
    });
  return [
    await against('all of its cryptography in WebCrypto', calls),
    await against('only what it asks of WebCrypto (it hashes by itself)', asked),
  ];
}

function summary(calls: readonly Call[]): string {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Array.from(counts, ([operation, count]) => `${count} ${operation}`).join(', ');
}
