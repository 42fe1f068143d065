import type { Actor, Issued, World } from './provision.ts';
import type { AlertStep, BeliefStep, CheckStep, Ending, Outcome, Party, Step } from './trace.ts';

/**
 * How a run ended: read off its steps, and off the plan whether somebody was taken in.
 *
 * @param world whose names are whose, and who signs with which key
 * @param clock the run's time in milliseconds since 1970
 */
export function outcomeOf(world: World, clock: number, steps: readonly Step[]): Outcome {
  const answering = world.interceptor ? 'attacker' : 'server';
  return { ...endingOf(answering, steps), deceived: isDeceived(world, clock, steps) };
}

/**
 * What the steps alone tell of the ending: who believed, who refused, what arrived. That nobody sent
 * an alert proves nothing.
 *
 * @param answering who was at the other end of the client's connection
 */
export function endingOf(answering: Party, steps: readonly Step[]): Ending {
  const alert = steps.find((step) => step.kind === 'alert') ?? null;
  const check = decidingCheck(steps, alert);
  const refusedBy = alert?.party ?? check?.party ?? null;
  const believed = (party: Party) => beliefOf(party, steps) !== null;
  const clientBelievedConnected = believed('client');
  return {
    outcome: outcomeWord(refusedBy, clientBelievedConnected && believed(answering)),
    refusedBy,
    decidedAt: check?.index ?? alert?.index ?? null,
    alert: alert?.description ?? null,
    alertCode: alert?.code ?? null,
    cause: check?.checks.find(({ verdict }) => verdict === 'fail') ?? null,
    delivered: steps.some(
      (step) => step.kind === 'data' && step.party === 'client' && step.delivered,
    ),
    clientBelievedConnected,
    serverBelievedConnected: believed('server'),
    late: clientBelievedConnected && refusedBy !== null && refusedBy !== 'client',
  };
}

function outcomeWord(refusedBy: Party | null, allBelieve: boolean): Ending['outcome'] {
  if (refusedBy !== null) return 'refused';
  return allBelieve ? 'connected' : 'broken';
}

/** The last check that failed with whoever wrote the alert; when nobody wrote one, the first at all. */
function decidingCheck(steps: readonly Step[], alert: AlertStep | null): CheckStep | null {
  const failed = steps.filter((step): step is CheckStep => step.kind === 'check' && !step.passed);
  if (!alert) return failed[0] ?? null;
  return (
    failed.findLast(({ party, index }) => party === alert.party && index < alert.index) ?? null
  );
}

/** The moment at which a party came to believe that it is connected. */
function beliefOf(party: Party, steps: readonly Step[]): BeliefStep | null {
  return (
    steps.find(
      (step): step is BeliefStep =>
        step.kind === 'belief' && step.belief === 'connected' && step.party === party,
    ) ?? null
  );
}

function isDeceived(world: World, clock: number, steps: readonly Step[]): boolean {
  const { client, server, interceptor } = world;
  const ofClient = beliefOf('client', steps);
  const ofServer = beliefOf('server', steps);
  const byServer =
    ofClient !== null &&
    (interceptor !== null || !isRightful(world, clock, 'server', server, ofClient.peer));
  // Whom a server cannot name it cannot take for somebody else.
  const byClient =
    ofServer !== null &&
    ofServer.peer !== null &&
    !isRightful(world, clock, 'client', client, ofServer.peer);
  return byServer || byClient;
}

/**
 * Was that name issued to who shows it, for the key that he uses, and is that still so?
 *
 * @param name null: the certificate that was accepted names nobody
 */
function isRightful(
  { issued }: World,
  clock: number,
  role: Issued['to'],
  { signsWith }: Actor,
  name: string | null,
): boolean {
  return issued.some(
    ({ names, to, key, revokedAt }) =>
      to === role &&
      key === signsWith &&
      (name === null || names.includes(name)) &&
      (revokedAt === null || clock < revokedAt),
  );
}
