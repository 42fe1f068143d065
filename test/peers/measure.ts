import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { createMaterials } from '../../src/lab/materials.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { sameEnding, type Difference } from '../../src/narration/differences.ts';
import {
  MEASURED,
  MODES,
  otherCasesIn,
  otherSetups,
  partsOf,
  play,
  setupsFor,
  SHOWABLE,
  type Setups,
} from './cases.ts';
import { ourStack } from './ours.ts';
import { meet, type Peer } from './stack.ts';

// `npm run peers` lets every stack that is installed end every case, and writes down where one ends
// otherwise than we do. Of a stack that is not installed it keeps what was measured before.
// `npm run peers -- --check` writes nothing, and fails where the list no longer holds.

const FILE = join(import.meta.dirname, '..', '..', 'src', 'narration', 'measured.json');

interface Measured {
  readonly stacks: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
}

const ours = ourStack();

async function measureCase(
  peers: readonly Peer[],
  name: string,
  mode: HandshakeMode,
  setups: Setups,
): Promise<Difference[]> {
  const own = await meet(ours, setups.clientSetup, ours, setups.serverSetup);
  const found: Difference[] = [];
  for (const peer of peers) {
    for (const plays of partsOf(peer, name)) {
      const theirs = await play(plays, peer, ours, setups);
      if (sameEnding(own, theirs)) continue;
      found.push({ case: name, modes: [mode], stack: peer.name, plays, ours: own, theirs });
    }
  }
  return found;
}

async function measure(peers: readonly Peer[]): Promise<Difference[]> {
  const materials = createMaterials(globalThis.crypto, Date.now());
  const found: Difference[] = [];
  for (const [mode] of MODES) {
    for (const fault of SHOWABLE) {
      const setups = await setupsFor(materials, [fault], mode);
      found.push(...(await measureCase(peers, fault, mode, setups)));
    }
    for (const name of otherCasesIn(mode)) {
      found.push(...(await measureCase(peers, name, mode, await otherSetups(name, mode))));
    }
  }
  return found;
}

/** Puts together what differs in nothing but the mode, stack by stack. */
function collected(found: readonly Difference[]): Difference[] {
  const byKind = new Map<string, Difference>();
  for (const one of found) {
    const kind = JSON.stringify({ ...one, modes: null });
    const modes = [...(byKind.get(kind)?.modes ?? []), ...one.modes];
    byKind.set(kind, { ...one, modes });
  }
  const rank = ({ stack }: Difference) => MEASURED.findIndex(({ name }) => name === stack);
  return [...byKind.values()].sort((one, other) => rank(one) - rank(other));
}

async function measureAnew(before: Measured): Promise<Measured> {
  const versions = new Map(MEASURED.map((peer) => [peer.name, peer.version()]));
  const kept = (name: string) => versions.get(name) === null;
  for (const { name } of MEASURED.filter((peer) => kept(peer.name))) {
    const old = before.stacks[name];
    console.log(`${name} is not installed: kept is what was measured of ${old ?? 'it, nothing'}.`);
  }
  const installed = MEASURED.filter(({ name }) => !kept(name));
  const found = await measure(installed);
  const stacks = MEASURED.flatMap(({ name }) => {
    const version = versions.get(name) ?? before.stacks[name];
    return version === undefined ? [] : [[name, version] as const];
  });
  return {
    stacks: Object.fromEntries(stacks),
    differences: collected([...found, ...before.differences.filter(({ stack }) => kept(stack))]),
  };
}

const before = JSON.parse(readFileSync(FILE, 'utf8')) as Measured;
const measured = await measureAnew(before);
const { length } = measured.differences;
if (process.argv.includes('--check')) {
  const same = JSON.stringify(before) === JSON.stringify(measured);
  console.log(same ? `The list holds: ${length} differences.` : 'The list no longer holds.');
  process.exitCode = same ? 0 : 1;
} else {
  const text = JSON.stringify(measured);
  writeFileSync(FILE, await format(text, { parser: 'json', printWidth: 100 }));
  console.log(`${length} differences`);
}
