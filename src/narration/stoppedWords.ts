import { PART_STOPPED } from './phrases.ts';

/** What stands in the place of a part of the page that failed. */
export const STOPPED = {
  title: PART_STOPPED,
  rest: 'The rest of the page goes on.',
  again: 'Run again',
  copy: 'Copy details',
} as const;
