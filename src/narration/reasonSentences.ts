import { hasNamesake, isSelfSigned, issuerName, type Failure } from './failure.ts';
import { twoTimes } from './times.ts';

/** Of a certificate that ended, or has not begun: when, and what the judge’s clock says. */
export function datesSentence(failure: Failure, what: 'ended' | 'begins'): string {
  const { certificate, cause, judge, now } = failure;
  if (!certificate)
    return `The dates of ${cause.subject} do not fit: expected ${cause.expected}; found ${cause.found}.`;
  const moment = what === 'ended' ? certificate.notAfter : certificate.notBefore;
  const { then, now: clock, apart } = twoTimes(moment, now);
  const order = what === 'ended' ? 'later' : 'earlier';
  return `The certificate of ${cause.subject} ${what} ${then}. The ${judge}’s clock says ${clock}, ${apart} ${order}.`;
}

/** Of a chain that leads to nobody who is trusted: where it stops. */
export function issuerSentence(failure: Failure): string {
  const { certificate, cause, judge } = failure;
  if (!certificate) return `Nobody who is trusted vouches for ${cause.subject}: ${cause.found}.`;
  if (isSelfSigned(certificate))
    return `The certificate of ${cause.subject} vouches only for itself, and the ${judge} does not trust it.`;
  const name = issuerName(certificate);
  return hasNamesake(failure)
    ? `The certificate of ${cause.subject} says that ${name} issued it. The ${judge} trusts a ${name}, but the key of that one did not sign it.`
    : `The certificate of ${cause.subject} says that ${name} issued it, who was not sent along, and whom the ${judge} does not trust.`;
}
