import type { View } from '../../src/lab/scenario.ts';
import {
  epochOf,
  infoOf,
  isSent,
  wasOpened,
  type Party,
  type PartyInfo,
  type Step,
  type Trace,
} from '../../src/lab/trace.ts';

/**
 * The words that this onlooker has no way to know by a moment: identities, names, alerts, and that
 * there is an attacker at all. Written from what each step carried to whom, apart from the code that
 * the page asks.
 *
 * @param trace of a run as it really was
 * @param moment how many of its steps are done
 */
export function unknownWords(trace: Trace, view: View, moment: number): readonly string[] {
  if (view === 'everyone') return [];
  const read = trace.steps.slice(0, moment).filter((step) => reaches(step, view));
  const shown = (party: Party) =>
    read.some(
      (step) => step.party === party && step.kind === 'message' && step.name === 'Certificate',
    );
  const asked = new TextDecoder('latin1').decode(helloOf(trace));
  const names = (['client', 'server'] as const).flatMap((party) => {
    const answers = party === 'server' && attackerOf(trace) ? 'attacker' : party;
    if (party === view || shown(answers)) return [];
    const { name, identity } = infoOf(trace, party);
    // The server’s name is in the ClientHello, for everybody to read.
    return [name, identity].filter((word) => word !== null && !asked.includes(word));
  });
  const told = new Set(read.flatMap((step) => (step.kind === 'alert' ? [step.description] : [])));
  const decided = trace.steps
    .slice(0, moment)
    .flatMap((step) =>
      step.party === view && step.kind === 'check' && !step.passed ? [trace.outcome.alert] : [],
    );
  const alerts = trace.steps.flatMap((step) =>
    step.kind === 'alert' && !told.has(step.description) && !decided.includes(step.description)
      ? [step.description]
      : [],
  );
  // His certificate may name him, and whoever was shown that has read it.
  const attacker = shown('attacker') ? [] : ['attacker'];
  return [...names, ...alerts, ...attacker].filter((word) => word !== null);
}

/** Which of these words stand in a text, as words of their own. */
export function foundIn(text: string, words: readonly string[]): readonly string[] {
  return words.filter((word) =>
    new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\w-])`, 'i').test(
      text,
    ),
  );
}

function reaches(step: Step, view: View): boolean {
  if (!isSent(step)) return false;
  if (view === 'wire') return epochOf(step) === 'plaintext';
  return step.party === view || (step.to === view && wasOpened(step));
}

function helloOf({ steps }: Trace): Uint8Array {
  const hello = steps.find((step) => step.kind === 'message' && step.name === 'ClientHello');
  return hello?.kind === 'message' ? hello.bytes : new Uint8Array();
}

/** The attacker of a run; null in most. */
export function attackerOf({ parties }: Trace): PartyInfo | null {
  return parties.find(({ role }) => role === 'attacker') ?? null;
}
