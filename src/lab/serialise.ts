import { equalBytes } from '../bytes/bytes.ts';
import { alertCode } from '../tls/alerts.ts';
import { endingOf } from './outcome.ts';
import { ShapeError } from './shape.ts';
import { isSent, type ConnectionInfo, type Ending, type Step, type Trace } from './trace.ts';
import { outcomeIn, traceOf, writtenTrace, type Release } from './traceShape.ts';

/** More text than any trace that we write; what is longer is not even looked at. */
export const MAX_TRACE_LENGTH = 2 ** 26;

/**
 * A trace as plain JSON values: bytes become lower-case hex, and how it ended stands beside the steps.
 * It holds the run's session secrets, as the trace does, and never a private key.
 *
 * @param release which state of the project made it
 */
export function serialiseTrace({ outcome, ...rest }: Trace, release: Release): unknown {
  return writtenTrace.write({ ...rest, ...outcome, release });
}

/**
 * The trace that somebody wrote down. All of it is checked, and what it says of its ending is held
 * against its steps; only whether somebody was deceived has to be taken as it stands.
 *
 * @param json text that {@link serialiseTrace} made
 * @throws ShapeError that says what is wrong, and where
 */
export function readTrace(json: string): Trace {
  if (json.length > MAX_TRACE_LENGTH)
    throw new ShapeError('', `at most ${MAX_TRACE_LENGTH} characters`, json.length);
  const written = writtenTrace.read(parsed(json), '');
  const trace: Trace = { ...traceOf(written), outcome: outcomeIn(written) };
  trace.steps.forEach((step, index) => checkStep(step, index, trace));
  const [own] = trace.connections;
  checkEnding({ ...own, outcome: trace.outcome }, '', 0, trace);
  trace.connections.forEach((connection, index) => {
    checkEnding(connection, `connections[${index}].outcome.`, index, trace);
  });
  must(
    own.outcome.deceived === trace.outcome.deceived,
    'deceived',
    `${own.outcome.deceived}, as of the client’s own connection`,
    trace.outcome.deceived,
  );
  return trace;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError('', 'JSON', json);
  }
}

function must(holds: boolean, place: string, expected: string, found: unknown): void {
  if (!holds) throw new ShapeError(place, expected, found);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What the parts of a step say of one another. */
function checkStep(step: Step, index: number, { parties, connections }: Trace): void {
  const at = `steps[${index}]`;
  const isKnown = (id: string) => parties.some((party) => party.id === id);
  must(step.index === index, `${at}.index`, String(index), step.index);
  must(isKnown(step.party), `${at}.party`, 'a party of this run', step.party);
  must(
    step.connection < connections.length,
    `${at}.connection`,
    'a connection of this run',
    step.connection,
  );
  if (step.kind === 'check') {
    const passed = !step.checks.some(({ verdict }) => verdict === 'fail');
    must(step.passed === passed, `${at}.passed`, `${passed}, as its checks say`, step.passed);
  }
  if (step.kind === 'alert') {
    const code = alertCode(step.description);
    must(step.code === code, `${at}.code`, `${code}, as ${step.description} has`, step.code);
  }
  if (step.kind === 'authorisation') {
    const allowed = step.peer !== null && step.policy.includes(step.peer);
    must(step.allowed === allowed, `${at}.allowed`, `${allowed}, as its policy says`, step.allowed);
  }
  if (!isSent(step)) return;
  must(isKnown(step.to), `${at}.to`, 'a party of this run', step.to);
  for (const [n, { sent, wire, changed, arrivals }] of step.records.entries()) {
    must(
      arrivals > 0 || wire.length === 0,
      `${at}.records[${n}].wire`,
      'empty, as nothing arrived',
      wire.length,
    );
    const differ = !equalBytes(sent, wire);
    must(changed === differ, `${at}.records[${n}].changed`, `${differ}, as its bytes say`, changed);
  }
}

/** The steps tell how a connection ended; what is written beside them must say the same. */
function checkEnding(
  { client, server, outcome }: ConnectionInfo,
  at: string,
  connection: number,
  { parties, steps }: Trace,
): void {
  for (const id of [client, server])
    must(
      parties.some((party) => party.id === id),
      `connections[${connection}]`,
      'parties of this run',
      id,
    );
  const told = endingOf({ parties, client, server, connection }, steps);
  for (const name of Object.keys(told) as (keyof Ending)[]) {
    const expected = `${JSON.stringify(told[name])}, as the steps tell it`;
    must(same(told[name], outcome[name]), `${at}${name}`, expected, outcome[name]);
  }
  const believed =
    told.clientBelievedConnected ||
    steps.some(
      (step) =>
        step.connection === connection && step.kind === 'belief' && step.belief === 'connected',
    );
  must(
    believed || !outcome.deceived,
    `${at}deceived`,
    'false, as nobody believed',
    outcome.deceived,
  );
}
