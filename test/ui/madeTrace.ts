import type { Check, CheckVerdict } from '../../src/pki/path/check.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import type { Role } from '../../src/lab/plan.ts';
import type { Outcome, Party, PartyInfo, Step, Trace, WireRecord } from '../../src/lab/trace.ts';
import type { StepWords } from '../../src/narration/words.ts';
import type { Epoch, HandshakeName } from '../../src/tls/endpoint.ts';

const NOW = Date.UTC(2026, 10, 23, 16, 40, 7);

/** A step as a test writes it; the rest is filled in. */
export type Made = { readonly party: Party } & (
  | {
      readonly kind: 'message' | 'alert' | 'data' | 'close';
      readonly epoch: Epoch;
      readonly label: string;
      readonly mtlsOnly?: boolean;
      readonly changed?: boolean;
      readonly unread?: boolean;
    }
  | { readonly kind: 'keys'; readonly epoch: Epoch; readonly label: string }
  | {
      readonly kind: 'check';
      readonly label: string;
      readonly verdicts: readonly CheckVerdict[];
      readonly mtlsOnly?: boolean;
    }
  | {
      readonly kind: 'belief';
      readonly label: string;
      readonly belief: 'connected' | 'refused';
    }
);

/** A trace of any shape, for what only shapes matter to: the drawing. No byte in it is real. */
export function madeTrace(made: readonly Made[], attacker = false): Trace {
  const steps = made.map((one, index) => makeStep(one, index, attacker));
  const decided = steps.find((step) => step.kind === 'check' && !step.passed);
  const outcome: Outcome = {
    outcome: decided ? 'refused' : 'connected',
    refusedBy: decided?.party ?? null,
    decidedAt: decided?.index ?? null,
    alert: null,
    alertCode: null,
    cause: null,
    delivered: !decided,
    authorised: null,
    clientBelievedConnected: true,
    serverBelievedConnected: !decided,
    late: decided?.party === 'server',
    deceived: attacker && !decided,
  };
  return {
    version: 2,
    mode: 'mtls',
    protocol: 'TLS 1.3',
    faults: [],
    names: DEFAULT_NAMES,
    madeAt: NOW,
    clock: NOW,
    parties: [
      party('client', 'orders', 'spiffe://lab.example/ns/prod/sa/orders'),
      ...(attacker ? [party('attacker', 'attacker', 'payments.prod.svc')] : []),
      party('server', 'payments', 'payments.prod.svc'),
    ],
    connections: [{ client: 'client', server: attacker ? 'attacker' : 'server', outcome }],
    steps,
    outcome,
  };
}

/** The words of a made trace. */
export function madeLabels(made: readonly Made[]): readonly StepWords[] {
  return made.map(({ label, kind, party: who }) => ({
    title: `${who}: ${kind} ${label}`,
    what: 'What happened.',
    why: 'Why it matters.',
    label,
  }));
}

function party(role: Role, name: string, identity: string): PartyInfo {
  const der = new Uint8Array(4);
  const anchors = [{ name: 'Lab Root CA', der }];
  return { id: role, role, name, identity, chain: [der, der], anchors, clock: NOW };
}

function makeStep(made: Made, index: number, attacker: boolean): Step {
  const base = {
    index,
    key: `${made.kind}:${made.party}:${index}`,
    party: made.party,
    connection: 0,
    mtlsOnly: 'mtlsOnly' in made && made.mtlsOnly === true,
    state: 'CONNECTED',
  };
  const bytes = new Uint8Array(40);
  switch (made.kind) {
    case 'keys':
      return { ...base, kind: 'keys', epoch: made.epoch, secrets: [] };
    case 'belief':
      return { ...base, kind: 'belief', belief: made.belief, peer: null, negotiated: null };
    case 'check': {
      const passed = !made.verdicts.includes('fail');
      const checks = made.verdicts.map(makeCheck);
      return {
        ...base,
        kind: 'check',
        subject: 'certificate',
        passed,
        checks,
        path: null,
      };
    }
    default: {
      const other = attacker ? 'attacker' : 'server';
      const sent = {
        ...base,
        to: made.party === 'client' ? other : 'client',
        bytes,
        records: [record(made.epoch, made.changed ?? false, made.unread ?? false)],
      } as const;
      if (made.kind === 'message') {
        return { ...sent, kind: 'message', name: made.label as HandshakeName };
      }
      if (made.kind === 'alert') {
        return {
          ...sent,
          kind: 'alert',
          description: 'certificate_expired',
          code: 45,
          error: null,
        };
      }
      if (made.kind === 'data') return { ...sent, kind: 'data', delivered: !made.unread };
      return { ...sent, kind: 'close' };
    }
  }
}

function makeCheck(verdict: CheckVerdict, index: number): Check {
  return {
    id: 'validity',
    verdict,
    index,
    subject: 'orders',
    expected: 'valid now',
    found: 'not after 14:40:00',
    spec: 'RFC 5280 §6.1.3',
  };
}

function record(epoch: Epoch, changed: boolean, unread: boolean): WireRecord {
  const sent = new Uint8Array(90);
  return {
    sent,
    wire: sent,
    changed,
    arrivals: 1,
    outerType: epoch === 'plaintext' ? 'handshake' : 'application_data',
    epoch,
    sequence: 0,
    opened: unread ? null : sent,
  };
}
