import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

declare global {
  /** The places of mutants that the running test file came by, by number. */
  var reached: Set<number> | undefined;
}

globalThis.reached = new Set();

afterAll(() => {
  const file = expect.getState().testPath ?? '';
  const name = Buffer.from(file).toString('base64url').slice(-120);
  writeFileSync(
    join(process.env.MUTATE_FOLDER ?? '', `${name}.reached`),
    JSON.stringify({ file, reached: [...(globalThis.reached ?? [])] }),
  );
});
