import type { Negotiated } from '../../tls/endpoint.ts';

/** What the panel of a step says beside the step’s own words. */
export const STEP_PANEL = {
  name: 'This step',
  hidden: 'Hidden',
  before: 'Before that',
  pause: 'Pause to look closer.',
} as const;

/** What two sides agreed on, as terms and values. */
export function negotiatedFacts(agreed: Negotiated): readonly (readonly [string, string])[] {
  return [
    ['protocol', agreed.version],
    ['cipher suite', agreed.cipherSuite],
    ['key exchange', agreed.group],
    ['signature', agreed.signatureScheme ?? 'none'],
    ['application', agreed.alpn ?? 'not negotiated'],
  ];
}
