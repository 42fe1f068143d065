import type { Check } from '../pki/check.ts';
import type { Party } from '../lab/trace.ts';

/** Who can mend a fault, and how. */
export interface Remedy {
  readonly who: string;
  readonly action: string;
}

/**
 * What to do about the check that decided, in the words of the party that has to do it.
 *
 * @param cause the first fatal check
 * @param judged whose certificate or record it was
 */
export function remedyFor(cause: Check, judged: Party): Remedy {
  if (judged === 'attacker') {
    return {
      who: 'whoever runs the network',
      action:
        'find out who answers in the server’s place; the refusal is right, so trust nothing new',
    };
  }
  const operator = `the ${judged}’s operator`;
  const judge = judged === 'client' ? 'the server’s operator' : 'the client’s operator';
  switch (cause.id) {
    case 'certificate_presented':
      return { who: 'the client’s operator', action: 'configure a client certificate and its key' };
    case 'possession':
      return {
        who: operator,
        action: 'use the private key that belongs to the certificate; if it was copied, revoke it',
      };
    case 'finished':
    case 'record_integrity':
      return { who: 'the network’s operator', action: 'find what changes bytes on the way' };
    default:
      return forReason(cause, operator, judge);
  }
}

function forReason({ reason, expected }: Check, operator: string, judge: string): Remedy {
  switch (reason) {
    case 'expired':
      return { who: operator, action: 'renew the certificate, and automate its renewal' };
    case 'not_yet_valid':
      return { who: operator, action: 'wait, or mend the clocks: one of them is wrong' };
    case 'unknown_issuer':
      return {
        who: `${operator} or ${judge}`,
        action: `send the whole chain with its intermediates, or add the issuing CA to the trust store if it deserves it`,
      };
    case 'name_mismatch':
      return { who: operator, action: `get a certificate that names ${expected}` };
    case 'eku':
    case 'key_usage':
      return { who: operator, action: 'get a certificate that was issued for this purpose' };
    case 'revoked':
      return { who: operator, action: 'replace the certificate and its key' };
    case 'revocation_unknown':
      return { who: 'the CA', action: 'publish current revocation data where it can be reached' };
    case 'weak_key':
    case 'weak_signature':
      return { who: operator, action: 'get a certificate with a current key and hash' };
    default:
      return { who: 'the CA', action: 'issue the certificate again, within the rules' };
  }
}
