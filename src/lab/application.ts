import { isTlsActor, type Actor } from './provision.ts';
import type { AuthorisationStep } from './trace.ts';

const encoder = new TextEncoder();

/** What the client asks once it believes that it is connected, of the host that it wanted. */
function requestTo(host: string): string {
  return `GET /balance HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}

function answer(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** What the server answers to whom it lets ask. */
const RESPONSE = answer('200 OK', '{"balance": 42}');
/** What it answers to whom its policy does not name. */
const FORBIDDEN = answer('403 Forbidden', '{"error": "not allowed"}');

/** What the client’s application asks first; null: it wants no host. */
export function requestOf(actor: Actor): Uint8Array | null {
  const host = isTlsActor(actor) ? actor.plan.wants?.host : undefined;
  return host === undefined ? null : encoder.encode(requestTo(host));
}

/** Who asks, whether he may, and whom the policy allows. */
export type Decision = Pick<AuthorisationStep, 'peer' | 'allowed' | 'policy'>;

/**
 * Does the policy of an application name whom it speaks with?
 *
 * @param peer the identity that the handshake proved; null: nobody is known
 * @returns null where it has no policy: then it asks nobody
 */
export function decisionOf(actor: Actor, peer: string | null): Decision | null {
  const policy = isTlsActor(actor) ? actor.plan.allows : null;
  return policy && { peer, allowed: peer !== null && policy.includes(peer), policy };
}

/** The answer inside the channel: to whom nobody asked, or who may, the one that he wants. */
export function responseTo(decision: Decision | null): Uint8Array {
  return encoder.encode(decision === null || decision.allowed ? RESPONSE : FORBIDDEN);
}
