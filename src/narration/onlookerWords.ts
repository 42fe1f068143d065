import { sightOf, type Sight } from '../lab/onlooker.ts';
import type { View } from '../lab/scenario.ts';
import { epochOf, isSent, type SentStep, type Step, type Trace } from '../lab/trace.ts';
import { wireSize } from './phrases.ts';
import { stepWords } from './stepWords.ts';
import type { StepWords } from './words.ts';

/** Who looks on: `Somebody on the wire`, `The client`. */
export function onlookerName(view: View): string {
  if (view === 'everyone') return 'Everyone';
  return view === 'wire' ? 'Somebody on the wire' : `The ${view}`;
}

/**
 * What the headers of its records show to anybody: `application_data, 90 bytes`, or
 * `application_data, 2 records, 23,358 bytes`.
 */
export function wireLabel(step: SentStep): string {
  return `${step.records[0].outerType ?? 'no TLS record'}, ${wireSize(step)}`;
}

/**
 * How a step is named to an onlooker: by its title, by what the wire shows of it, or as hidden.
 *
 * @param title the step's own title
 * @param sight what the onlooker has of it
 */
export function nameFor(step: Step, title: string, sight: Sight, view: View): string {
  if (sight === 'open') return title;
  if (sight === 'sealed' && isSent(step)) {
    return `${wireLabel(step)}, from the ${step.party} to the ${step.to}`;
  }
  return `${onlookerName(view)} cannot see this step`;
}

type SeenWords = Pick<StepWords, 'title' | 'what' | 'why'>;

/** What is said while no step has begun, to whoever looks on. */
export const BEFORE_FIRST: SeenWords = {
  title: 'Before the first step',
  what: 'Nothing has been sent yet.',
  why: 'The client speaks first.',
};

/**
 * A step in the words of somebody who sees only what this view can see.
 *
 * @param step null before the first
 */
export function seenWords(step: Step | null, trace: Trace, view: View): SeenWords {
  if (!step) return BEFORE_FIRST;
  const sight = sightOf(step, view);
  if (sight === 'open')
    return knowsWhy(step, view) ? stepWords(step, trace) : withoutReason(step, trace);
  return sight === 'sealed' && isSent(step) ? sealedWords(step, view) : hiddenWords(view);
}

/** Why somebody refuses stands in his own log; the alert carries no more than its name. */
function knowsWhy(step: Step, view: View): boolean {
  return step.kind !== 'alert' || view === 'everyone' || view === step.party;
}

function withoutReason(step: Step, trace: Trace): StepWords {
  const told = step.kind === 'alert' ? { ...step, error: null } : step;
  return stepWords(told, { ...trace, outcome: { ...trace.outcome, cause: null } });
}

/** What somebody can say of a record that it cannot open: what its header shows, and no more. */
function sealedWords(step: SentStep, view: View) {
  const [{ outerType }] = step.records;
  const one = step.records.length === 1;
  const what = one
    ? `A record goes from the ${step.party} to the ${step.to}: type ${outerType ?? 'none of TLS'}, ${wireSize(step)}.`
    : `Records go from the ${step.party} to the ${step.to}, one after the other: type ${outerType ?? 'none of TLS'}, ${wireSize(step)}.`;
  if (view === 'wire')
    return {
      title: one ? 'A sealed record' : 'Sealed records',
      what,
      why: 'Without the keys there is no more to see: every encrypted record says application_data, whatever it carries (RFC 8446 §5.2).',
    };
  const them = one ? 'it' : 'all of them';
  return {
    title:
      epochOf(step) === 'plaintext'
        ? one
          ? 'A record not read'
          : 'Records not read'
        : one
          ? 'A sealed record'
          : 'Sealed records',
    what,
    why: `The ${step.to} has not opened ${them}. It does so only while it goes on reading, and if ${one ? 'the record fits' : 'the records fit'} its keys.`,
  };
}

/** What is said to somebody who cannot know of this step at all. */
function hiddenWords(view: View) {
  if (view === 'wire')
    return {
      title: 'Nothing crosses the wire',
      what: 'Something happens inside one of the parties, and nothing of it can be seen from outside.',
      why: 'An eavesdropper has the records, their order and their lengths; the rest is guesswork.',
    };
  return {
    title: `${onlookerName(view)} cannot see this`,
    what: 'This happens elsewhere.',
    why: 'Each side knows only what it sent, what it could open, and what it concluded from that.',
  };
}
