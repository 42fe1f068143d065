import { capital } from '../phrases.ts';
import { positionWords } from './commonWords.ts';

/** What the buttons of the player say. */
export const PLAYER = {
  name: 'Player',
  start: 'To the start',
  back: 'One step back',
  pause: 'Pause',
  play: 'Play',
  again: 'Play again',
  forward: 'One step on',
  end: 'To the end',
  speed: 'Speed',
  timeline: 'Timeline',
} as const;

/** Said in place of what a step is to whoever cannot know of it yet. */
export const FUTURE_STEP = 'A step that has not happened yet';

/** What the timeline says of the place that it stands at; a step counts from 1, 0 is before the first. */
export function timelineWords(step: number, of: number, title: string): string {
  return step > 0 ? `${capital(positionWords(step, of))}: ${title}` : title;
}
