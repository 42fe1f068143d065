import type { ComparedRow } from '../../lab/compare.ts';
import { sightAt, type Sight } from '../../lab/onlooker.ts';
import type { View } from '../../lab/scenario.ts';
import type { Party, Step, Trace } from '../../lab/trace.ts';
import { nameFor } from '../../narration/onlookerWords.ts';
import type { StepWords } from '../../narration/words.ts';
import { FUTURE_STEP } from '../../narration/page/playerWords.ts';

/** One dot of the timeline. */
export interface TimelineMark {
  readonly kind: Step['kind'];
  /** Whose step it is; null where the onlooker cannot look inside. */
  readonly party: Party | null;
  /** What the onlooker sees of it. */
  readonly sight: Sight;
  /** What a person hears and reads at this dot. */
  readonly title: string;
  readonly failed: boolean;
  /** Did the run's outcome turn on this step? It stands out. */
  readonly decides: boolean;
}

/**
 * One dot a step; it tells no more than this onlooker can know.
 *
 * @param trace as `runFor` gives it
 * @param moment how many of its steps have begun
 */
export function marksOf(
  trace: Trace,
  labels: readonly StepWords[],
  view: View,
  moment: number,
): readonly TimelineMark[] {
  return trace.steps.map((step, index) => {
    const sight = sightAt(step, view, moment);
    const open = sight === 'open';
    return {
      kind: open ? step.kind : 'message',
      party: open ? step.party : null,
      sight,
      title:
        view !== 'everyone' && index >= moment
          ? FUTURE_STEP
          : nameFor(step, labels[index]?.title ?? step.key, sight, view),
      failed: open && hasFailed(step),
      decides: open && trace.outcome.decidedAt === index,
    };
  });
}

/** One dot a row of two runs; it looks like the step of mTLS where there is one. */
export function comparedMarks(
  tls: readonly TimelineMark[],
  mtls: readonly TimelineMark[],
  rows: readonly ComparedRow[],
): readonly TimelineMark[] {
  return rows.flatMap((row) => {
    const left = row.tls === null ? undefined : tls[row.tls];
    const right = row.mtls === null ? undefined : mtls[row.mtls];
    const shown = right ?? left;
    if (!shown) return [];
    return [
      {
        ...shown,
        failed: (left?.failed ?? false) || (right?.failed ?? false),
        decides: (left?.decides ?? false) || (right?.decides ?? false),
      },
    ];
  });
}

function hasFailed(step: Step): boolean {
  if (step.kind === 'check') return !step.passed;
  if (step.kind === 'authorisation') return !step.allowed;
  return step.kind === 'alert' || (step.kind === 'belief' && step.belief !== 'connected');
}
