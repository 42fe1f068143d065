import { on } from 'svelte/events';
import { commandForKey, type PlayerCommand, type Speed } from '../player/command.ts';

/** What needs keys of its own once somebody is in it, however they came there. */
const OWN_KEYS = [
  'input:not([type=checkbox], [type=radio])',
  'textarea',
  'select',
  '[role=slider]',
  '[role=treeitem]',
].join();

/**
 * Gives the player its keys wherever the focus is in `place`, so that a presenter who has clicked on
 * something plays and steps on. They stay with a control that was reached by keyboard, with text and sliders,
 * and with a dialog.
 *
 * @param place the document of a page of our own; in somebody else's, the element that is ours
 * @param speed the speed that is set now
 * @returns what ends the listening
 */
export function pageKeys(
  place: Document | HTMLElement,
  speed: () => Speed,
  oncommand: (command: PlayerCommand) => void,
): () => void {
  /** What has the focus when nothing has. */
  const idle = place instanceof Document ? place.body : place;
  /** Was a pointer the last thing that was used? Did the focus come to where it is by one? */
  let pointing = false;
  let focusedByPointer = false;

  const isFree = (target: EventTarget | null): boolean => {
    if (!(target instanceof Element) || target === idle) return true;
    return focusedByPointer && !target.closest(OWN_KEYS);
  };
  const keydown = (event: Event): void => {
    pointing = false;
    if (
      !(event instanceof KeyboardEvent) ||
      !isFree(event.target) ||
      place.querySelector('dialog[open]')
    )
      return;
    const command = commandForKey(event, speed());
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    // Else some browsers press the control that was clicked when the key comes up again.
    if (event.target instanceof HTMLElement) event.target.blur();
    oncommand(command);
  };
  const early = { capture: true };
  const listeners = [
    on(place, 'pointerdown', () => (pointing = true), early),
    on(place, 'focusin', () => (focusedByPointer = pointing), early),
    on(place, 'keydown', keydown, early),
    // A speed that was chosen with the pointer is chosen; the keys are the player's again.
    on(place, 'change', ({ target }) => {
      if (focusedByPointer && target instanceof HTMLSelectElement) target.blur();
    }),
  ];
  return () => {
    for (const stop of listeners) stop();
  };
}
