/** The speeds that a person can choose. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

/** What a person asks of the player, by button, key, timeline or link. */
export type PlayerCommand =
  | { readonly kind: 'toggle' | 'forward' | 'back' | 'restart' | 'end' | 'help' }
  /** Go to the moment after this many steps. */
  | { readonly kind: 'seek'; readonly to: number }
  /** Drag: any moment, also in the middle of a step. */
  | { readonly kind: 'scrub'; readonly to: number }
  | { readonly kind: 'speed'; readonly speed: Speed };

/** The next faster (+1) or slower (-1) speed; the same at either end. */
export function neighbourSpeed(speed: Speed, by: 1 | -1): Speed {
  return SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed;
}

export function speedLabel(speed: Speed): string {
  return speed === 0.25 ? '¼×' : speed === 0.5 ? '½×' : `${speed}×`;
}

/**
 * What a key asks of the player; null when it asks nothing. Remote controls of presenters send
 * PageUp and PageDown.
 */
export function commandForKey(event: KeyboardEvent, speed: Speed): PlayerCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case ' ':
      return { kind: 'toggle' };
    case 'ArrowLeft':
    case 'PageUp':
      return { kind: 'back' };
    case 'ArrowRight':
    case 'PageDown':
      return { kind: 'forward' };
    case 'Home':
      return { kind: 'seek', to: 0 };
    case 'End':
      return { kind: 'end' };
    case 'r':
    case 'R':
      return { kind: 'restart' };
    case '?':
      return { kind: 'help' };
    case ',':
      return { kind: 'speed', speed: neighbourSpeed(speed, -1) };
    case '.':
      return { kind: 'speed', speed: neighbourSpeed(speed, 1) };
    default:
      return null;
  }
}
