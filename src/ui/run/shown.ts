import { compare, type Comparison } from '../../lab/compare.ts';
import { settledAt } from '../../lab/knownOutcome.ts';
import type { Runs } from '../../lab/laboratory.ts';
import type { LinkedStep } from '../../lab/link.ts';
import { runFor } from '../../lab/onlooker.ts';
import type { HandshakeMode, Mode, View } from '../../lab/scenario.ts';
import type { Step, Trace } from '../../lab/trace.ts';
import type { MissingStep } from '../../narration/linkWords.ts';
import { stepWords } from '../../narration/stepWords.ts';
import type { StepWords } from '../../narration/words.ts';
import { SIMULATOR } from '../../narration/page/simulatorWords.ts';
import { cursorOfSide, type Side } from '../stage/moment/aligned.ts';

/** A run with its words, which are made once. */
export interface ToldRun {
  readonly trace: Trace;
  readonly words: readonly StepWords[];
}

/** What stands on the stage: one run, or two side by side. */
export type Shown =
  | { readonly kind: 'single'; readonly run: ToldRun; readonly length: number }
  | {
      readonly kind: 'compare';
      readonly tls: ToldRun;
      readonly mtls: ToldRun;
      readonly comparison: Comparison;
      readonly length: number;
    };

/** One step of one run, as the step panel shows it. */
export interface Focus {
  readonly trace: Trace;
  /** Null before the first. */
  readonly step: Step | null;
  /** Said when two runs are compared: which of them this step is in. */
  readonly which: string | null;
}

function tell(trace: Trace): ToldRun {
  return { trace, words: trace.steps.map((step) => stepWords(step, trace)) };
}

/** The run of one mode; null when it was not run. */
export function runOf(runs: Runs, mode: HandshakeMode): Trace | null {
  return runs[mode];
}

/** What a scenario puts on the stage; null while that run is still under way. */
export function shownOf(runs: Runs, mode: Mode): Shown | null {
  if (mode === 'compare') {
    const comparison = compare(runs.tls, runs.mtls);
    const { length } = comparison.rows;
    return { kind: 'compare', tls: tell(runs.tls), mtls: tell(runs.mtls), comparison, length };
  }
  const trace = runOf(runs, mode);
  return trace && { kind: 'single', run: tell(trace), length: trace.steps.length };
}

/** The runs as one onlooker can tell them. */
export function runsFor({ tls, mtls, optional }: Runs, view: View): Runs {
  return {
    tls: runFor(tls, view),
    mtls: runFor(mtls, view),
    optional: optional && runFor(optional, view),
  };
}

/**
 * How many steps of each run are done. A run that is not on the stage is over, but one party would
 * learn from it how the shown one ends: to that it has not begun until the shown one is over, too.
 *
 * @param cursor counts rows of what is shown
 */
export function momentsIn(
  shown: Shown,
  cursor: number,
  view: View,
): Readonly<Record<HandshakeMode, number>> {
  const elsewhere = view === 'everyone' || cursor >= shown.length ? Infinity : 0;
  const over = { tls: elsewhere, mtls: elsewhere, optional: elsewhere };
  if (shown.kind === 'single') return { ...over, [shown.run.trace.mode]: Math.floor(cursor) };
  const { rows } = shown.comparison;
  const ofSide = (side: Side) => Math.floor(cursorOfSide(rows, side, cursor));
  return { ...over, tls: ofSide('tls'), mtls: ofSide('mtls') };
}

/** The steps that share a row of the timeline. */
export function stepsAt(shown: Shown, row: number): (Step | undefined)[] {
  if (shown.kind === 'single') return [shown.run.trace.steps[row]];
  const { tls, mtls } = shown.comparison.rows[row] ?? { tls: null, mtls: null };
  return [
    tls === null ? undefined : shown.tls.trace.steps[tls],
    mtls === null ? undefined : shown.mtls.trace.steps[mtls],
  ];
}

/** What the step panel shows for a row, -1 for none: of two runs, the mTLS one where it has a step. */
export function focusAt(shown: Shown, row: number): Focus {
  const [first, second] = stepsAt(shown, row);
  if (shown.kind === 'single') return { trace: shown.run.trace, step: first ?? null, which: null };
  if (first && !second) return { trace: shown.tls.trace, step: first, which: SIMULATOR.which.tls };
  const { trace } = shown.mtls;
  if (!second) return { trace, step: null, which: null };
  return { trace, step: second, which: SIMULATOR.which[first ? 'both' : 'mtls'] };
}

/** What the step of a row is called in a link: of two runs, the mTLS one where it has a step. */
export function nameOfRow(shown: Shown, row: number): string | null {
  return focusAt(shown, row).step?.key ?? null;
}

/** How many rows to show so that a step of a link stands last, and what this run does not have of it. */
export function rowAt(
  shown: Shown,
  wanted: LinkedStep,
): { readonly cursor: number; readonly missing: MissingStep | null } {
  const { length } = shown;
  if (typeof wanted === 'number') {
    const missing = wanted > length ? ({ kind: 'number', length } as const) : null;
    return { cursor: Math.min(wanted, length), missing };
  }
  const row = Array.from({ length }, (_, at) => at).find((at) =>
    stepsAt(shown, at).some((step) => step?.key === wanted),
  );
  if (row !== undefined) return { cursor: row + 1, missing: null };
  return { cursor: decisiveCursor(shown), missing: { kind: 'name' } };
}

/** The row at which a step of the focused run stands. */
export function rowOf(shown: Shown, of: Trace, index: number): number {
  if (shown.kind === 'single') return index;
  const side = of === shown.tls.trace ? 'tls' : 'mtls';
  return Math.max(
    0,
    shown.comparison.rows.findIndex((row) => row[side] === index),
  );
}

/**
 * How many rows to show so that the deciding step stands last: the refusal, or else the last party's
 * belief. Of two runs both have to be settled.
 */
export function decisiveCursor(shown: Shown): number {
  const traces = shown.kind === 'single' ? [shown.run.trace] : [shown.mtls.trace, shown.tls.trace];
  return Math.max(...traces.map((trace) => rowOf(shown, trace, settledAt(trace)) + 1));
}

/** How a scenario was decided, as a word: the same word means that nothing changed in that. */
export function decisionOf(shown: Shown): string {
  const traces = shown.kind === 'single' ? [shown.run.trace] : [shown.tls.trace, shown.mtls.trace];
  return traces
    .map(({ mode, outcome, steps }) => {
      const step = outcome.decidedAt === null ? undefined : steps[outcome.decidedAt];
      return `${mode} ${outcome.outcome} ${step?.key ?? ''} ${outcome.alert ?? ''}`;
    })
    .join();
}
