import type { HandshakeMode } from './scenario.ts';
import type { AlertStep, CheckStep, Outcome, Party, Step } from './trace.ts';

/**
 * How a run ended, read off its steps: who sent the fatal alert, which check made it do so,
 * and who had believed what by then.
 */
export function outcomeOf(mode: HandshakeMode, steps: readonly Step[]): Outcome {
  const alert = steps.find((step): step is AlertStep => step.kind === 'alert') ?? null;
  const check = alert && failedCheckBefore(steps, alert);
  const believed = (party: Party) =>
    steps.some(
      (step) => step.kind === 'belief' && step.belief === 'connected' && step.party === party,
    );
  const clientBelievedConnected = believed('client');
  return {
    mode,
    outcome: alert ? 'refused' : 'connected',
    refusedBy: alert?.party ?? null,
    decidedAt: check?.index ?? alert?.index ?? null,
    alert: alert?.description ?? null,
    alertCode: alert?.code ?? null,
    cause: check?.checks.find(({ verdict }) => verdict === 'fail') ?? null,
    delivered: steps.some(
      (step) => step.kind === 'data' && step.party === 'client' && step.delivered,
    ),
    clientBelievedConnected,
    serverBelievedConnected: believed('server'),
    late: clientBelievedConnected && alert !== null && alert.party !== 'client',
    clientSpokeTo: steps.some((step) => step.party === 'attacker') ? 'attacker' : 'server',
  };
}

function failedCheckBefore(steps: readonly Step[], alert: AlertStep): CheckStep | null {
  const failed = steps
    .slice(0, alert.index)
    .filter(
      (step): step is CheckStep =>
        step.kind === 'check' && !step.passed && step.party === alert.party,
    );
  return failed.at(-1) ?? null;
}
