import type { View } from '../../lab/scenario.ts';
import { epochOf, isSent, type Step, type Trace } from '../../lab/trace.ts';
import { wireSize } from '../../narration/phrases.ts';
import { stepWords } from '../../narration/stepWords.ts';
import type { StepWords } from '../../narration/words.ts';
import { sightOf } from '../stage/sees.ts';

type PanelWords = Pick<StepWords, 'title' | 'what' | 'why'>;

/** A step in the words of somebody who sees only what this view can see. */
export function panelWords(step: Step, trace: Trace, view: View): PanelWords {
  switch (sightOf(step, view)) {
    case 'open':
      return stepWords(step, trace);
    case 'sealed':
      return sealedWords(step, view);
    case 'hidden':
      return hiddenWords(step, view);
  }
}

/** What somebody can say of a record that it cannot open: what its header shows, and no more. */
function sealedWords(step: Step, view: View): PanelWords {
  if (!isSent(step)) return hiddenWords(step, view);
  const [{ outerType }] = step.records;
  const one = step.records.length === 1;
  const what = one
    ? `A record goes from the ${step.party} to the ${step.to}: type ${outerType}, ${wireSize(step)}.`
    : `Records go from the ${step.party} to the ${step.to}, one after the other: type ${outerType}, ${wireSize(step)}.`;
  if (epochOf(step) === 'plaintext')
    return {
      title: one ? 'A record that nobody read' : 'Records that nobody read',
      what,
      why: `The ${step.to} had already given up when ${one ? 'it' : 'all of it'} arrived, and never looked at it.`,
    };
  return {
    title: one ? 'A sealed record' : 'Sealed records',
    what,
    why:
      view === 'wire'
        ? 'Without the keys there is no more to see: every encrypted record says application_data, whatever it carries (RFC 8446 §5.2).'
        : one
          ? `The ${step.to} never opened it: it had stopped reading, or the record did not fit its keys.`
          : `The ${step.to} never opened all of them: it had stopped reading, or one did not fit its keys.`,
  };
}

/** What is said to somebody who cannot know of this step at all. */
function hiddenWords(step: Step, view: View): PanelWords {
  if (view === 'wire')
    return {
      title: 'Nothing crosses the wire',
      what: `Something happens inside the ${step.party}, and nothing of it can be seen from outside.`,
      why: 'An eavesdropper has the records, their order and their lengths; the rest is guesswork.',
    };
  return {
    title: `The ${view} cannot see this`,
    what: isSent(step)
      ? `This goes from the ${step.party} to the ${step.to}.`
      : `This happens inside the ${step.party}.`,
    why: 'Each side knows only what it sent, what it could open, and what it concluded from that.',
  };
}
