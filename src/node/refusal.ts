import { refusalSentence } from '../narration/refusalSentences.ts';
import type { TlsEvent } from '../tls/endpoint.ts';

type Alert = Extract<TlsEvent, { kind: 'alert' }>;

/** What the lab leaves out on purpose, and so has to say when somebody asks for it. */
const ONLY = 'This lab speaks TLS 1.3 only.';

/** Alerts that a peer of an older version sends to whom it cannot understand. */
const OLDER_PEERS_SAY = ['handshake_failure', 'illegal_parameter', 'missing_extension'];

/**
 * What stands behind a fatal alert, as sentences; empty when the alert says all that we know.
 *
 * @param answered whether the peer's hello was understood: only before that is the version a reason
 */
export function reasonOf({ direction, description, error }: Alert, answered: boolean): string {
  const isVersion = description === 'protocol_version';
  if (direction === 'sent') {
    return [...(error ? [refusalSentence(error)] : []), ...(isVersion ? [ONLY] : [])].join(' ');
  }
  if (isVersion) return ONLY;
  if (answered || !OLDER_PEERS_SAY.includes(description)) return '';
  return `Perhaps it speaks an older version. ${ONLY}`;
}
