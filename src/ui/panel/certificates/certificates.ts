import { sightAt } from '../../../lab/onlooker.ts';
import type { View } from '../../../lab/scenario.ts';
import { infoOf, type Step, type Trace } from '../../../lab/trace.ts';

/** The certificates that a step shows or judges, leaf first; null: none travels or is judged. */
export function certificatesOf(trace: Trace, step: Step): readonly Uint8Array[] | null {
  if (step.kind === 'message' && step.name === 'Certificate')
    return infoOf(trace, step.party).chain;
  return step.kind === 'check' ? (step.path?.path ?? null) : null;
}

/**
 * The steps in which the onlooker sees a certificate travel.
 *
 * @param moment how many steps of the run have begun
 */
export function certificateSteps(trace: Trace, view: View, moment: number): Step[] {
  return trace.steps.filter(
    (step) =>
      step.kind === 'message' &&
      step.name === 'Certificate' &&
      sightAt(step, view, moment) === 'open',
  );
}
