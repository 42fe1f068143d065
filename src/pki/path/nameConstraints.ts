import { generalNameText, type GeneralName } from '../names/generalName.ts';
import type { PathRule } from './plan.ts';

/**
 * RFC 5280 §4.2.1.10 and §6.1.3 (b), (c): every name of every certificate below a CA must be within
 * what that CA was permitted, and outside of what it was denied. To check each certificate against
 * each CA above it comes to the same as to carry the intersection of what is permitted and the
 * union of what is excluded from the anchor down.
 */
export const NAME_CONSTRAINTS: PathRule = {
  id: 'name_constraints',
  spec: 'RFC 5280 §4.2.1.10',
  quiet: false,
  expected: ({ extensions: { nameConstraints } }) =>
    constraintText(nameConstraints?.permitted ?? [], nameConstraints?.excluded ?? []),
  find: async (authority, index, path) => {
    // Few CAs are constrained, so this is loaded with the first that is.
    const { findViolation } = await import('./constrainedNames.ts');
    return findViolation(authority, index, path);
  },
};

function constraintText(permitted: readonly GeneralName[], excluded: readonly GeneralName[]) {
  const list = (word: string, names: readonly GeneralName[]): string[] => {
    const shown = names.slice(0, 4).map(generalNameText).join(', ');
    const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
    return names.length ? [`${word} ${shown}${more}`] : [];
  };
  return ['names below it', list('within', permitted), list('outside of', excluded)]
    .flat()
    .join(' ');
}
