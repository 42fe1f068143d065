import { DerError, DerReader } from '../pki/der/reader.ts';
import { OID } from '../pki/der/oids.ts';
import { readName } from '../pki/names/distinguishedName.ts';
import { findExtension } from '../tls/extensionList.ts';
import { decodeHandshake } from '../tls/messages.ts';
import type { View } from './scenario.ts';
import { epochOf, infoOf, isSent, wasChanged, wasOpened } from './trace.ts';
import type {
  ConnectionInfo,
  MessageStep,
  Outcome,
  Party,
  SentStep,
  Step,
  Trace,
} from './trace.ts';

/**
 * What one onlooker makes of a step: `open`, all of it; `sealed`, that a record passed, its outer
 * type and length; `hidden`, nothing.
 */
export type Sight = 'open' | 'sealed' | 'hidden';

/** The number that an onlooker’s own connection has, in a run as `runFor` gives it. */
const OWN = 0;

/**
 * What an onlooker can know of a step. A party knows what it sent, what it could open and what it
 * concluded; the wire has what travels in the clear, and of the rest types and lengths.
 *
 * @param step of a run as `runFor` gives it
 */
export function sightOf(step: Step, view: View): Sight {
  if (view === 'everyone') return 'open';
  if (step.connection !== OWN) return 'hidden';
  if (!isSent(step)) return step.party === view ? 'open' : 'hidden';
  if (view === 'wire') return epochOf(step) === 'plaintext' ? 'open' : 'sealed';
  if (step.party === view) return 'open';
  if (step.to !== view) return 'hidden';
  return wasOpened(step) ? 'open' : 'sealed';
}

/**
 * The same at a moment: of what has not happened yet only somebody who stands outside of it all can
 * know.
 *
 * @param moment how many steps of this run have begun
 */
export function sightAt(step: Step, view: View, moment: number): Sight {
  return view === 'everyone' || step.index < moment ? sightOf(step, view) : 'hidden';
}

/**
 * A run as this onlooker can tell it. Whoever answers the client passes for the server, and whoever asks
 * the server for the client; only somebody who sees all of it knows of others. A server that nothing
 * reached sees nothing.
 *
 * @returns the run itself where there is nothing to hide
 */
export function runFor(trace: Trace, view: View): Trace {
  if (view === 'everyone') return trace;
  const own = ownConnection(trace, view);
  const { client, server, outcome } = trace.connections[own ?? 0] ?? trace.connections[0];
  const { refusedBy } = outcome;
  const refused = refusedBy && placeIn({ client, server }, refusedBy);
  const told: Outcome = { ...outcome, refusedBy: refused };
  return {
    ...trace,
    parties: [
      { ...infoOf(trace, client), id: 'client', role: 'client' },
      // Who never gets a word knows himself, and nobody else.
      { ...infoOf(trace, own === null ? 'server' : server), id: 'server', role: 'server' },
    ],
    connections: [{ client: 'client', server: 'server', outcome: told }],
    steps: trace.steps.map((step) => seenAs(step, trace, own)),
    outcome: told,
  };
}

/** Of which connection somebody at that place knows; null: of none. */
function ownConnection({ connections }: Trace, view: Exclude<View, 'everyone'>): number | null {
  if (view !== 'server') return 0;
  const at = connections.findIndex(({ server }) => server === 'server');
  return at === -1 ? null : at;
}

/** A step as somebody tells it who knows one connection, and of that only its two ends. */
function seenAs(step: Step, { connections }: Trace, own: number | null): Step {
  const ends = connections[step.connection] ?? connections[0];
  const connection = step.connection === own ? OWN : step.connection + 1;
  const party = placeIn(ends, step.party);
  return isSent(step)
    ? { ...step, party, to: placeIn(ends, step.to), connection }
    : { ...step, party, connection };
}

/** Where an onlooker places somebody: whoever is no client of a connection passes for its server. */
function placeIn({ client }: Pick<ConnectionInfo, 'client' | 'server'>, party: Party): Party {
  return party === client ? 'client' : 'server';
}

/** Can somebody with this view see both ends, and so what becomes of a record on its way? */
export function knowsFate(view: View): boolean {
  return view === 'everyone';
}

/**
 * Where a receiver gave up, after which it reads nothing more: its failed check, the alert that it
 * wrote or read, or its goodbye.
 *
 * @returns index of that step; the run's last when it never did
 */
export function gaveUpAt(steps: readonly Step[], party: Party): number {
  const at = steps.findIndex(
    (step) =>
      step.party === party &&
      ((step.kind === 'check' && !step.passed) ||
        step.kind === 'alert' ||
        step.kind === 'close' ||
        (step.kind === 'belief' && step.belief !== 'connected')),
  );
  return at === -1 ? Math.max(steps.length - 1, 0) : at;
}

/** Was it left unread through no fault of its own? A record that was changed did arrive. */
export function isNeglected(step: SentStep): boolean {
  return !wasOpened(step) && !wasChanged(step);
}

/** What an onlooker knows of a party by a moment. */
export interface KnownParty {
  /** Its name, its identity, and the certificates that it shows. */
  readonly itself: boolean;
  /** Whom it trusts: the certificates, no more than their names, or nothing. */
  readonly trust: 'certificates' | 'names' | 'nothing';
  /** Has anybody asked it for a certificate by now? A server always shows one; a client is asked. */
  readonly isAsked: boolean;
}

/**
 * @param trace as `runFor` gives it
 * @param moment how many steps of this run have begun
 */
export function knownParty(trace: Trace, party: Party, view: View, moment: number): KnownParty {
  const isAsked =
    party !== 'client' ||
    trace.steps.some(
      (step) => step.index < moment && isRequest(step) && sightOf(step, view) === 'open',
    );
  if (view === 'everyone' || view === party)
    return { itself: true, trust: 'certificates', isAsked };
  const read = trace.steps.filter(
    (step) => step.party === party && sightAt(step, view, moment) === 'open',
  );
  return {
    itself: read.some((step) => step.kind === 'message' && step.name === 'Certificate'),
    trust: read.some((step) => authoritiesIn(step) !== null) ? 'names' : 'nothing',
    isAsked,
  };
}

/**
 * The CAs that a CertificateRequest names, by common name where they have one; null: it leaves them
 * out, as it may (RFC 8446 §4.2.4), or is none.
 */
export function authoritiesIn(step: Step): readonly (string | null)[] | null {
  if (!isRequest(step)) return null;
  const { extensions } = decodeHandshake('CertificateRequest', step.bytes);
  return findExtension(extensions, 'certificate_authorities')?.authorities.map(titleOf) ?? null;
}

/** Null: it cannot be read. */
function titleOf(der: Uint8Array): string | null {
  try {
    const { attributes, text } = readName(new DerReader(der), 'DistinguishedName');
    return attributes.find(({ type }) => type === OID.commonName)?.value ?? text;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function isRequest(step: Step): step is MessageStep {
  return step.kind === 'message' && step.name === 'CertificateRequest';
}
