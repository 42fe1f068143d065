import { equalBytes } from '../bytes/bytes.ts';
import { nameIn } from './provision.ts';
import { alertCode } from '../tls/alerts.ts';
import type { ContentType, RecordInfo, TlsEvent } from '../tls/endpoint.ts';
import { contentTypeName } from '../tls/registry.ts';
import { recordsSent } from '../tls/output.ts';
import type { Decision } from './application.ts';
import type { SpokenEvent } from './speaker.ts';
import {
  isSent,
  type CheckStep,
  type MessageStep,
  type Party,
  type SentStep,
  type Step,
  type WireRecord,
} from './trace.ts';
import type { Sender } from './wire.ts';

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Draft = Without<Step, 'index' | 'key' | 'state' | 'mtlsOnly' | 'connection'>;

/** Where something happened: at which end of which connection. */
export interface At {
  readonly party: Party;
  /** Who is at the other end. */
  readonly to: Party;
  readonly side: Sender;
  /** From 0: the client's own. */
  readonly connection: number;
  /** What the keys of its steps begin with; empty for the client's own. */
  readonly name: string;
}

/** Writes down, in order, what the parties tell and what the wires carry. */
export interface Recorder {
  readonly steps: readonly Step[];
  /** Notes an event at one end; `of` is the step whose record it is a reaction to. */
  event(at: At, event: SpokenEvent, of: number | null): SentStep | null;
  /** Notes what became of a record that was sent: of the n-th of a step. */
  arrived(step: number, record: number, wire: Uint8Array): void;
  /** Notes that the receiver opened that record, and what was in it. */
  opened(step: number, record: number, content: Uint8Array): void;
  /** Notes that the connection was over before this end had closed it. */
  ended(at: At): void;
  /** Notes what a policy said of whoever asked. */
  decided(at: At, decision: Decision): void;
}

