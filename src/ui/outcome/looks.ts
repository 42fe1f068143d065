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
 * What an element that states an outcome says of it to programs and tests.
 *
 * @param outcome null while it is not known, or may not be known by who looks on; of what he knows in
 *   part, the rest has no attribute
 */
export function outcomeAttributes(mode: HandshakeMode, outcome: KnownOutcome | null) {
  if (!outcome) return { 'data-mode': mode };
  const said = (value: boolean | null) => (value === null ? undefined : String(value));
  return {
    'data-mode': mode,
    'data-outcome': outcome.outcome,
    'data-refused-by': outcome.refusedBy ?? '',
    'data-alert': outcome.alert ?? '',
    'data-delivered': said(outcome.delivered),
    'data-late': said(outcome.late),
    'data-deceived': said(outcome.deceived),
  };
}
