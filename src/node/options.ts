import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandFailure } from './failure.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The options and positional arguments of a command.
 *
 * @param names what each positional argument is, for the sentence when one is missing
 * @throws CommandFailure for an option that is not known, lacks its value, or is too many
 */
export function readOptions<const T extends Options>(
  args: readonly string[],
  options: T,
  names: readonly string[] = [],
) {
  const { values, positionals } = parsed(args, options);
  const [missing] = names.slice(positionals.length);
  if (missing) throw new CommandFailure(`${missing} is missing.`);
  const [extra] = positionals.slice(names.length);
  if (extra !== undefined) throw new CommandFailure(`“${extra}” is one argument too many.`);
  return { values, positionals };
}

function parsed<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    throw new CommandFailure(`${sentence}.`);
  }
}

/** One of a few words. @throws CommandFailure that names them all */
export function oneOf<const T extends string>(
  option: string,
  value: string,
  allowed: readonly T[],
): T {
  const found = allowed.find((one) => one === value);
  if (found) return found;
  throw new CommandFailure(`--${option} is “${value}”, and can be ${allowed.join(', ')}.`);
}

/** @throws CommandFailure unless it is a port number */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CommandFailure(`“${text}” is no port number (0 to 65535).`);
}

/** A comma-separated list. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
