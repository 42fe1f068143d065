import { LINK_VERSION, type LinkProblem } from '../lab/link.ts';
import { ENGLISH } from './language.ts';
import { HEADER } from './page/headerWords.ts';
import { quote } from './quote.ts';

/** What was wrong with a part of a link, in a sentence that names it. */
export function linkProblemWords(problem: LinkProblem): string {
  switch (problem.code) {
    case 'unknown_version':
      return `The link says that it is of version ${quote(problem.given)}; this page reads version ${LINK_VERSION}, and read it as that.`;
    case 'unknown_part':
      return `The link has a part ${quote(problem.name)} that means nothing here. Left out.`;
    case 'repeated_part':
      return `The link gives ${problem.name} ${problem.count} times. Only the first one counts.`;
    case 'unknown_choice':
      return `${asks(problem)}; there is ${ENGLISH.either(problem.choices)}. Shown instead: ${problem.instead}.`;
    case 'no_number':
      return `${asks(problem)}, which is no whole number. Shown instead: ${problem.instead ?? 'where the run is decided'}.`;
    case 'out_of_range':
      return `${asks(problem)}; it goes from ${problem.min} to ${problem.max}. Shown instead: ${problem.instead}.`;
    case 'unknown_fault':
      return `The link breaks ${quote(problem.id)}, a fault that does not exist. Left out.`;
  }
}

function asks({ name, given }: { readonly name: string; readonly given: string }): string {
  return `The link asks for ${name} ${quote(given)}`;
}

/** A link of more characters than are read. */
export function tooLongWords(length: number, most: number): string {
  return `The link is ${length} characters long; only the first ${most} were read.`;
}

/** A link to a page that there is not. */
export function noSuchPageWords(page: string): string {
  return `The link asks for a page ${quote(page)} that does not exist. Shown: ${HEADER.titles.simulator}.`;
}

/** A link to a step after the last one. */
export function noSuchStepWords(step: number, length: number): string {
  return `The link asks for step ${step}; this run has ${length}. Shown instead: step ${length}.`;
}

/** Said in place of more sentences than help anybody. */
export function moreProblemsWords(more: number): string {
  return `The link has ${more} more parts like these.`;
}