export function createRecorder(): Recorder {
  const steps: Step[] = [];
  const states = new Map<string, string>();
  const seen = new Map<string, number>();

  function add(at: At, draft: Draft): Step {
    const name = `${at.name}${keyOf(draft)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const step: Step = {
      ...draft,
      index: steps.length,
      key: count === 1 ? name : `${name}~${count}`,
      connection: at.connection,
      state: states.get(placeOf(at)) ?? 'START',
      mtlsOnly: isMtlsOnly(draft, at.side),
    };
    steps.push(step);
    return step;
  }

  function changeRecord(index: number, at: number, change: Partial<WireRecord>): void {
    const step = steps[index];
    if (!step || !isSent(step)) return;
    const [first, ...rest] = step.records.map((record, position) =>
      position === at ? { ...record, ...change } : record,
    );
    if (first) steps[index] = { ...step, records: [first, ...rest] };
  }

  /** The application has it: it was opened in a state in which data may come. */
  function noteDelivered(index: number): void {
    const step = steps[index];
    if (step?.kind === 'data') steps[index] = { ...step, delivered: true };
  }

  return {
    steps,
    event(at, event, of) {
      if (event.kind === 'state') states.set(placeOf(at), event.state);
      if (event.kind === 'data' && event.direction === 'received' && of !== null) noteDelivered(of);
      const draft = draftOf(at, event);
      if (!draft) return null;
      const step = add(at, draft);
      return isSent(step) ? step : null;
    },
    arrived(index, at, wire) {
      const step = steps[index];
      const record = step && isSent(step) ? step.records[at] : undefined;
      if (!record) return;
      const arrivals = record.arrivals + 1;
      // What came first is what was made of it; a second time it is the same once more.
      if (record.arrivals > 0) return changeRecord(index, at, { arrivals });
      changeRecord(index, at, { wire, arrivals, changed: !equalBytes(record.sent, wire) });
    },
    opened(step, record, content) {
      changeRecord(step, record, { opened: content });
    },
    ended(at) {
      const { party } = at;
      add(at, { kind: 'belief', party, belief: 'ended', peer: null, negotiated: null });
    },
    decided(at, decision) {
      add(at, { kind: 'authorisation', party: at.party, ...decision });
    },
  };
}

function placeOf({ connection, party }: At): string {
  return `${connection} ${party}`;
}

function draftOf({ party, to }: At, event: SpokenEvent): Draft | null {
  switch (event.kind) {
    case 'message': {
      const records = sentRecords(event);
      if (!records) return null;
      const { name, bytes } = event;
      return { kind: 'message', party, to, name, bytes, records };
    }
    case 'secrets':
      return { kind: 'keys', party, epoch: event.epoch, secrets: event.secrets };
    case 'check': {
      const { subject, passed, checks, path } = event;
      return { kind: 'check', party, subject, passed, checks, path };
    }
    case 'connected':
      return {
        kind: 'belief',
        party,
        belief: 'connected',
        peer: nameIn(event.peerChain),
        negotiated: event.negotiated,
      };
    case 'alert':
      return alertDraft(party, to, event);
    case 'data': {
      const records = sentRecords(event);
      if (!records) return null;
      return { kind: 'data', party, to, bytes: event.data, records, delivered: false };
    }
    case 'raw': {
      const { bytes } = event;
      return { kind: 'raw', party, to, bytes, records: [rawRecord(bytes)] };
    }
    case 'record':
    case 'state':
    case 'closed':
    case 'hang-up':
      return null;
  }
}

function alertDraft(
  party: Party,
  to: Party,
  event: Extract<TlsEvent, { kind: 'alert' }>,
): Draft | null {
  const { description, error } = event;
  if (event.direction === 'received') {
    if (description === 'close_notify') return null;
    return { kind: 'belief', party, belief: 'refused', peer: null, negotiated: null };
  }
  const records = sentRecords(event);
  if (!records) return null;
  const bytes = event.record.content;
  if (description === 'close_notify') return { kind: 'close', party, to, bytes, records };
  const code = alertCode(description);
  return { kind: 'alert', party, to, description, code, bytes, records, error };
}

function sentRecords(event: TlsEvent): SentStep['records'] | null {
  const [first, ...rest] = recordsSent(event).map(wireRecord);
  return first ? [first, ...rest] : null;
}

/** A record that has left its sender; until it arrives, nothing has. */
function wireRecord(record: RecordInfo): WireRecord {
  return {
    sent: record.bytes,
    ...ON_ITS_WAY,
    outerType: record.outerType,
    epoch: record.epoch,
    sequence: record.sequence,
  };
}

const ON_ITS_WAY = { wire: new Uint8Array(), changed: true, arrivals: 0, opened: null } as const;

/** Bytes as they are: they may look like a record, or like none. */
function rawRecord(bytes: Uint8Array): WireRecord {
  return { sent: bytes, ...ON_ITS_WAY, outerType: typeOf(bytes), epoch: 'plaintext', sequence: 0 };
}

/** What the header of a record says that these bytes are; null when there is none (RFC 8446 §5.1). */
function typeOf([type = 0, major, minor = 0]: Uint8Array): ContentType | null {
  if (major !== 3 || minor > 4) return null;
  return contentTypeName(type);
}

/** Names what a step is about, so that the same thing is found again in another run. */
function keyOf(step: Draft): string {
  switch (step.kind) {
    case 'message':
      return `message:${step.party}:${step.name}`;
    case 'keys':
      return `keys:${step.party}:${step.epoch}`;
    case 'check':
      return `check:${step.party}:${step.subject}`;
    case 'belief':
      return `belief:${step.party}:${step.belief}`;
    case 'alert':
      return `alert:${step.party}`;
    case 'data':
    case 'close':
    case 'raw':
    case 'authorisation':
      return `${step.kind}:${step.party}`;
  }
}

const ASKED_FOR: ReadonlySet<MessageStep['name']> = new Set(['Certificate', 'CertificateVerify']);
const JUDGED: ReadonlySet<CheckStep['subject']> = new Set(['certificate', 'certificate_verify']);

/** CertificateRequest, the client's answer to it, and the server's judgement of that answer. */
function isMtlsOnly(step: Draft, side: Sender): boolean {
  if (step.kind === 'message') {
    return step.name === 'CertificateRequest' || (side === 'client' && ASKED_FOR.has(step.name));
  }
  return step.kind === 'check' && side === 'server' && JUDGED.has(step.subject);
}
