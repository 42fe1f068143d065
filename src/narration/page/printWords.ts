import type { Scenario } from '../../lab/scenario.ts';
import type { Check, CheckVerdict } from '../../pki/path/check.ts';
import { faultWords } from '../faultWords.ts';
import { partyName } from '../phrases.ts';
import type { Party } from '../../lab/trace.ts';
import { utc } from '../times.ts';
import { CHECK_TITLES, VERDICTS } from './checkListWords.ts';
import { MODES, offsetWords, versionWords, VIEWS } from './controlsWords.ts';
import { LAB_NAME } from './headerWords.ts';

const labelOf = <T>(choices: readonly { value: T; label: string }[], value: T): string =>
  choices.find((choice) => choice.value === value)?.label ?? '';

/** What stands at the head of a printed scenario. */
export function printedHead({ version, mode, view, faults, names }: Scenario) {
  const causes = faults.map((id) => faultWords(id, names).cause).join(' ') || 'Nothing.';
  return {
    title: `${LAB_NAME}: a ${versionWords(version)} handshake, step by step`,
    choices: `Handshake: ${labelOf(MODES, mode)}. Seen by: ${labelOf(VIEWS, view)}.`,
    broken: `What is broken: ${causes}`,
  };
}

/**
 * @param offset hours from the making of the world
 * @param isOfNow whether that was now, or a moment that somebody chose
 */
export function printedClock(clock: number, offset: number, isOfNow: boolean): string {
  return `Clock: ${utc(clock)} (${offsetWords(offset, isOfNow)}).`;
}

/** A step on paper: which one, and whose; null: who looks on cannot tell. */
export function printedStep(step: number, title: string, party: Party | null) {
  return { title: `${step}. ${title}`, party: party && `(${partyName(party)})` };
}

/** What the checks of one rule found: before its verdict, the verdict, and after it. */
export function printedCheck(id: Check['id'], verdict: CheckVerdict, leading: Check) {
  const { expected, found, spec } = leading;
  const why = verdict === 'fail' ? `; expected ${expected}, found ${found}` : '';
  return { rule: `${CHECK_TITLES[id]}: `, verdict: VERDICTS[verdict], more: `${why} (${spec})` };
}
