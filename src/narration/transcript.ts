import { isNeglected, knownParty, knowsFate, runFor, sightOf } from '../lab/onlooker.ts';
import type { Role } from '../lab/plan.ts';
import type { View } from '../lab/scenario.ts';
import {
  epochOf,
  isSent,
  wasChanged,
  wasLost,
  type PartyInfo,
  type SentStep,
  type Step,
  type Trace,
} from '../lab/trace.ts';
import { knownOutcomeWords } from './knownOutcomeWords.ts';
import { onlookerName, seenWords } from './onlookerWords.ts';
import { releaseWords } from './page/releaseWords.ts';
import { partyName, wireSize } from './phrases.ts';
import { utc } from './times.ts';

const MODES = { tls: 'TLS', mtls: 'mTLS', optional: 'mTLS, optional' } as const;
const MARKS = {
  pass: 'ok',
  fail: 'FAILED',
  unknown: 'not known',
  'not-reached': 'not reached',
  'not-applicable': 'not applicable',
} as const;

/**
 * A run as plain text: for screen readers, tickets and terminals. It holds no secrets.
 *
 * @param view who tells it: he leaves out what he cannot know
 * @param moment how many steps of this run he has been there for; all are told to everyone
 * @param release which state of the project tells it
 */
export function transcript(
  whole: Trace,
  view: View,
  moment: number,
  release: Parameters<typeof releaseWords>[0],
): string {
  const trace = runFor(whole, view);
  const everything = view === 'everyone';
  const until = everything ? trace.steps.length : moment;
  const faults = trace.faults.length > 0 ? trace.faults.join(', ') : 'none';
  return [
    `mTLS Lab: ${MODES[trace.mode]} over ${trace.protocol}`,
    `Clock: ${utc(trace.clock)}`,
    everything ? `Faults: ${faults}` : `As seen by: ${onlookerName(view)}`,
    ...partyLines(trace, view, until),
    `Outcome: ${knownOutcomeWords(trace, view, until).sentence}`,
    '',
    ...trace.steps.slice(0, until).flatMap((step) => stepLines(step, trace, view)),
    '',
    `Made by ${releaseWords(release)}.`,
    '',
  ].join('\n');
}

/** The two that the plan is about, and then whoever else is there. */
function partyLines(trace: Trace, view: View, moment: number): string[] {
  const own = (role: Role) => role === 'client' || role === 'server';
  const known = ({ id, identity }: PartyInfo) =>
    knownParty(trace, id, view, moment).itself ? (identity ?? 'no certificate') : 'not known yet';
  const parties = [
    ...trace.parties.filter(({ role }) => own(role)),
    ...trace.parties.filter(({ role }) => !own(role)),
  ];
  return parties.map((party) =>
    own(party.role)
      ? `${partyName(party.id)}: ${known(party)}`
      : `${partyName(party.id)} on the wire, shows: ${party.identity ?? 'no certificate'}`,
  );
}

function stepLines(step: Step, trace: Trace, view: View): string[] {
  const { title, what } = seenWords(step, trace, view);
  const sight = sightOf(step, view);
  const number = String(step.index + 1).padStart(3);
  const lines = [
    `${number}. ${title}${sight === 'hidden' ? '' : onTheWire(step, view)}`,
    `     ${what}`,
  ];
  if (step.kind === 'check' && sight === 'open') {
    for (const check of step.checks) {
      if (check.verdict === 'not-applicable') continue;
      lines.push(
        `     - ${MARKS[check.verdict]}: ${check.subject}, ${check.id.replaceAll('_', ' ')} (${check.spec}): expected ${check.expected}; found ${check.found}`,
      );
    }
  }
  return lines;
}

function onTheWire(step: Step, view: View): string {
  if (!isSent(step)) return '';
  const epoch = epochOf(step);
  const sealed = view === 'wire' ? 'sealed' : `under the ${epoch} keys`;
  const keys = epoch === 'plaintext' ? 'in the clear' : sealed;
  const fate = knowsFate(view) ? fateOf(step) : '';
  return ` [${step.party} → ${step.to}, ${wireSize(step)} ${keys}${fate}]`;
}

function fateOf(step: SentStep): string {
  if (wasLost(step)) return ', never arrived';
  if (wasChanged(step)) return ', changed on the way';
  return isNeglected(step) ? ', never read' : '';
}
