import { equalBytes } from '../bytes/bytes.ts';
import { alertCode } from '../tls/alerts.ts';
import { endingOf } from './outcome.ts';
import { ShapeError } from './shape.ts';
import { isSent, type Ending, type Step, type Trace } from './trace.ts';
import { writtenTrace } from './traceShape.ts';

/** More text than any trace that we write; what is longer is not even looked at. */
export const MAX_TRACE_LENGTH = 2 ** 26;

/**
 * A trace as plain JSON values: bytes become lower-case hex, and how it ended stands beside the steps.
 * It holds the run's session secrets, as the trace does, and never a private key.
 */
export function serialiseTrace({ outcome, ...rest }: Trace): unknown {
  return writtenTrace.write({ ...rest, ...outcome });
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
  const {
    outcome,
    refusedBy,
    alert,
    alertCode: code,
    ...more
  } = writtenTrace.read(parsed(json), '');
  const { decidedAt, cause, delivered, late, deceived, ...others } = more;
  const { clientBelievedConnected, serverBelievedConnected, ...rest } = others;
  const ending: Ending = {
    outcome,
    refusedBy,
    decidedAt,
    alert,
    alertCode: code,
    cause,
    delivered,
    clientBelievedConnected,
    serverBelievedConnected,
    late,
  };
  const trace: Trace = { ...rest, outcome: { ...ending, deceived } };
  trace.steps.forEach((step, index) => checkStep(step, index, trace));
  checkEnding(ending, trace);
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

/** What the parts of a step say of one another. */
function checkStep(step: Step, index: number, { attacker }: Trace): void {
  const at = `steps[${index}]`;
  must(step.index === index, `${at}.index`, String(index), step.index);
  const known = attacker !== null || step.party !== 'attacker';
  must(known, `${at}.party`, 'a party of this run', step.party);
  if (step.kind === 'check') {
    const passed = !step.checks.some(({ verdict }) => verdict === 'fail');
    must(step.passed === passed, `${at}.passed`, `${passed}, as its checks say`, step.passed);
  }
  if (step.kind === 'alert') {
    const code = alertCode(step.description);
    must(step.code === code, `${at}.code`, `${code}, as ${step.description} has`, step.code);
  }
  if (!isSent(step)) return;
  for (const [n, { sent, wire, changed }] of step.records.entries()) {
    const differ = !equalBytes(sent, wire);
    must(changed === differ, `${at}.records[${n}].changed`, `${differ}, as its bytes say`, changed);
  }
}

/** The steps tell how a run ended; what is written beside them must say the same. */
function checkEnding(said: Ending, { attacker, steps, outcome }: Trace): void {
  const told = endingOf(attacker ? 'attacker' : 'server', steps);
  for (const name of Object.keys(told) as (keyof Ending)[]) {
    const [expected, found] = [told[name], said[name]].map((value) => JSON.stringify(value));
    must(expected === found, name, `${expected ?? ''}, as the steps tell it`, said[name]);
  }
  const believed = told.clientBelievedConnected || told.serverBelievedConnected;
  must(believed || !outcome.deceived, 'deceived', 'false, as nobody believed', outcome.deceived);
}
