import type { Answer, Field } from '../../pki/second/answers.ts';
import type { Row } from '../../pki/second/compare.ts';
import { ENGLISH } from '../language.ts';

/** What stands around the second reader. */
export const SECOND_READER = {
  ask: 'Ask a second reader',
  title: 'What a second reader makes of it',
  about:
    'Every answer on this page comes from a reader that was written for it. Here @peculiar/x509, a library that others wrote and many use, reads the same bytes.',
  fetching: 'Fetching the second reader …',
  reading: 'Reading …',
  missing: 'The second reader could not be fetched, so nothing was compared.',
  again: 'Try again',
  columns: { field: 'Field', ours: 'This page', theirs: '@peculiar/x509' },
} as const;

/** What each field is called; the name in RFC 5280 stands in the answers. */
export const FIELD_TITLES: Readonly<Record<Field, string>> = {
  subject: 'Subject',
  issuer: 'Issuer',
  serialNumber: 'Serial number',
  notBefore: 'Not before',
  notAfter: 'Not after',
  subjectAltName: 'Names',
  keyUsage: 'Key usage',
  extendedKeyUsage: 'Purpose',
  basicConstraints: 'CA or not',
  publicKey: 'Public key',
  signatureAlgorithm: 'Signed with',
  signature: 'Signature',
};

/** One answer in words. */
export function answerWords(answer: Answer): string {
  switch (answer.kind) {
    case 'value':
      return answer.text === '' ? 'empty' : answer.text;
    case 'absent':
      return 'not there';
    case 'failed':
      return answer.message === '' ? 'cannot read it' : `cannot read it: ${answer.message}`;
    case 'notAsked':
      return 'not asked: the issuer’s key is not here';
    case 'verified': {
      const { number, of } = answer.key;
      return of === 1
        ? 'verified with the issuer’s key'
        : `verified with key ${number} of ${of} of that issuer`;
    }
    case 'notVerified':
      return 'does not verify with the issuer’s key';
  }
}

/** The comparison itself went wrong. */
export function brokenWords(error: unknown): string {
  return `The two could not be compared: ${error instanceof Error ? error.message : String(error)}`;
}

/** How a row compares, in a word or two. */
export function sameWords({ same }: Pick<Row, 'same'>): string {
  if (same === null) return 'not compared';
  return same ? 'the same' : 'differs';
}

/** All rows in a sentence; that both read the same is said only when all were compared. */
export function comparisonWords(rows: readonly Row[]): string {
  const differing = rows.filter(({ same }) => same === false).length;
  const open = rows.filter(({ same }) => same === null);
  if (differing > 0)
    return `The two differ in ${fields(differing)}: one of them is wrong, or tells less than it read.`;
  if (open.length === 0) return `Both read the same in all ${fields(rows.length)}.`;
  const names = ENGLISH.list(open.map(({ field }) => FIELD_TITLES[field].toLowerCase()));
  return `No difference in the ${fields(rows.length - open.length)} that could be compared; not compared: ${names}.`;
}

function fields(n: number): string {
  return ENGLISH.count(n, { one: 'field', other: 'fields' });
}
