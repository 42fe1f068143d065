import { decodeHandshake } from '../tls/messages.ts';
import { equalBytes } from '../bytes/bytes.ts';
import {
  actorIn,
  isTlsActor,
  type Actor,
  type HeldIdentity,
  type Issued,
  type World,
} from './provision.ts';
import type {
  AlertStep,
  AuthorisationStep,
  BeliefStep,
  CheckStep,
  ConnectionInfo,
  Ending,
  MessageStep,
  Party,
  PartyInfo,
  Step,
} from './trace.ts';

/** Which connection of a run is meant, and whose it was. */
export interface Ends extends Pick<ConnectionInfo, 'client' | 'server'> {
  /** From 0: the client’s own. */
  readonly connection: number;
}

/**
 * What the steps alone tell of how a connection ended: who believed, who refused, what arrived. That
 * nobody sent an alert proves nothing.
 *
 * @param ends which connection, and the parties of the run
 * @param all the steps of the run
 */
export function endingOf(
  ends: Ends & { readonly parties: readonly Pick<PartyInfo, 'id' | 'role'>[] },
  all: readonly Step[],
): Ending {
  const { client, server, parties, connection } = ends;
  const steps = all.filter((step) => step.connection === connection);
  const alert = steps.find((step) => step.kind === 'alert') ?? null;
  const check = decidingCheck(steps, alert);
  const refusedBy = alert?.party ?? check?.party ?? null;
  const believed = (party: Party) => beliefOf(party, steps) !== null;
  const clientBelievedConnected = believed(client);
  const real = parties.find(({ role }) => role === 'server');
  return {
    outcome: outcomeWord(refusedBy, clientBelievedConnected && believed(server)),
    refusedBy,
    decidedAt: check?.index ?? alert?.index ?? null,
    alert: alert?.description ?? null,
    alertCode: alert?.code ?? null,
    cause: check?.checks.find(({ verdict }) => verdict === 'fail') ?? null,
    delivered: steps.some(
      (step) => step.kind === 'data' && step.party === client && step.delivered,
    ),
    authorised: steps.find(isAuthorisation)?.allowed ?? null,
    clientBelievedConnected,
    serverBelievedConnected: real !== undefined && believed(real.id),
    late: clientBelievedConnected && refusedBy !== null && refusedBy !== client,
  };
}

function isAuthorisation(step: Step): step is AuthorisationStep {
  return step.kind === 'authorisation';
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

/**
 * Does a party believe that it speaks with somebody, and the key that was used, or who reads the data,
 * is not whom the plan's CA issued that name to, or was that revoked by then?
 *
 * @param world whose names are whose, and who signs with which key
 * @param clock the run's time in milliseconds since 1970
 * @param all the steps of the run
 */
export function isDeceived(
  world: World,
  clock: number,
  { client, server, connection }: Ends,
  all: readonly Step[],
): boolean {
  const steps = all.filter((step) => step.connection === connection);
  const ofClient = beliefOf(client, steps);
  const ofServer = beliefOf(server, steps);
  const isRightful = (id: Party, name: string | null) => {
    const actor = actorIn(world, id);
    return isIssued(world, clock, { id, name, key: keyUsed(actor, steps) });
  };
  const byServer = ofClient !== null && !isRightful(server, ofClient.peer);
  // Whom a server cannot name it cannot take for somebody else.
  const byClient =
    ofServer !== null && ofServer.peer !== null && !isRightful(client, ofServer.peer);
  return byServer || byClient;
}

/** Which of its keys a party proved: that of the identity whose leaf it showed. */
function keyUsed(actor: Actor, steps: readonly Step[]): HeldIdentity['signsWith'] | null {
  if (!isTlsActor(actor)) return null;
  const shown = steps.find(
    (step): step is MessageStep =>
      step.kind === 'message' && step.name === 'Certificate' && step.party === actor.info.id,
  );
  const leaf = shown && decodeHandshake('Certificate', shown.bytes).certificateList[0]?.certData;
  const used = actor.identities.find(({ chain: [own] }) => own && leaf && equalBytes(own, leaf));
  return used?.signsWith ?? null;
}

/**
 * Was that name issued to who shows it, for the key that he uses, and is that still so?
 *
 * @param name null: the certificate that was accepted names nobody
 */
function isIssued(
  { issued }: World,
  clock: number,
  {
    id,
    name,
    key,
  }: { readonly id: Party; readonly name: string | null; readonly key: Issued['key'] | null },
): boolean {
  return issued.some(
    (one) =>
      one.holders.includes(id) &&
      one.key === key &&
      (name === null || one.names.includes(name)) &&
      (one.revokedAt === null || clock < one.revokedAt),
  );
}
