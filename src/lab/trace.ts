import type { Check, PathVerdict } from '../pki/path/check.ts';
import type { AlertName } from '../tls/alerts.ts';
import type {
  ContentType,
  DerivedSecret,
  Epoch,
  HandshakeName,
  Negotiated,
  TlsError,
} from '../tls/endpoint.ts';
import type { FaultId } from './faults.ts';
import type { HandshakeMode } from './scenario.ts';

/** Who acts. The attacker is on the wire; he is there only in a world that has one. */
export type Party = 'client' | 'server' | 'attacker';

/** One record on its way: what was sent, what crossed the wire, and what the receiver made of it. */
export interface WireRecord {
  readonly sent: Uint8Array;
  /** What arrived; differs from `sent` only when somebody changed it on the way. */
  readonly wire: Uint8Array;
  readonly changed: boolean;
  /** The type that the header shows to anybody. */
  readonly outerType: ContentType;
  readonly epoch: Epoch;
  readonly sequence: number;
  /** What the receiver opened; null when it never did (it had stopped reading, or refused the record). */
  readonly opened: Uint8Array | null;
}

interface StepBase {
  /** Position in the trace, from 0. */
  readonly index: number;
  /** The same for the same thing in another run of the same world: `message:server:Certificate`. */
  readonly key: string;
  /** Who did it; for something sent, the sender. */
  readonly party: Party;
  /** Steps that exist only because the server asked for a certificate. */
  readonly mtlsOnly: boolean;
  /** State that the party is in afterwards (RFC 8446 Appendix A). */
  readonly state: string;
}

interface Sent {
  readonly to: Party;
  /** What it took on the wire: at least one record, all under the same keys (RFC 8446 §5.1). */
  readonly records: readonly [WireRecord, ...WireRecord[]];
}

export interface MessageStep extends StepBase, Sent {
  readonly kind: 'message';
  readonly name: HandshakeName;
  /** The handshake message in clear, header included; what the sender wrote. */
  readonly bytes: Uint8Array;
}

/** Keys for an epoch came to exist at one party. */
export interface KeysStep extends StepBase {
  readonly kind: 'keys';
  readonly epoch: Epoch;
  readonly secrets: readonly DerivedSecret[];
}

/** A party judged something; drawn as a gate on its lane. */
export interface CheckStep extends StepBase {
  readonly kind: 'check';
  readonly subject: 'certificate' | 'certificate_verify' | 'finished' | 'record';
  readonly passed: boolean;
  readonly checks: readonly Check[];
  readonly path: PathVerdict | null;
}

/** What a party believes changed. */
export interface BeliefStep extends StepBase {
  readonly kind: 'belief';
  readonly belief: 'connected' | 'refused';
  /** Whom it believes to speak to: the name in the certificate that it accepted; null: it cannot know. */
  readonly peer: string | null;
  readonly negotiated: Negotiated | null;
}

export interface AlertStep extends StepBase, Sent {
  readonly kind: 'alert';
  readonly description: AlertName;
  readonly code: number;
  /** The two bytes of the alert in clear. */
  readonly bytes: Uint8Array;
  readonly error: TlsError | null;
}

/** Application data. */
export interface DataStep extends StepBase, Sent {
  readonly kind: 'data';
  readonly bytes: Uint8Array;
  /** Did the receiving application get it? */
  readonly delivered: boolean;
}

/** close_notify: the orderly end of one direction. */
export interface CloseStep extends StepBase, Sent {
  readonly kind: 'close';
  readonly bytes: Uint8Array;
}

export type Step =
  MessageStep | KeysStep | CheckStep | BeliefStep | AlertStep | DataStep | CloseStep;

/** A step that crossed the wire. */
export type SentStep = MessageStep | AlertStep | DataStep | CloseStep;

/** A party as it enters the handshake: who it is, what it shows, whom it trusts. */
export interface PartyInfo {
  /** `orders`, `payments`, `attacker`. */
  readonly name: string;
  /** The name in its certificate: a SPIFFE URI or a DNS name; null when it has no certificate. */
  readonly identity: string | null;
  /** DER, leaf first; empty when it has none. */
  readonly chain: readonly Uint8Array[];
  /** Whom it trusts to vouch for others. */
  readonly anchors: readonly { readonly name: string; readonly der: Uint8Array }[];
}

/** How a run ended, as its steps tell it: what the parties believed, refused and received. */
export interface Ending {
  /** `broken`: nobody refused, and not everybody believes that they are connected. */
  readonly outcome: 'connected' | 'refused' | 'broken';
  readonly refusedBy: Party | null;
  /** Index of the step at which it was refused: the failed check, or else the alert. */
  readonly decidedAt: number | null;
  /** What the one who refused told the other; null when nobody refused, or without a word. */
  readonly alert: AlertName | null;
  readonly alertCode: number | null;
  /** The check that decided; null when none did. */
  readonly cause: Check | null;
  /** Did the request reach the application of whoever answered? */
  readonly delivered: boolean;
  readonly clientBelievedConnected: boolean;
  readonly serverBelievedConnected: boolean;
  /** The client believed that it was connected, and then was refused. */
  readonly late: boolean;
}

/** How a run ended; what a fault is called plays no part in it. */
export interface Outcome extends Ending {
  /**
   * A party believes that it speaks with somebody, and the key that was used, or who reads the data,
   * is not whom the plan's CA issued that name to, or the certificate had been revoked by then.
   */
  readonly deceived: boolean;
}

/** What really happened in one run: all that views, exports and the command line show. */
export interface Trace {
  readonly version: 1;
  readonly mode: HandshakeMode;
  readonly protocol: 'TLS 1.3';
  readonly faults: readonly FaultId[];
  /** The scenario's time in milliseconds since 1970. */
  readonly clock: number;
  readonly client: PartyInfo;
  readonly server: PartyInfo;
  readonly attacker: PartyInfo | null;
  /** Whose key was not there to sign with: what it cannot prove is no fault of its chain. */
  readonly standIn?: 'client' | 'server';
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}

/** Did this step cross the wire? */
export function isSent(step: Step): step is SentStep {
  return 'records' in step;
}

/** Which keys protect what was sent: no message spans a change of keys (RFC 8446 §5.1). */
export function epochOf(step: SentStep): Epoch {
  return step.records[0].epoch;
}

/** Did somebody change any of it on the way? */
export function wasChanged(step: SentStep): boolean {
  return step.records.some(({ changed }) => changed);
}

/** Did the receiver open all of it? What is opened in part cannot be read. */
export function wasOpened(step: SentStep): boolean {
  return step.records.every(({ opened }) => opened !== null);
}

/** How many bytes of it arrived, headers included. */
export function lengthOnWire(step: SentStep): number {
  return step.records.reduce((sum, { wire }) => sum + wire.length, 0);
}
