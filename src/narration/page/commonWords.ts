/** What several parts of the page say in the same words. */
export const COMMON = {
  close: 'Close',
  dismiss: 'Dismiss',
  showLess: 'Show less',
  loading: 'Loading …',
  missing: 'This part of the page did not arrive.',
  again: 'Try again',
  copied: 'Copied',
  notCopied: 'This browser did not allow copying',
} as const;

/** `and 3 more` */
export function andMore(n: number): string {
  return `and ${n} more`;
}

/** Which step of how many: `step 12 of 27`. */
export function positionWords(step: number, of: number): string {
  return `step ${step} of ${of}`;
}

/** What saves something as a file. */
export const DOWNLOAD = 'Download';
