import type { ComparedRow } from '../../lab/compare.ts';
import type { View } from '../../lab/scenario.ts';
import type { Party, Step, Trace } from '../../lab/trace.ts';
import type { StepWords } from '../../narration/words.ts';
import { nameFor, sightOf, type Sight } from '../stage/sees.ts';

/** One dot of the timeline. */
export interface TimelineMark {
  readonly kind: Step['kind'];
  readonly party: Party;
  /** What the onlooker sees of it. */
  readonly sight: Sight;
  /** What a person hears and reads at this dot. */
  readonly title: string;
  readonly failed: boolean;
  /** Did the run's outcome turn on this step? It stands out. */
  readonly decides: boolean;
}

/** One dot a step; it tells no more than this onlooker can know. */
export function marksOf(
  trace: Trace,
  labels: readonly StepWords[],
  view: View = 'everyone',
): readonly TimelineMark[] {
  return trace.steps.map((step, index) => {
    const sight = sightOf(step, view);
    const open = sight === 'open';
    return {
      kind: sight === 'sealed' ? 'message' : step.kind,
      party: step.party,
      sight,
      title: nameFor(step, labels[index]?.title ?? step.key, view),
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
  return step.kind === 'alert' || (step.kind === 'belief' && step.belief === 'refused');
}
