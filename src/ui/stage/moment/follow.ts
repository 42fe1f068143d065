/** What a scroll area shows, in px of its content. */
export interface Viewport {
  readonly top: number;
  readonly height: number;
}

const AIR = 56;

/**
 * Where to scroll so that the present stays in view, with air above and below.
 * It moves no more than it must, so that a stage that fits never moves.
 *
 * @param head how far down time has come, in px
 * @param viewport what is seen of the drawing now
 * @returns the new top, which may be the old one
 */
export function follow(head: number, viewport: Viewport): number {
  const air = Math.min(AIR, viewport.height / 3);
  if (head + air > viewport.top + viewport.height) return head + air - viewport.height;
  if (head - air - 40 < viewport.top) return Math.max(head - air - 40, 0);
  return viewport.top;
}
