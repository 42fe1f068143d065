import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { createMaterials } from '../../src/lab/materials.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { sameEnding, type Difference } from '../../src/narration/differences.ts';
import {
  MODES,
  NEEDS_OUR_CLIENT,
  OTHER_CASES,
  otherSetups,
  setupsFor,
  SHOWABLE,
  STACKS,
  type Setups,
} from './cases.ts';
import { ourStack } from './ours.ts';
import { meet } from './stack.ts';

// `npm run peers` lets every stack end every case, and writes down where one ends otherwise than we
// do. `npm run peers -- --check` writes nothing, and fails where the list no longer holds.

const FILE = join(import.meta.dirname, '..', '..', 'src', 'narration', 'measured.json');

const ours = ourStack();

async function differences(name: string, mode: HandshakeMode, setups: Setups) {
  const { clientSetup, serverSetup } = setups;
  const own = await meet(ours, clientSetup, ours, serverSetup);
  const found: Difference[] = [];
  for (const stack of STACKS) {
    const client = NEEDS_OUR_CLIENT.has(name) ? ours : stack;
    const theirs = await meet(client, clientSetup, stack, serverSetup);
    if (sameEnding(own, theirs)) continue;
    found.push({ case: name, mode, stack: stack.name, ours: own, theirs });
  }
  return found;
}

async function measure(): Promise<Difference[]> {
  const materials = createMaterials(globalThis.crypto, Date.now());
  const found: Difference[] = [];
  for (const [mode] of MODES) {
    for (const fault of SHOWABLE) {
      found.push(...(await differences(fault, mode, await setupsFor(materials, [fault], mode))));
    }
    for (const name of Object.keys(OTHER_CASES)) {
      found.push(...(await differences(name, mode, await otherSetups(name, mode))));
    }
  }
  return found;
}

/** With major and minor version: what is fixed within those seldom changes how a handshake ends. */
function stackNames(): Record<string, string> {
  const openssl = execFileSync('openssl', ['version'], { encoding: 'utf8' });
  return {
    OpenSSL: /OpenSSL \d+\.\d+/.exec(openssl)?.[0] ?? 'OpenSSL',
    'node:tls': `Node ${process.versions.node.split('.')[0]}`,
  };
}

const found = await measure();
if (process.argv.includes('--check')) {
  const { differences: listed } = JSON.parse(readFileSync(FILE, 'utf8')) as {
    differences: readonly Difference[];
  };
  const same = JSON.stringify(listed) === JSON.stringify(found);
  console.log(same ? `The list holds: ${found.length} differences.` : 'The list no longer holds.');
  process.exitCode = same ? 0 : 1;
} else {
  const text = JSON.stringify({ stacks: stackNames(), differences: found });
  writeFileSync(FILE, await format(text, { parser: 'json', printWidth: 100 }));
  console.log(`${found.length} differences`);
}
