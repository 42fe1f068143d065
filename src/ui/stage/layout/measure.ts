/**
 * How wide a text will be, without asking a browser, so that a layout stays a pure function.
 * Widths are those of Liberation Sans Bold (metric-compatible with Arial Bold), in em, rounded up
 * into classes; a little is added because the system's font may be another.
 */
const CLASSES: readonly (readonly [em: number, characters: string])[] = [
  [0.28, "ijlI.,:;|'!/ "],
  [0.34, 'ft()[]-·'],
  [0.39, 'r'],
  [0.56, 'acekstvxyz_0123456789'],
  [0.62, 'bdghnopquLFTZ’'],
  [0.68, 'EPSVXYJ'],
  [0.73, 'ABCDHKNRU'],
  [0.78, 'wGOQ'],
  [0.95, 'mMW%'],
];
const EM = new Map(CLASSES.flatMap(([em, characters]) => [...characters].map((c) => [c, em])));
const WIDEST = 1;
const MARGIN = 1.025;
const REGULAR = 0.95;

export interface TextStyle {
  /** Font size in px. */
  readonly size: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
}

/** @returns the width of `text` in px, rather too wide than too narrow */
export function textWidth(text: string, style: TextStyle): number {
  if (style.mono) return text.length * style.size * 0.61;
  let em = 0;
  for (const character of text) em += EM.get(character) ?? WIDEST;
  return em * style.size * MARGIN * (style.bold ? 1 : REGULAR);
}

/** The text, cut with an ellipsis at its end when it is wider than `width` px. */
export function cutEnd(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text;
  let kept = text.length - 1;
  while (kept > 0 && textWidth(`${text.slice(0, kept)}…`, style) > width) kept--;
  return `${text.slice(0, kept).trimEnd()}…`;
}

/** The text, shortened in its middle: the scheme and the last path segments of a URI say most. */
export function cutMiddle(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text;
  const scheme = /^[a-z]+:\/\//.exec(text)?.[0] ?? text.slice(0, 3);
  let tail = text.length - scheme.length - 1;
  while (tail > 1 && textWidth(`${scheme}…${text.slice(-tail)}`, style) > width) tail--;
  return `${scheme}…${text.slice(-tail)}`;
}

/** Shortens a name or a line: a URI in its middle, anything else at its end. */
export function shorten(line: string, width: number, style: TextStyle): string {
  if (!line.includes('://') || line.includes(' ')) return cutEnd(line, width, style);
  return cutMiddle(line, width, style);
}

/** Breaks a text at spaces into at most two lines; what does not fit on the second is cut. */
export function wrapTwo(text: string, width: number, style: TextStyle): readonly string[] {
  if (textWidth(text, style) <= width) return [text];
  const words = text.split(' ');
  let first = words[0] ?? '';
  let next = 1;
  while (next < words.length && textWidth(`${first} ${words[next] ?? ''}`, style) <= width) {
    first = `${first} ${words[next] ?? ''}`;
    next++;
  }
  const rest = words.slice(next).join(' ');
  return (rest === '' ? [first] : [first, rest]).map((line) => shorten(line, width, style));
}

/** The first of some wordings, longest first, that fits; null when none does. */
export function firstThatFits(
  wordings: readonly string[],
  width: number,
  style: TextStyle,
): string | null {
  return wordings.find((words) => textWidth(words, style) <= width) ?? null;
}
