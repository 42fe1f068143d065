import type { HandshakeMode } from '../../lab/scenario.ts';
import type { KnownOutcome } from '../../lab/knownOutcome.ts';
import type { OutcomeLook } from '../../narration/outcomeWords.ts';

/** A mark that is told apart without colour, and the token of the colour that goes with it. */
export interface Look {
  readonly mark: string;
  readonly hue: string;
  readonly soft: string;
}

/** How each kind of ending looks, wherever one is stated; `none`: it is not known yet. */
export const LOOKS: Readonly<Record<OutcomeLook | 'none', Look>> = {
  connected: look('✓', 'passed'),
  refused: look('✕', 'refused'),
  late: look('◐', 'refused'),
  deceived: look('⚠', 'attacker'),
  broken: look('◌', 'authority'),
  believed: { mark: '○', hue: 'var(--ink-2)', soft: 'transparent' },
  unknown: { mark: '…', hue: 'var(--ink-2)', soft: 'transparent' },
  unproven: { mark: '?', hue: 'var(--ink-2)', soft: 'transparent' },
  none: { mark: '', hue: 'var(--ink-2)', soft: 'transparent' },
};

function look(mark: string, token: string): Look {
  return { mark, hue: `var(--${token})`, soft: `var(--${token}-soft)` };
}

/**
 * An attachment for an element that states an outcome: what it says of it to programs and tests.
 *
 * @param outcome null while it is not known, or may not be known by who looks on; of what he knows in
 *   part, the rest has no attribute
 */
export function states(mode: HandshakeMode, outcome: KnownOutcome | null) {
  const told: Readonly<Record<string, string | boolean | null>> = outcome
    ? {
        outcome: outcome.outcome,
        'refused-by': outcome.refusedBy ?? '',
        alert: outcome.alert ?? '',
        delivered: outcome.delivered,
        late: outcome.late,
        deceived: outcome.deceived,
      }
    : {};
  const said = Object.entries({ mode, ...told }).filter(([, value]) => value !== null);
  return (element: HTMLElement): (() => void) => {
    for (const [name, value] of said) element.setAttribute(`data-${name}`, String(value));
    return () => {
      for (const [name] of said) element.removeAttribute(`data-${name}`);
    };
  };
}
