import type { View } from '../../lab/scenario.ts';
import { epochOf, isSent, wasOpened, type SentStep, type Step } from '../../lab/trace.ts';
import { wireSize } from '../../narration/phrases.ts';

/**
 * What one onlooker makes of a step: `open`, all of it; `sealed`, that a record passed, its outer
 * type and length; `hidden`, nothing.
 */
export type Sight = 'open' | 'sealed' | 'hidden';

/** What somebody with this view can know of a step. */
export function sightOf(step: Step, view: View): Sight {
  if (view === 'everyone') return 'open';
  if (!isSent(step)) return step.party === view ? 'open' : 'hidden';
  if (view === 'wire') return epochOf(step) === 'plaintext' ? 'open' : 'sealed';
  if (step.party === view) return 'open';
  if (step.to !== view) return 'hidden';
  return wasOpened(step) ? 'open' : 'sealed';
}

/**
 * Does this onlooker know what became of a record: that it was changed on its way, that nobody read
 * it? Only somebody who sees both ends.
 */
export function knowsFate(view: View): boolean {
  return view === 'everyone';
}

/**
 * What the headers of its records show to anybody: `application_data, 90 bytes`, or
 * `application_data, 2 records, 23,358 bytes`.
 */
export function wireLabel(step: SentStep): string {
  return `${step.records[0].outerType}, ${wireSize(step)}`;
}

/**
 * How a step is named to an onlooker: by its title, by what the wire shows of it, or as hidden.
 *
 * @param title the step's own title
 */
export function nameFor(step: Step, title: string, view: View): string {
  const sight = sightOf(step, view);
  if (sight === 'open') return title;
  if (sight === 'sealed' && isSent(step)) {
    return `${wireLabel(step)}, from the ${step.party} to the ${step.to}`;
  }
  const who = view === 'wire' ? 'Somebody on the wire' : `The ${view}`;
  return `${who} cannot see this step of the ${step.party}`;
}
