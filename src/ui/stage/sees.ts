import type { View } from '../../lab/scenario.ts';
import { isSent, type Step, type WireRecord } from '../../lab/trace.ts';

/**
 * What one onlooker makes of a step: `open`, all of it; `sealed`, that a record passed, its outer
 * type and length; `hidden`, nothing.
 */
export type Sight = 'open' | 'sealed' | 'hidden';

/** What somebody with this view can know of a step. */
export function sightOf(step: Step, view: View): Sight {
  if (view === 'everyone') return 'open';
  if (!isSent(step)) return step.party === view ? 'open' : 'hidden';
  if (view === 'wire') return step.record.epoch === 'plaintext' ? 'open' : 'sealed';
  if (step.party === view) return 'open';
  if (step.to !== view) return 'hidden';
  return step.record.opened === null ? 'sealed' : 'open';
}

/** Does this onlooker know that a record was changed on its way? Neither party can. */
export function knowsOfChange(view: View): boolean {
  return view === 'everyone' || view === 'wire';
}

/** Does this onlooker know that a record was never read? Only somebody who sees both ends. */
export function knowsOfNeglect(view: View): boolean {
  return view === 'everyone';
}

/** What the header of a record shows to anybody: `application_data, 90 bytes`. */
export function wireLabel(record: WireRecord): string {
  return `${record.outerType}, ${record.length} bytes`;
}
