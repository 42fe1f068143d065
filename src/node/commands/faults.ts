import { FAULTS } from '../../lab/faults.ts';
import { DEFAULT_NAMES } from '../../lab/names.ts';
import { faultWords } from '../../narration/faultWords.ts';
import { EXIT } from '../failure.ts';
import { readOptions } from '../options.ts';
import { say } from '../output.ts';

/** `lab faults`: what can be broken. */
export async function faults(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { json: { type: 'boolean' } });
  if (values.json) {
    const catalogue = FAULTS.map(({ id, side, family }) => ({
      ...{ id, side, family },
      title: faultWords(id, DEFAULT_NAMES).title,
    }));
    await say(JSON.stringify(catalogue, null, 2));
  } else {
    const width = Math.max(...FAULTS.map(({ id }) => id.length));
    for (const { id } of FAULTS)
      await say(`${id.padEnd(width)}  ${faultWords(id, DEFAULT_NAMES).cause}`);
  }
  return EXIT.ok;
}
