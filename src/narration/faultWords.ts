import type { FaultId } from '../lab/faults.ts';
import { bystander, hostOf, type WorldNames } from '../lab/names.ts';

/** What a fault is called, and what is wrong in its world. */
export interface FaultWords {
  /** For lists: `Expired`. */
  readonly title: string;
  /** One sentence: what is wrong in this world. */
  readonly cause: string;
}

const WORDS: Readonly<Record<FaultId, (names: WorldNames) => FaultWords>> = {
  'client-expired': () => ({
    title: 'Expired',
    cause: 'The client’s certificate ended two hours ago.',
  }),
  'client-untrusted-root': () => ({
    title: 'Untrusted CA',
    cause: 'Another company’s CA issued the client’s certificate; the server does not trust it.',
  }),
  'client-wrong-eku': () => ({
    title: 'Server-only certificate',
    cause: 'The client’s certificate is marked for serverAuth only, not for clientAuth.',
  }),
  'client-wrong-key': () => ({
    title: 'Copied, without its key',
    cause: 'The client shows a certificate that it copied; it signs with a key of its own.',
  }),
  'client-cert-missing': () => ({
    title: 'Not sent',
    cause: 'The client has no certificate to show.',
  }),
  'server-expired': () => ({
    title: 'Expired',
    cause: 'The server’s certificate ended two hours ago.',
  }),
  'server-wrong-host': (names) => ({
    title: 'Wrong name',
    cause: `The server’s certificate names ${hostOf(bystander(names))}, not the name that the client asked for.`,
  }),
  'server-incomplete-chain': () => ({
    title: 'Missing intermediate',
    cause: 'The server sends its own certificate and forgets the intermediate that issued it.',
  }),
  'server-untrusted-root': () => ({
    title: 'Untrusted CA',
    cause: 'Another company’s CA issued the server’s certificate; the client does not trust it.',
  }),
  'server-self-signed': () => ({
    title: 'Self-signed',
    cause: 'The server signed its certificate itself; nobody vouches for it.',
  }),
  'wire-flip-bit': () => ({
    title: 'Flip one bit',
    cause: 'Somebody on the wire changes one bit of the first encrypted record.',
  }),
  'wire-mitm': () => ({
    title: 'Man in the middle',
    cause: 'An attacker answers in the server’s place, with a certificate from his own CA.',
  }),
};

/** @param names what everybody is called in the world that it breaks */
export function faultWords(id: FaultId, names: WorldNames): FaultWords {
  return WORDS[id](names);
}
