import { once } from 'node:events';

/** Writes a line to standard output, and waits when whoever reads it is slower than we are. */
export async function say(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
