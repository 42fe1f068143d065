import { connect } from './commands/connect.ts';
import { faults } from './commands/faults.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { verify } from './commands/verify.ts';
import { releaseWords } from '../narration/page/releaseWords.ts';
import { CommandFailure, EXIT } from './failure.ts';
import { readRelease } from './release.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  run,
  faults,
  serve,
  connect,
  verify,
};

const USAGE = `mTLS Lab on the command line: npm run -s lab -- COMMAND

  run [--mode tls|mtls|optional] [--fault ID,…] [--clock HOURS] [--json]
      One handshake over TCP between the lab's two endpoints, broken as asked, at that many
      hours from the making of its certificates.
  faults [--json]
      What can be broken.
  serve --cert CHAIN --key KEY [--port 4433] [--host 127.0.0.1] [--alpn ID,…]
        [--ca FILE [--client-auth none|optional|required]]
      A TLS 1.3 server that tells each client who it is.
  connect HOST:PORT [--ca FILE] [--cert CHAIN --key KEY] [--servername NAME] [--alpn ID,…]
                    [--clear-alerts]
      A TLS 1.3 client that prints each step, and then what a GET is answered.
      --clear-alerts: refuses a server in the clear, as OpenSSL does, and not under the handshake
      keys; servers on Go, GnuTLS, Java and NSS cannot read that and log another fault.
  verify
      Path validation: one JSON case a line in, one JSON verdict a line out.

--version says which state of the project this is.

Files are PEM, DER or PKCS#12 without a password, and leaf first. Exit codes: 0 fine, 1 refused or
found faulty (also when an answer was cut off), 2 it could not be done.`;

/** @returns the exit code */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help' || args.includes('--help')) {
    console.log(USAGE);
    return EXIT.ok;
  }
  if (name === '--version') {
    console.log(releaseWords(readRelease()));
    return EXIT.ok;
  }
  if (name === undefined) {
    console.error(USAGE);
    return EXIT.unusable;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const known = Object.keys(COMMANDS).join(', ');
    throw new CommandFailure(`There is no command “${name}”; there are: ${known}.`);
  }
  return command(args);
}

process.stdout.on('error', () => process.exit(EXIT.ok));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandFailure)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
