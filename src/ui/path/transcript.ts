import type { Check, PathAttempt } from '../../pki/path/check.ts';
import { parseCertificate, displayName } from '../../pki/x509/certificate.ts';
import type { PathGraph } from './graph.ts';

function nameOf(der: Uint8Array): string {
  try {
    return displayName(parseCertificate(der));
  } catch {
    return 'a certificate that cannot be read';
  }
}

function endWords({ subject, expected, found, spec }: Check): string {
  return `${subject}: expected ${expected}; found ${found} (${spec})`;
}

function attemptLine(attempt: PathAttempt, trusted: string): string {
  const names = attempt.certificates.map(nameOf).join(' is vouched for by ');
  if (attempt.accepted) return `Taken: ${names}, which ${trusted} trusts.`;
  const why = attempt.cause ? endWords(attempt.cause) : 'no check says why';
  return `Given up: ${names}. ${why}.`;
}

/**
 * The picture in words: one line a path, and one for what the picture leaves out.
 *
 * @param truster who judges: `the client`
 */
export function pathTranscript(graph: PathGraph, truster: string): string[] {
  const lines = graph.attempts.map((attempt) => attemptLine(attempt, truster));
  const unused = graph.nodes.filter((node) => node.unused).map(({ title }) => title);
  const more = unused.length + graph.hiddenAnchors;
  const rest = graph.hiddenAnchors > 0 ? ` and ${graph.hiddenAnchors} more` : '';
  if (more > 0)
    lines.push(`Also trusted, and on none of these paths: ${unused.join(', ')}${rest}.`);
  if (graph.hidden.length > 0) lines.push(`Also tried: ${hiddenWords(graph)}.`);
  else if (graph.isCut) lines.push(CUT_WORDS);
  return lines;
}

/** Said when all is drawn that a path check told. */
export const CUT_WORDS =
  'More paths than these may have been tried; a check tells of so many only.';

/** How many paths are left out of a picture, and how they ended: `14 more paths (9 expired, 5 …)`. */
export function hiddenWords({ hidden, isCut }: Pick<PathGraph, 'hidden' | 'isCut'>): string {
  const reasons = new Map<string, number>();
  for (const { cause } of hidden) {
    const reason = cause?.reason?.replaceAll('_', ' ') ?? 'not acceptable';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const ends = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ');
  return `${isCut ? 'at least ' : ''}${hidden.length} more ${hidden.length === 1 ? 'path' : 'paths'} (${ends})`;
}
