import { infoOf, peerOf, type CheckStep, type Party, type Trace } from '../lab/trace.ts';
import { count, partyName, The, the } from './phrases.ts';
import { refusedWords } from './refused.ts';
import type { StepWords } from './words.ts';

/** What a judgement says: who judged what, with which values, and what that means. */
export function checkWords(step: CheckStep, trace: Trace): StepWords {
  const judged = peerOf(trace, step);
  if (isUnprovable(step, trace)) return unprovable(judged);
  if (!step.passed) return refusedWords().failedCheckWords(step, judged, trace);
  switch (step.subject) {
    case 'certificate':
      return certificateAccepted(step, judged, trace);
    case 'certificate_verify':
      return {
        title: `${partyName(step.party)} checks the proof of the key`,
        label: `${partyName(judged)} holds its key`,
        what: `The signature in CertificateVerify fits the public key in the ${judged}’s certificate.`,
        why: `${The(judged)} holds the private key now, in this conversation. With the chain, that is what authentication means here.`,
      };
    case 'finished':
      return {
        title: `${partyName(step.party)} checks the ${judged}’s Finished`,
        label: 'Transcript agrees',
        what: `The MAC in the ${judged}’s Finished is the one that ${the(step.party)} computes itself.`,
        why: 'Both ends have seen the same conversation, byte for byte, and hold the same keys.',
      };
    case 'record':
      return {
        title: `${partyName(step.party)} opens a record`,
        label: 'Record is intact',
        what: 'The authentication tag of the record is right.',
        why: 'Nobody changed it on the way.',
      };
  }
}

/** Did this fail only because the key that could have proved it was never brought? */
export function isUnprovable(step: CheckStep, trace: Trace): boolean {
  return (
    !step.passed &&
    step.subject === 'certificate_verify' &&
    trace.standIn !== undefined &&
    trace.standIn === peerOf(trace, step)
  );
}

function unprovable(judged: Party): StepWords {
  return {
    title: `The ${judged}’s proof of its key cannot be shown`,
    label: 'Key was not brought',
    what: `Your private key was not brought, so the ${judged} signed with a stand-in; that cannot fit the certificate.`,
    why: 'This says nothing against your chain: everything before it really happened. With the key, this step decides itself.',
  };
}

function certificateAccepted(step: CheckStep, judged: Party, trace: Trace): StepWords {
  if (!step.path) {
    return {
      title: `${partyName(step.party)} goes on without a certificate`,
      label: 'No certificate: allowed',
      what: `${The(judged)} showed no certificate, and ${the(step.party)} does not insist on one.`,
      why: 'With optional client authentication the connection stays anonymous; the application has to decide what an anonymous client may do.',
    };
  }
  const info = infoOf(trace, judged);
  const passed = step.checks.filter(({ verdict }) => verdict === 'pass').length;
  const anchor = step.checks.find(({ id }) => id === 'trust_anchor');
  return {
    title: `${partyName(step.party)} accepts the ${judged}’s certificate`,
    label: info.identity === null ? 'Certificate holds' : `Certificate names ${info.identity}`,
    what: `${count(passed, 'check')} passed${anchor ? `, up to ${anchor.subject}, which ${the(step.party)} trusts` : ''}: every signature, date, purpose and limit of the chain${nameWords(step)}. ${revocationWords(step)}`,
    why: `A CA that ${the(step.party)} trusts says whose key this is. That the ${judged} also holds it is proved by the next message.`,
  };
}

/** Of a client’s certificate no name is asked; of a server’s, it is if the client wants a certain one. */
function nameWords({ party, checks }: CheckStep): string {
  if (checks.some(({ id, verdict }) => id === 'name' && verdict === 'pass'))
    return ', and the expected name';
  return party === 'client' ? '. No name was asked for, so any would have done' : '';
}

function revocationWords({ checks }: CheckStep): string {
  const told = checks.filter(({ id }) => id === 'revocation');
  if (told.length === 0) return 'Whether any of it was revoked, nobody asked.';
  return told.every(({ verdict }) => verdict === 'pass')
    ? 'None of it was revoked.'
    : 'Whether all of it is still unrevoked is not known.';
}
