import type { CheckStep, Party, Step } from '../../lab/trace.ts';
import type { Epoch } from '../../tls/endpoint.ts';

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
export const NEGLECT_TAG: readonly string[] = ['never read', 'unread'];

export const PARTY_WORDS: Readonly<Record<Party, string>> = {
  client: 'Client',
  server: 'Server',
  attacker: 'Attacker',
};

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
