import {
  infoOf,
  type BeliefStep,
  type CheckStep,
  type Party,
  type PartyInfo,
  type Step,
  type Trace,
} from '../../lab/trace.ts';
import type { View } from '../../lab/scenario.ts';
import type { Epoch } from '../../tls/endpoint.ts';
import { ENGLISH } from '../language.ts';
import { list, partyName } from '../phrases.ts';
import { positionWords } from './commonWords.ts';

/** What stands over a band of keys, longest wording first; the stage takes the first that fits. */
export const BAND_WORDS: Readonly<Record<Epoch, readonly string[]>> = {
  plaintext: ['plaintext: everybody on the way can read this', 'plaintext: all can read it'],
  handshake: [
    'handshake keys from here: the wire sees only ciphertext',
    'handshake keys: the wire sees only ciphertext',
    'handshake keys: only ciphertext',
  ],
  application: [
    'application keys from here: the handshake is over',
    'application keys from here',
    'application keys',
  ],
};

/** What an eavesdropper can say about any band that is encrypted. */
export const SEALED_BAND_WORDS: readonly string[] = [
  'from here only ciphertext: record types and lengths',
  'from here only ciphertext',
];

export const MTLS_TAG: readonly string[] = ['mTLS only', 'mTLS'];
export const CHANGED_TAG: readonly string[] = [
  'changed by the attacker',
  'changed: attacker',
  'attacker',
];
export const LOST_TAG: readonly string[] = ['never arrives', 'lost'];
export const NEGLECT_TAG: readonly string[] = ['never read', 'unread'];

/**
 * `all 9 checks passed`, or `stopped at check 8 of 11`, longest wording first; only checks that apply
 * are counted. None for a judgement of one check: its title says it all.
 */
export function checkCount(step: CheckStep): readonly string[] {
  const applying = step.checks.filter((check) => check.verdict !== 'not-applicable');
  const { length } = applying;
  if (length < 2) return [];
  const failed = applying.findIndex((check) => check.verdict === 'fail');
  if (failed < 0)
    return [`all ${length} checks passed`, `${length} checks passed`, `${length} passed`];
  const share = `${failed + 1} of ${length}`;
  return [`stopped at check ${share}`, `failed at ${share}`, share];
}

/** The heads of a comparison. */
export const COMPARE_WORDS = {
  tls: { name: 'TLS', gist: 'only the server shows who it is' },
  mtls: { name: 'mTLS', gist: 'both show who they are' },
} as const;

/** What stands where two runs part. */
export function partingWords(step: Step, title: string): string {
  const asks = step.kind === 'message' && step.name === 'CertificateRequest';
  return `here they part: ${asks ? 'the server asks for a certificate' : title}`;
}

/** What asks which of two runs is shown, where there is room for one. */
export const WHICH_RUN = 'Which run is shown';

/** A run beside another one: `with TLS`. */
export function withRun(side: keyof typeof COMPARE_WORDS): string {
  return `with ${COMPARE_WORDS[side].name}`;
}

/** The drawing of a run beside another one. */
export function comparedName(side: keyof typeof COMPARE_WORDS): string {
  return `Handshake ${withRun(side)}`;
}

/** The drawing of the one run, with the step that it stands at. */
export function drawingName(trace: Trace, view: View, step: number): string {
  const { client, server } = trace.connections[0];
  const names = [client, server].map((id) => infoOf(trace, id).name);
  const ends = view === 'everyone' ? list(names) : 'client and server';
  return `Handshake between ${ends}, ${positionWords(step, trace.steps.length)}`;
}

/** A step that will be drawn later, to somebody who knows the whole run. */
export function laterName(name: string): string {
  return `${name}; not shown yet`;
}

/** What a party is doing or believes, as its card says it. */
export const STANDINGS: Readonly<Record<StandingName, string>> = {
  waiting: 'idle',
  handshaking: 'shaking hands',
  connected: 'believes: connected',
  refused: 'was refused',
  ended: 'was cut off',
  refusing: 'has refused',
  closed: 'closed',
  unreached: 'never reached',
};

export type StandingName =
  BeliefStep['belief'] | 'closed' | 'refusing' | 'handshaking' | 'waiting' | 'unreached';

/** What a party’s card says of what is not there, or not known. */
export const PARTY_CARD = {
  unreached: 'not reached',
  noCertificate: 'no certificate',
  unknown: 'not known yet',
  certificate: ['certificate', 'cert'],
  notAsked: ['not asked for', 'not asked'],
  trustUnknown: ['trust: unknown', 'unknown'],
  trustsNobody: ['trusts nobody', 'nobody'],
  trust: 'trust',
} as const;

/** Whose card it is, in the names of all that is on it: `Client`, `Client with TLS`. */
export function cardOwner(party: Party, run: string | null): string {
  return run === null ? partyName(party) : `${partyName(party)} ${run}`;
}

/** The button that opens what a party shows. */
export function chainButton(owner: string, isAsked: boolean): string {
  return `${owner}: certificate${isAsked ? '' : ', not asked for'}`;
}

/** Whom a party trusts; short: without the verb. */
export function trustsWords({ anchors }: PartyInfo, short: boolean): string {
  const [first, ...others] = anchors;
  if (!first) return PARTY_CARD.trustsNobody[short ? 1 : 0];
  const more = others.length > 0 ? ` +${ENGLISH.number(others.length)}` : '';
  return `${short ? '' : 'trusts '}${first.name}${more}`;
}

/** The same with everybody who is trusted, and said by whoever shows it. */
export function trustTitles({ anchors }: PartyInfo, owner: string) {
  const everybody = anchors.map(({ name }) => name).join(', ') || 'nobody';
  return {
    title: `Trusts ${everybody}`,
    button: `${owner} trusts ${everybody}: open`,
    said: `Says that it trusts ${everybody}`,
  };
}
