import { infoOf, sightAt } from '../../../lab/onlooker.ts';
import type { View } from '../../../lab/scenario.ts';
import type { Step, Trace } from '../../../lab/trace.ts';

/** The certificates that a step shows or judges, leaf first. */
export interface StepCertificates {
  /** Whose they are, in a few words. */
  readonly title: string;
  readonly chain: readonly Uint8Array[];
}

/** Null when no certificate travels or is judged in this step. */
export function certificatesOf(trace: Trace, step: Step): StepCertificates | null {
  if (step.kind === 'message' && step.name === 'Certificate') {
    const { chain } = infoOf(trace, step.party);
    return { title: `What the ${step.party} shows`, chain };
  }
  if (step.kind === 'check' && step.path)
    return { title: `The path that the ${step.party} judges`, chain: step.path.path };
  return null;
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
