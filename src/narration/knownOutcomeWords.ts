import { knownOutcome, type Unknown } from '../lab/knownOutcome.ts';
import type { View } from '../lab/scenario.ts';
import type { Trace } from '../lab/trace.ts';
import { outcomeLook, outcomeWords, told, type OutcomeWords } from './outcomeWords.ts';

/**
 * An outcome in the words of an onlooker, as far as he knows it by a moment.
 *
 * @param trace as `runFor` gives it
 * @param moment how many steps of this run are done
 */
export function knownOutcomeWords(trace: Trace, view: View, moment: number): OutcomeWords {
  const known = knownOutcome(trace, view, moment);
  if (typeof known === 'string')
    return told(trace.mode, { look: 'unknown', ...unknownWords(known, trace, view, moment) });
  if (view === 'everyone') return outcomeWords(trace);
  if (known.outcome === 'connected') return told(trace.mode, believedWords(trace, view));
  if (known.refusedBy === view && outcomeLook(trace) === 'unproven') return outcomeWords(trace);
  const by = `efused by the ${known.refusedBy ?? 'other end'}`;
  return told(trace.mode, {
    look: known.late === true ? 'late' : 'refused',
    verdict: known.late === true ? `Connected, then r${by}` : `R${by}`,
    detail: known.alert === null ? 'without an alert' : `${known.alert} (${known.alertCode ?? ''})`,
  });
}

type Said = Pick<OutcomeWords, 'verdict' | 'detail'>;

function unknownWords(why: Unknown, trace: Trace, view: View, moment: number): Said {
  switch (why) {
    case 'not yet':
      return { verdict: 'Not known yet', detail: 'nothing is decided at this step' };
    case 'believes':
      return {
        verdict: `The ${view} believes: connected`,
        detail:
          moment < trace.steps.length
            ? 'no answer yet: it may still be refused'
            : 'no answer has borne that out',
      };
    case 'sealed':
      return {
        verdict: 'Not to be seen',
        detail: 'the end is sealed, alerts and names included',
      };
    case 'unreached':
      return { verdict: 'Nothing seen', detail: `no record has reached the ${view}` };
    case 'untold':
      return { verdict: 'Not known', detail: `nothing told the ${view} how it ended` };
  }
}

/** A party believes, and has reason to; whether it is right about the other end it cannot tell. */
function believedWords(trace: Trace, view: View) {
  const peer = trace.steps.find(
    (step) => step.kind === 'belief' && step.party === view && step.belief === 'connected',
  );
  const named = peer?.kind === 'belief' && peer.peer !== null;
  const reason =
    view === 'client'
      ? 'an answer has come back'
      : named
        ? 'it has checked who the client is'
        : 'it does not know who the client is';
  return { look: 'believed', verdict: `The ${view} believes: connected`, detail: reason } as const;
}
