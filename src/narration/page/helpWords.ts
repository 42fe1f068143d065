/** What the help says. */
export const HELP = {
  title: 'What this is, and its keys',
  what: [
    'Two TLS 1.3 endpoints run in this page, with keys and certificates that your browser just made. They exchange real bytes; every message, check, alert and outcome on the screen is read off what they did. Choose TLS or mTLS, break something, and see who refuses, at which check, and what the other side believed meanwhile.',
    'What is not real: the network is inside the page, so nothing leaves it, and time passes only when you move the clock.',
  ],
  keysTitle: 'Keys, unless you are writing, or came to another control with the keyboard',
  keys: [
    { keys: ['Space'], meaning: 'play or pause' },
    { keys: ['←', '→'], meaning: 'one step back or on' },
    { keys: ['PageUp', 'PageDown'], meaning: 'the same, from a presenter’s remote control' },
    { keys: ['Home', 'End'], meaning: 'to the start or the end' },
    { keys: ['R'], meaning: 'play from the start' },
    { keys: [',', '.'], meaning: 'slower or faster' },
    { keys: ['Ctrl+Z'], meaning: 'undo a change of the scenario; with Shift, redo it' },
    { keys: ['?'], meaning: 'this help' },
  ],
  drawingTitle: 'What the drawing means',
  drawing:
    'A dashed line and an open outline: plaintext, which anybody on the way can read. A solid line and a hatched pill: sealed with keys, in their colour. A flag on a lane: that party checks something. The tag “mTLS only” marks what happens because the server asked for the client’s certificate.',
  thirdParty: 'What others wrote in it, and their licences',
} as const;
