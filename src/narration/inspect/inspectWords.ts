import { HEADER } from '../page/headerWords.ts';

/** What the Inspect page says of itself, before and beside an answer. */
export const INSPECT = {
  title: HEADER.titles.inspect,
  details: 'Details',
  tabs: { checks: 'Checks', certificate: 'Certificate' },
  pastedText: 'the pasted text',
  droppedText: 'the dropped text',
  example: 'the example',
  reading: 'Reading …',
  checking: 'Checking …',
  nothing: 'There is no certificate yet to judge.',
} as const;

/** The page while it holds nothing. */
export const EMPTY = {
  title: 'Inspect your own certificates',
  lead: 'Paste or drop what you have, and see what a server and a client would make of it, when that changes, and which handshake would follow.',
  example: 'Try it with an example',
  revoked: 'or with one that was revoked',
  examples: 'The lab issues a small chain with its key, here and now.',
  reads: {
    term: 'What it reads',
    before: 'PEM in any mixture, DER, PKCS#7, PKCS#12 with its password, ',
    code: 'kubectl get secret -o yaml',
    after:
      '; certificates, private keys, certificate requests, CRLs and OCSP responses. At most 4 MiB each.',
  },
  goes: {
    term: 'Where it goes',
    what: 'Nowhere. Everything is read and checked in this page; nothing is sent, stored or put into the link. Keys are held in memory until you close the page or choose “Forget everything”.',
  },
  trusts: {
    term: 'Whom it trusts',
    what: 'Only what is ticked. No trust store of your system or browser is asked; a self-signed CA that you bring is ticked at first, and you say what the other side would really trust.',
  },
} as const;

/** The box that takes text and files. */
export const BRING = {
  first: { label: 'Paste here', placeholder: '-----BEGIN CERTIFICATE-----' },
  more: { label: 'Add more', placeholder: 'Paste, or drop files anywhere' },
  read: 'Read it',
  choose: 'Choose files',
  files: 'Files with certificates',
} as const;

/** The column of what was brought. */
export const BROUGHT = {
  name: 'What you brought',
  fold: 'Hide what you brought',
  care: 'Keys and certificates are held in this page’s memory only. Nothing is sent or stored, and no trust store of your system is asked: only what is ticked is trusted.',
  forget: 'Forget everything',
} as const;

export function unfoldBrought(held: number): string {
  return `${BROUGHT.name} (${held})`;
}

/** Something went wrong that is no fault of what was brought. */
export function unforeseenWords(message: string): string {
  return `Something went wrong that nobody foresaw: ${message}`;
}
