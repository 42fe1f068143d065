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
