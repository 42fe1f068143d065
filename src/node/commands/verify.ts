import { createInterface } from 'node:readline';
import { LineError, verifyLine } from '../verifyLine.ts';
import { EXIT } from '../failure.ts';
import { readOptions } from '../options.ts';
import { say } from '../output.ts';
import { createProvider } from '../provider.ts';

/** `lab verify`: one case a line on standard input, one verdict a line on standard output. */
export async function verify(args: readonly string[]): Promise<number> {
  readOptions(args, {});
  const provider = createProvider();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') await say(JSON.stringify(await answer(provider, line)));
  }
  return EXIT.ok;
}

async function answer(provider: Crypto, line: string): Promise<unknown> {
  const parsed = parse(line);
  if (parsed instanceof SyntaxError)
    return { id: null, error: `This line is no JSON: ${parsed.message}.` };
  try {
    return await verifyLine(provider, parsed);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { id: idOf(parsed), error: error.message, member: error.member };
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    return error;
  }
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
}
