import type { LayoutInput } from './card.ts';

/** The measures of a picture in columns, in px. */
export interface FlowMetrics {
  /** Width of a card. */
  readonly card: number;
  /** Room for a label on an edge. */
  readonly label: number;
  /** Padding of the place of trust. */
  readonly pad: number;
  readonly columnX: (rank: number) => number;
  readonly trust: { readonly x: number; readonly width: number };
}

const CARD = { min: 136, max: 264 } as const;
const GAP = { bare: 56, labelled: 104, max: 190 } as const;
const PAD = 12;
/** Room for a focus ring at both edges. */
const MARGIN = 4;
/** Below this width rails read better, whatever would fit. */
const NARROWEST = 540;

function columnsOf({ places, edges }: LayoutInput) {
  const ranks = places.filter(({ trusted }) => !trusted).map(({ rank }) => rank + 1);
  const labelled = edges.some(({ reasons }) => reasons.length > 0);
  return { before: Math.max(0, ...ranks), gap: labelled ? GAP.labelled : GAP.bare };
}

/** Is there room for every rank as a column? */
export function flowFits(input: LayoutInput): boolean {
  const { before, gap } = columnsOf(input);
  const needed = (before + 1) * CARD.min + before * gap + 2 * (PAD + MARGIN);
  return input.width >= Math.max(NARROWEST, needed);
}

/** Shares the width between cards and the gaps between them; what is left over is margin. */
export function flowMetrics(input: LayoutInput): FlowMetrics {
  const { before, gap: least } = columnsOf(input);
  const room = input.width - 2 * (PAD + MARGIN);
  const card = Math.floor(Math.min(CARD.max, (room - before * least) / (before + 1)));
  const spare = room - (before + 1) * card;
  const gap = before === 0 ? 0 : Math.floor(Math.min(GAP.max, spare / before));
  const left = MARGIN + Math.floor((spare - before * gap) / 2);
  return {
    card,
    label: gap - 16,
    pad: PAD,
    columnX: (rank) => left + rank * (card + gap),
    trust: { x: left + before * (card + gap), width: card + 2 * PAD },
  };
}
