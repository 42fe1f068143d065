/** Why a server or client does not even start with a certificate file and its key. */
export type StartObstacle = (
  | { readonly kind: 'key-misfit' }
  | {
      readonly kind: 'leaf-not-first';
      /** The certificate with which the file begins. */
      readonly first: string;
      /** The one that should stand there. */
      readonly own: string;
    }
) & {
  /** Are the key and the first certificate both RSA, or both of curves? Stacks then notice at once. */
  readonly sameKind: boolean;
};

export interface StartWords {
  /** The whole in a few words: `No server starts with it`. */
  readonly verdict: string;
  /** The rest of “No handshake, because …”. */
  readonly why: string;
  /** What stacks do and say, and what mends it; whole sentences. */
  readonly more: string;
}

/** What stacks do with a key and a certificate that do not belong together: tried with each. */
const SAME_KIND =
  'servers on OpenSSL say “key values mismatch”, Go “private key does not match public key”';
const OTHER_KIND =
  'Go says “private key type does not match public key type” and does not start; Node starts, and then ends every handshake with handshake_failure';

/**
 * @param party whose certificate it is
 */
export function startWords(obstacle: StartObstacle, party: 'server' | 'client'): StartWords {
  const { sameKind } = obstacle;
  const said = sameKind ? SAME_KIND : OTHER_KIND;
  const verdict = `No ${party} ${sameKind ? 'starts' : 'works'} with it`;
  switch (obstacle.kind) {
    case 'key-misfit':
      return {
        verdict,
        why: 'the private key that you brought is not the key of this certificate',
        more: `With such a pair, ${said}. Bring the key that belongs to it, or the certificate that was issued for this key.`,
      };
    case 'leaf-not-first':
      return {
        verdict,
        why: `your file begins with ${obstacle.first} and not with ${obstacle.own}`,
        more: `A ${party} takes the first certificate of its file for its own (what was brought at once counts as one file), and the key of ${obstacle.own} does not belong to that: ${said}. Put ${obstacle.own} first, then the CAs in the order in which each was issued by the next.`,
      };
  }
}
