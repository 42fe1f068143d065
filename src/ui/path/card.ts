import { cutEnd, textWidth, wrapTwo, type TextStyle } from '../stage/layout/measure.ts';
import type { PathEdge, PathNode } from './graph.ts';
import type { Place } from './lanes.ts';
import { endsWords, moreLabels } from '../../narration/page/pathPictureWords.ts';
import { deadEndWords, limitLabels } from '../../narration/page/pathWords.ts';

/** What a layout is made from. */
export interface LayoutInput {
  readonly places: readonly Place[];
  readonly edges: readonly PathEdge[];
  /** Anchors that no path reached. */
  readonly unused: readonly PathNode[];
  readonly width: number;
}

export const TITLE: TextStyle = { size: 13, bold: true };
export const SMALL: TextStyle = { size: 11.5 };
/** Room beside the text of a card: padding and stripe, and the cross of one that failed. */
const BESIDE = { sound: 27, failed: 47 } as const;
const ABOVE_AND_BELOW = 16;
const LINE = { title: 18, small: 16, label: 15 } as const;
/** Room for the cross before a label, and a little air. */
const MARK = 20;
const MOST_LABELS = 3;

/** The text of a certificate's card, in lines that fit, and the height that it takes. */
export interface Card {
  readonly title: readonly string[];
  /** What is said instead of its dates; null: they are. */
  readonly note: readonly string[] | null;
  /** How it narrows what stands below it. */
  readonly labels: readonly string[];
  /** Why it ended a path, when its dates do not say it; null when it did not. */
  readonly failure: string | null;
  readonly height: number;
}

/** Host names and URIs have no spaces: they are broken after a dot or a slash, or anywhere. */
function wrapName(name: string, width: number): readonly string[] {
  const [word = ''] = name.split(' ');
  if (textWidth(name, TITLE) <= width || textWidth(word, TITLE) <= width)
    return wrapTwo(name, width, TITLE);
  let fits = name.length;
  while (fits > 1 && textWidth(name.slice(0, fits), TITLE) > width) fits--;
  const soft =
    Math.max(...['.', '/', '-', '@'].map((mark) => name.lastIndexOf(mark, fits - 1))) + 1;
  const at = soft > fits / 3 ? soft : fits;
  return [name.slice(0, at), cutEnd(name.slice(at), width, TITLE)];
}

/** The text of a card of this width, and how high that makes it. */
export function cardFor(node: PathNode, width: number): Card {
  const room = width - (node.failure ? BESIDE.failed : BESIDE.sound);
  const title = wrapName(node.title, room);
  const all = node.certificate && !node.unused ? limitLabels(node.certificate) : [];
  const shown = all.slice(0, MOST_LABELS).flatMap((label) => wrapTwo(label, room, SMALL));
  const labels =
    all.length > MOST_LABELS ? [...shown, moreLabels(all.length - MOST_LABELS)] : shown;
  const dated = node.failure?.reason === 'expired' || node.failure?.reason === 'not_yet_valid';
  const failure = node.failure && !dated ? deadEndWords(node.failure, node.certificate) : null;
  const note = node.note === null ? null : wrapTwo(node.note, room, SMALL);
  // Without a note one small line says until when it holds.
  const small = labels.length + (note?.length ?? 1) + (failure ? 1 : 0);
  const height = ABOVE_AND_BELOW + title.length * LINE.title + small * LINE.small;
  return { title, note, labels, failure, height };
}

export interface LabelText {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** The lines of a label on an edge, and its size; null when no path ended there. */
export function labelFor(edge: PathEdge, width: number): LabelText | null {
  if (edge.reasons.length === 0) return null;
  const lines = wrapTwo(endsWords(edge.reasons), width - MARK, SMALL);
  const widest = Math.max(...lines.map((line) => textWidth(line, SMALL)));
  return {
    lines,
    width: Math.min(width, Math.ceil(widest) + MARK),
    height: lines.length * LINE.label,
  };
}
