import { gaveUpAt } from '../../../lab/onlooker.ts';
import { isSent, type Trace } from '../../../lab/trace.ts';
import type { StepWords } from '../../../narration/words.ts';
import type { Columns } from './columns.ts';
import type { Draft } from './draft.ts';
import { laneDraft } from './laneDrafts.ts';
import { sentDraft } from './sentDraft.ts';

/** Turns every step into something to draw, with the room that it needs. */
export function draftsFor(
  trace: Trace,
  labels: readonly StepWords[],
  columns: Columns,
): readonly Draft[] {
  return trace.steps.map((step, index) => {
    const words = labels[index];
    const common = {
      index,
      title: words?.title ?? step.key,
      decides: trace.outcome.decidedAt === index,
    };
    const label = words?.label ?? step.key;
    return isSent(step)
      ? sentDraft(step, common, label, columns, {
          ownRow: ownRow(trace, index),
          settledAt: gaveUpAt(trace.steps, step.to),
        })
      : laneDraft(step, common, label, columns);
  });
}

/** A message that a party sends after judging something starts under the gate, never beside it. */
function ownRow(trace: Trace, index: number): boolean {
  const before = trace.steps[index - 1];
  const step = trace.steps[index];
  return before?.kind === 'check' && before.party === step?.party;
}
