import type { Party } from '../../lab/trace.ts';
import { capital } from '../phrases.ts';

/** What the simulator’s page and its parts are called. */
export const SIMULATOR = {
  title: 'Simulator: a TLS handshake, step by step',
  scenario: 'Scenario',
  stage: 'Stage',
  step: 'Step in words',
  hideDetails: 'Hide the details',
  /** Said when two runs are compared: in which of them a step is. */
  which: { both: 'in both runs', tls: 'only with TLS', mtls: 'only with mTLS' },
} as const;

/** What is said aloud of the step that a run stands at. */
export function announcedWords(position: string, which: string | null, title: string): string {
  return `${capital(position)}${which === null ? '' : `, ${which}`}: ${title}`;
}

/** Said while one side shows what a person brought. */
export function broughtWords(side: Exclude<Party, 'attacker'>): string {
  return `The ${side} shows the certificate that you brought; it is not part of the link. Close this to go back to the lab’s own.`;
}
