import { readQuery, writeQuery, type Link } from '../lab/link.ts';
import {
  linkProblemWords,
  moreProblemsWords,
  noSuchPageWords,
  tooLongWords,
} from '../narration/linkWords.ts';
import { routeNamed, splitHash, type Route } from './routes.ts';

/** Longest hash that is read; a link with every part in it has about 400 characters. */
export const LONGEST_LINK = 2000;
/** More sentences than this help nobody. */
const MOST_PROBLEMS = 6;

/** A link as read: the nearest good one, and a sentence for each part that had to be replaced. */
export interface ReadLink extends Link {
  readonly page: Route['id'];
  readonly problems: readonly string[];
}

/**
 * Reads the hash of a link. Never throws: nonsense gives the nearest good scenario, and a sentence
 * that names the bad part.
 */
export function readLink(hash: string): ReadLink {
  const { page, query } = splitHash(hash.slice(0, LONGEST_LINK));
  const { scenario, step, problems } = readQuery(query);
  const route = routeNamed(page);
  const sentences: string[] = [];
  if (hash.length > LONGEST_LINK) sentences.push(tooLongWords(hash.length, LONGEST_LINK));
  if (!route) sentences.push(noSuchPageWords(page));
  sentences.push(...problems.map(linkProblemWords));
  return { page: route?.id ?? 'simulator', scenario, step, problems: bounded(sentences) };
}

function bounded(problems: readonly string[]): readonly string[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const more = problems.length - MOST_PROBLEMS + 1;
  return [...problems.slice(0, MOST_PROBLEMS - 1), moreProblemsWords(more)];
}

/** Writes the hash of a link to the simulator. */
export function writeLink(link: Link): string {
  return `#/simulator?${writeQuery(link)}`;
}
