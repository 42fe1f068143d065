import { LINK_VERSION, type LinkedStep, type LinkProblem } from '../lab/link.ts';
import { NAMED, type WorldNames } from '../lab/names.ts';
import { ENGLISH } from './language.ts';
import { HEADER } from './page/headerWords.ts';
import { quote } from './quote.ts';
import { dateWords } from './times.ts';

const THINGS: Readonly<Record<keyof WorldNames, string>> = {
  client: 'client',
  server: 'server',
  domain: 'trust domain',
  ca: 'certification authority',
};

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
    case 'no_step':
      return `The link asks for step ${quote(problem.given)}, which is neither a number nor a step’s name. Shown instead: where the run is decided.`;
    case 'no_moment':
      return `The link asks for a world made at ${quote(problem.given)}. That is no minute such as 2026-11-28T09:30Z, from ${dateWords(problem.min)} to ${dateWords(problem.max)}. Shown instead: one that is made now.`;
    case 'unknown_thing':
      return `The link gives a name to ${quote(problem.thing)}; there is ${ENGLISH.either(NAMED)}. Left out.`;
    case 'no_name':
      return `The link calls the ${THINGS[problem.thing]} ${quote(problem.given)}; a name here is made of letters, digits and hyphens. Shown instead: ${problem.instead}.`;
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

/** What a run does not have: so many steps, or one of that name. */
export type MissingStep =
  { readonly kind: 'number'; readonly length: number } | { readonly kind: 'name' };

/** @param wanted the step that the link asks for */
export function missingStepWords(missing: MissingStep, wanted: LinkedStep): string {
  return missing.kind === 'number'
    ? `The link asks for step ${wanted}; this run has ${missing.length}. Shown instead: step ${missing.length}.`
    : `The link asks for the step ${quote(String(wanted))}, which this run does not have. Shown instead: where it is decided.`;
}

/** Said in place of more sentences than help anybody. */
export function moreProblemsWords(more: number): string {
  return `The link has ${more} more parts like these.`;
}
