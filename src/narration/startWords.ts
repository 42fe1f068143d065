/** Why a server or client does not even start with a certificate file and its key. */
export type StartObstacle =
  | { readonly kind: 'key misfit' }
  | {
      readonly kind: 'leaf not first';
      /** The certificate with which the file begins. */
      readonly first: string;
      /** The one that should stand there. */
      readonly own: string;
    };

export interface StartWords {
  /** The whole in a few words: `No server starts with it`. */
  readonly verdict: string;
  /** The rest of “No handshake, because …”. */
  readonly why: string;
  /** What stacks do and say, and what mends it; whole sentences. */
  readonly more: string;
}

/**
 * @param party whose certificate it is
 */
export function startWords(obstacle: StartObstacle, party: 'server' | 'client'): StartWords {
  const said = 'nginx says “key values mismatch”, Go “private key does not match public key”';
  const verdict = `No ${party} starts with it`;
  switch (obstacle.kind) {
    case 'key misfit':
      return {
        verdict,
        why: 'the private key that you brought is not the key of this certificate',
        more: `No ${party} starts with this pair: ${said}. Bring the key that belongs to it, or the certificate that was issued for this key.`,
      };
    case 'leaf not first':
      return {
        verdict,
        why: `your file begins with ${obstacle.first} and not with ${obstacle.own}`,
        more: `A ${party} takes the first certificate of its file for its own, and the key of ${obstacle.own} does not belong to that: ${said}. Put ${obstacle.own} first, then the CAs in the order in which each was issued by the next.`,
      };
  }
}
