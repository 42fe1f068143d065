import type { HandshakeMode } from '../../lab/scenario.ts';
import type { OutcomeWords } from '../outcomeWords.ts';

/** What the cards of the outcomes say beside the outcome itself. */
export const OUTCOME_CARD = {
  region: 'Outcome',
  leads: { tls: 'With TLS', mtls: 'With mTLS', optional: 'Optional' },
  show: 'Show the step that decides',
  none: 'No outcome yet.',
} as const;

/** The card as one sentence, for those who do not see it. */
export function cardName(mode: HandshakeMode, { verdict, detail }: OutcomeWords): string {
  return `${OUTCOME_CARD.leads[mode]}: ${verdict}. ${detail}`;
}
