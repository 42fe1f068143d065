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
import type { WorldNames } from './names.ts';
import type { PartyId, Role } from './plan.ts';
import type { HandshakeMode } from './scenario.ts';

/** Who acts, by the id that the plan gives him. */
export type Party = PartyId;

/** One record on its way: what was sent, what crossed the wire, and what the receiver made of it. */
export interface WireRecord {
  readonly sent: Uint8Array;
  /** What arrived; differs from `sent` only when somebody changed it on the way. Empty: nothing did. */
  readonly wire: Uint8Array;
  readonly changed: boolean;
  /** How often it arrived: once, unless somebody on the way kept it or sent it again. */
  readonly arrivals: number;
  /** The type that the header shows to anybody; null: it is no record of TLS. */
  readonly outerType: ContentType | null;
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
  /** In which connection of the run, from 0: the client’s own. */
  readonly connection: number;
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
  /** `ended`: the connection was over before either side had said so. */
  readonly belief: 'connected' | 'refused' | 'ended';
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

/** Bytes that no TLS endpoint wrote: another protocol’s, or what somebody on the way made up. */
export interface RawStep extends StepBase, Sent {
  readonly kind: 'raw';
  readonly bytes: Uint8Array;
}

/** The application decided whether whoever asks may: after the handshake, and not a matter of TLS. */
export interface AuthorisationStep extends StepBase {
  readonly kind: 'authorisation';
  /** The identity that was checked; null: nobody is known. */
  readonly peer: string | null;
  readonly allowed: boolean;
  /** Whom the policy allows. */
  readonly policy: readonly string[];
}

/** One thing that happened, told apart by its `kind`; steps stand in the order in which they happened. */
export type Step =
  | MessageStep
  | KeysStep
  | CheckStep
  | BeliefStep
  | AlertStep
  | DataStep
  | CloseStep
  | RawStep
  | AuthorisationStep;

/** A step that crossed the wire. */
export type SentStep = MessageStep | AlertStep | DataStep | CloseStep | RawStep;

/** A party as it enters the handshake: who it is, what it shows, whom it trusts. */
export interface PartyInfo {
  readonly id: Party;
  readonly role: Role;
  /** What it is called. */
  readonly name: string;
  /** The time on its clock, in milliseconds since 1970. */
  readonly clock: number;
  /** The name in its certificate: a SPIFFE URI or a DNS name; null when it has no certificate. */
  readonly identity: string | null;
  /** DER, leaf first; empty when it has none. */
  readonly chain: readonly Uint8Array[];
  /** Whom it trusts to vouch for others. */
  readonly anchors: readonly { readonly name: string; readonly der: Uint8Array }[];
}

/** How a connection ended, as its steps tell it: what the parties believed, refused and received. */
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
  /** Did that application answer it? Null: it asked nobody who may. */
  readonly authorised: boolean | null;
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

/** A connection of a run: whose it was, and how it ended. */
export interface ConnectionInfo {
  readonly client: Party;
  readonly server: Party;
  readonly outcome: Outcome;
}

/** What really happened in one run: all that views, exports and the command line show. */
export interface Trace {
  readonly version: 2;
  readonly mode: HandshakeMode;
  readonly protocol: 'TLS 1.3';
  readonly faults: readonly FaultId[];
  readonly names: WorldNames;
  /** When its keys and certificates were made, in milliseconds since 1970. */
  readonly madeAt: number;
  /** The scenario's time in milliseconds since 1970. */
  readonly clock: number;
  /** In the order of their lanes. */
  readonly parties: readonly PartyInfo[];
  /** The client’s own first. */
  readonly connections: readonly [ConnectionInfo, ...ConnectionInfo[]];
  /** Whose key was not there to sign with: what it cannot prove is no fault of its chain. */
  readonly standIn?: Party;
  readonly steps: readonly Step[];
  /** Of the client’s own connection. */
  readonly outcome: Outcome;
}

/** Who a party of a run is. @throws RangeError when it has no such party */
export function infoOf({ parties }: Pick<Trace, 'parties'>, id: Party): PartyInfo {
  const info = parties.find((one) => one.id === id);
  if (!info) throw new RangeError(`This run has no party “${id}”.`);
  return info;
}

/** Who answered the client: its server, or somebody in its place. */
export function answererOf({ connections }: Pick<Trace, 'connections'>): Party {
  return connections[0].server;
}

/** Does anybody reach this party? */
export function isReached({ connections }: Pick<Trace, 'connections'>, id: Party): boolean {
  return connections.some(({ client, server }) => client === id || server === id);
}

/** Whose certificate a party judges: the other end’s of its connection. */
export function peerOf(
  { connections }: Pick<Trace, 'connections'>,
  { party, connection }: Pick<Step, 'party' | 'connection'>,
): Party {
  const { client, server } = connections[connection] ?? connections[0];
  return party === client ? server : client;
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

/** Did nothing of it arrive, because somebody on the way kept it? */
export function wasLost(step: SentStep): boolean {
  return step.records.every(({ arrivals }) => arrivals === 0);
}

/** How many bytes of it crossed the wire, headers included: what arrived, or was on its way and was kept. */
export function lengthOnWire(step: SentStep): number {
  return step.records.reduce(
    (sum, { sent, wire, arrivals }) => sum + (arrivals === 0 ? sent : wire).length,
    0,
  );
}

/** Is it the client’s side of its connection that did this? Who hands on is a client there, too. */
export function isClients({ connections }: Pick<Trace, 'connections'>, step: Step): boolean {
  return connections[step.connection]?.client === step.party;
}
