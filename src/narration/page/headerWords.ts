/** The name of the whole. */
export const LAB_NAME = 'mTLS Lab';

/** What the head of every page says. */
export const HEADER = {
  pages: 'Pages',
  titles: { simulator: 'Simulator', inspect: 'Inspect' },
  skip: { simulator: 'Skip to the player', inspect: 'Skip to the page itself' },
  undo: 'Undo',
  undoKey: 'Undo (Ctrl+Z)',
  redo: 'Redo',
  redoKey: 'Redo (Ctrl+Shift+Z)',
  transcript: 'Transcript',
  transcriptHint: 'The whole run as text',
  help: 'Help and keys',
  themes: {
    system: 'Theme: as the system. Change to light',
    light: 'Theme: light. Change to dark',
    dark: 'Theme: dark. Change to as the system',
  },
} as const;

/** What the button that copies the link says. */
export const SHARE = {
  label: 'Share',
  name: 'Share: copy the link',
  done: {
    simulator: 'Link copied',
    inspect: 'Link to this page copied; nothing that you brought is in it',
  },
  failed: 'Copy it from the address bar',
} as const;
