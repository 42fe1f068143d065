import type { Step } from '../../lab/trace.ts';

/** How long a step takes at speed 1, in ms: first it moves, then it rests before the next. */
export interface StepDuration {
  readonly move: number;
  readonly dwell: number;
}

const DURATIONS: Readonly<Record<Step['kind'], StepDuration>> = {
  message: { move: 450, dwell: 350 },
  data: { move: 450, dwell: 350 },
  alert: { move: 450, dwell: 600 },
  close: { move: 400, dwell: 200 },
  check: { move: 300, dwell: 300 },
  belief: { move: 250, dwell: 250 },
  keys: { move: 200, dwell: 150 },
  raw: { move: 450, dwell: 600 },
  authorisation: { move: 300, dwell: 600 },
};

/** A check that fails is looked at for longer. */
const FAILED_CHECK: StepDuration = { move: 450, dwell: 900 };

/** How long one step takes. */
export function stepDuration(step: Step): StepDuration {
  return step.kind === 'check' && !step.passed ? FAILED_CHECK : DURATIONS[step.kind];
}

/** How long a row of two runs takes: as long as the longer of the two. */
export function rowDuration(steps: readonly (Step | undefined)[]): StepDuration {
  let move = 0;
  let dwell = 0;
  for (const step of steps) {
    if (!step) continue;
    const one = stepDuration(step);
    move = Math.max(move, one.move);
    dwell = Math.max(dwell, one.dwell);
  }
  return { move, dwell };
}
