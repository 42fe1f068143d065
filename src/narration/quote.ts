/** Longest piece of foreign text that is repeated to a person. */
const LONGEST_QUOTE = 40;

/** Control characters, and those that turn the direction of the text around them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from a link as it may be repeated in a sentence: in quotation marks, without characters that
 * cannot be seen, cut at 40 characters. It is shown as text, never as HTML.
 */
export function quote(text: string): string {
  const characters = [...text.replace(INVISIBLE, '�')];
  const shown =
    characters.length > LONGEST_QUOTE
      ? `${characters.slice(0, LONGEST_QUOTE).join('')}…`
      : characters.join('');
  return `“${shown}”`;
}
