import { equalBytes } from '../bytes/bytes.ts';
import { parseCertificate, subjectIdentity } from '../pki/x509/certificate.ts';
import { alertCode } from '../tls/alerts.ts';
import type { RecordInfo, TlsEvent } from '../tls/endpoint.ts';
import { recordsSent } from '../tls/output.ts';
import {
  isSent,
  type CheckStep,
  type MessageStep,
  type Party,
  type SentStep,
  type Step,
  type WireRecord,
} from './trace.ts';

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Draft = Without<Step, 'index' | 'key' | 'state' | 'mtlsOnly'>;

/** Writes down, in order, what the endpoints tell and what the wire carries. */
export interface Recorder {
  readonly steps: readonly Step[];
  /** Notes an event of a party; `of` is the step whose record it is a reaction to. */
  event(party: Party, to: Party, event: TlsEvent, of: number | null): SentStep | null;
  /** Notes what became of a record that was sent: of the n-th of a step. */
  carried(step: number, record: number, wire: Uint8Array): void;
  /** Notes that the receiver opened that record, and what was in it. */
  opened(step: number, record: number, content: Uint8Array): void;
}

export function createRecorder(): Recorder {
  const steps: Step[] = [];
  const states: Record<Party, string> = { client: 'START', server: 'START', attacker: 'START' };
  const seen = new Map<string, number>();

  function add(draft: Draft): Step {
    const name = keyOf(draft);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const step: Step = {
      ...draft,
      index: steps.length,
      key: count === 1 ? name : `${name}#${count}`,
      state: states[draft.party],
      mtlsOnly: isMtlsOnly(draft),
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
    event(party, to, event, of) {
      if (event.kind === 'state') states[party] = event.state;
      if (event.kind === 'data' && event.direction === 'received' && of !== null) noteDelivered(of);
      const draft = draftOf(party, to, event);
      if (!draft) return null;
      const step = add(draft);
      return isSent(step) ? step : null;
    },
    carried(step, record, wire) {
      const sent = sentBytes(steps[step], record);
      changeRecord(step, record, { wire, changed: !sent || !equalBytes(sent, wire) });
    },
    opened(step, record, content) {
      changeRecord(step, record, { opened: content });
    },
  };
}

function draftOf(party: Party, to: Party, event: TlsEvent): Draft | null {
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
        peer: identityOf(event.peerChain),
        negotiated: event.negotiated,
      };
    case 'alert':
      return alertDraft(party, to, event);
    case 'data': {
      const records = sentRecords(event);
      if (!records) return null;
      return { kind: 'data', party, to, bytes: event.data, records, delivered: false };
    }
    case 'record':
    case 'state':
    case 'closed':
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

function sentBytes(step: Step | undefined, record: number): Uint8Array | undefined {
  return step && isSent(step) ? step.records[record]?.sent : undefined;
}

function wireRecord(record: RecordInfo): WireRecord {
  return {
    sent: record.bytes,
    wire: record.bytes,
    changed: false,
    outerType: record.outerType,
    epoch: record.epoch,
    sequence: record.sequence,
    opened: null,
  };
}

function identityOf(chain: readonly Uint8Array[]): string | null {
  const [leaf] = chain;
  return leaf ? subjectIdentity(parseCertificate(leaf)) : null;
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
      return `${step.kind}:${step.party}`;
  }
}

const ASKED_FOR: ReadonlySet<MessageStep['name']> = new Set(['Certificate', 'CertificateVerify']);
const JUDGED: ReadonlySet<CheckStep['subject']> = new Set(['certificate', 'certificate_verify']);

/** CertificateRequest, the client's answer to it, and the server's judgement of that answer. */
function isMtlsOnly(step: Draft): boolean {
  if (step.kind === 'message') {
    return (
      step.name === 'CertificateRequest' || (step.party === 'client' && ASKED_FOR.has(step.name))
    );
  }
  return step.kind === 'check' && step.party === 'server' && JUDGED.has(step.subject);
}
