import type { Failure } from './failure.ts';
import type { Remedy } from './remedies.ts';

/** What a step says in words. */
export interface StepWords {
  /** A short title for the panel and the transcript: `Server checks the client's certificate`. */
  readonly title: string;
  /** One sentence: what happened, with this run's own values. */
  readonly what: string;
  /** One sentence: why it matters. */
  readonly why: string;
  /** A label for the drawing, at most about 24 characters: `CertificateVerify`. */
  readonly label: string;
}

/** All that is said about a reason. */
export interface ReasonWords {
  /** A few words for an edge, a card or a stretch of time: `expired`. */
  readonly short: string;
  /** What follows the name of a certificate: `has expired`. */
  readonly predicate: string;
  /** One sentence with the values of this failure. */
  readonly sentence: (failure: Failure) => string;
  /** Ways out, the likeliest first; none when it is not known whose certificate it was. */
  readonly remedies: (failure: Failure) => readonly Remedy[];
}
