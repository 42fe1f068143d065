import { epochOf, isSent, wasChanged, type Step, type Trace } from '../lab/trace.ts';
import { outcomeWords } from './outcomeWords.ts';
import { wireSize } from './phrases.ts';
import { stepWords } from './stepWords.ts';
import { utc } from './times.ts';

const MODES = { tls: 'TLS', mtls: 'mTLS', optional: 'mTLS, optional' } as const;
const MARKS = {
  pass: 'ok',
  fail: 'FAILED',
  'not-reached': 'not reached',
  'not-applicable': 'not applicable',
} as const;

/**
 * A whole run as plain text: for screen readers, tickets and terminals. It holds no secrets.
 */
export function transcript(trace: Trace): string {
  const faults = trace.faults.length > 0 ? trace.faults.join(', ') : 'none';
  return [
    `mTLS Lab: ${MODES[trace.mode]} over ${trace.protocol}`,
    `Clock: ${utc(trace.clock)}`,
    `Faults: ${faults}`,
    `Client: ${trace.client.identity ?? 'no certificate'}`,
    `Server: ${trace.server.identity ?? 'no certificate'}`,
    ...(trace.attacker ? [`Attacker on the wire, shows: ${trace.attacker.identity ?? ''}`] : []),
    `Outcome: ${outcomeWords(trace).sentence}`,
    '',
    ...trace.steps.flatMap((step) => stepLines(step, trace)),
    '',
  ].join('\n');
}

function stepLines(step: Step, trace: Trace): string[] {
  const { title, what } = stepWords(step, trace);
  const number = String(step.index + 1).padStart(3);
  const lines = [`${number}. ${title}${onTheWire(step)}`, `     ${what}`];
  if (step.kind === 'check') {
    for (const check of step.checks) {
      if (check.verdict === 'not-applicable') continue;
      lines.push(
        `     - ${MARKS[check.verdict]}: ${check.subject}, ${check.id.replaceAll('_', ' ')} (${check.spec}): expected ${check.expected}; found ${check.found}`,
      );
    }
  }
  return lines;
}

function onTheWire(step: Step): string {
  if (!isSent(step)) return '';
  const epoch = epochOf(step);
  const keys = epoch === 'plaintext' ? 'in the clear' : `under the ${epoch} keys`;
  const changed = wasChanged(step) ? ', changed on the way' : '';
  return ` [${step.party} → ${step.to}, ${wireSize(step)} ${keys}${changed}]`;
}
