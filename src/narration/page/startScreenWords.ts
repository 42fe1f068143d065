/** What a run in the laboratory consists of, in order, for those who wait for it. */
export const RUN_PARTS = [
  'keys and certificates',
  'a handshake with TLS',
  'one with mTLS',
] as const;

/** What is said until the first handshake is there. */
export const WAITING = {
  title: 'Making keys and certificates',
  what: 'Your browser makes keys, issues the certificates of a small company, and lets its client and server shake hands. That takes less than a second; on a slow connection, the part that issues certificates has to arrive first.',
  progress: 'Progress',
} as const;

/** @param done how many of the parts are done */
export function nowMaking(done: number): string {
  return `Now: ${RUN_PARTS[done] ?? RUN_PARTS[2]}.`;
}

/** What is said where the browser keeps its cryptography to itself. */
export const NO_CRYPTO = {
  title: 'This page cannot reach the browser’s cryptography',
  what: 'Browsers give it only to pages that came over https or from this computer itself, and not to pages inside a frame of a page that did not. Nothing here is faked, so without it there is no handshake to show.',
  open: { before: 'Open ', link: 'this page over https', after: ', if its server can do that.' },
  run: {
    before: 'Or run it on your own computer: ',
    code: 'npm ci && npm start',
    after: ', and open the address that it prints.',
  },
} as const;

/** What is said when the first handshake could not be made. */
export const NO_RUN = {
  title: 'The handshake could not be run',
  what: 'Something went wrong before the first message. The browser said:',
  retry: 'Try again with new keys',
} as const;
