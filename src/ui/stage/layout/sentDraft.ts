import { isNeglected } from '../../../lab/onlooker.ts';
import { epochOf, wasChanged, wasLost, type SentStep } from '../../../lab/trace.ts';
import { wireLabel } from '../../../narration/onlookerWords.ts';
import type { Columns } from './columns.ts';
import { chip, CHIP_GAP, CHIP_PAD, CHIP_TEXT, laneOf, type Common, type Draft } from './draft.ts';
import type { Chip, Face } from './items.ts';
import { cutEnd, textWidth, type TextStyle } from './measure.ts';
import {
  CHANGED_TAG,
  LOST_TAG,
  MTLS_TAG,
  NEGLECT_TAG,
} from '../../../narration/page/stageWords.ts';

export const PILL_HEIGHT = 22;
const PILL_TEXT: TextStyle = { size: 12, bold: true };
const WIRE_TEXT: TextStyle = { size: 11, mono: true };
const LOCK = 15;
const ARROW = 10;
/** As wide as `CertificateVerify`: what all records of a run leave room for, so that they agree. */
const USUAL_PILL = 140;

/** A message, an alert, data or a close on its way from one lane to another. */
export function sentDraft(
  step: SentStep,
  common: Common,
  label: string,
  columns: Columns,
  { ownRow, settledAt }: { readonly ownRow: boolean; readonly settledAt: number },
): Draft {
  const from = laneOf(columns, step.party).x;
  const to = laneOf(columns, step.to).x;
  const left = Math.min(from, to);
  const right = Math.max(from, to);
  const encrypted = epochOf(step) !== 'plaintext';
  const room = right - left - 2 * ARROW;
  const open = face(label, encrypted, false, room - 2 * leastRoom(step));
  const sealed = face(wireLabel(step), encrypted, true, room);
  const { tag, ...chips } = chipsOf(step, from, to, open.width);
  const half = PILL_HEIGHT / 2;
  return {
    left,
    right,
    above: half,
    below: half,
    ownRow,
    at: (y) => ({
      ...common,
      kind: 'sent',
      step,
      y,
      box: { x: left + 2, y: y - half - 1, width: right - left - 4, height: PILL_HEIGHT + 2 },
      epoch: epochOf(step),
      from,
      to,
      middle: (from + to) / 2,
      open: { ...open, tag },
      sealed: { ...sealed, tag: null },
      ...chips,
      settledAt,
    }),
  };
}

function face(text: string, lock: boolean, mono: boolean, room: number): Omit<Face, 'tag'> {
  const style = mono ? WIRE_TEXT : PILL_TEXT;
  const padding = 20 + (lock ? LOCK : 0);
  const shown = cutEnd(text, room - padding, style);
  return { text: shown, mono, lock, width: Math.ceil(textWidth(shown, style) + padding) };
}

/** What the longest of the shortest chips takes on either side of the pill. */
function leastRoom(step: SentStep): number {
  const wordings = [
    ...(step.mtlsOnly ? [MTLS_TAG] : []),
    ...(wasChanged(step) ? [CHANGED_TAG] : []),
    ...(isNeglected(step) ? [NEGLECT_TAG] : []),
  ];
  const widths = wordings.map(
    (words) => textWidth(words.at(-1) ?? '', CHIP_TEXT) + CHIP_PAD + CHIP_GAP,
  );
  return Math.max(0, ...widths);
}

/**
 * The tag of mTLS stands right of the pill. What became of a record stands on its receiver's side,
 * and the tag gives way to it.
 */
function chipsOf(step: SentStep, from: number, to: number, pill: number) {
  const middle = (from + to) / 2;
  const spareBeside = (width: number) => (Math.abs(to - from) - 2 * ARROW - width) / 2 - CHIP_GAP;
  const spare = spareBeside(pill);
  const usual = spareBeside(Math.max(pill, USUAL_PILL));
  const besidePill = (side: number) => (width: number) =>
    side > 0 ? middle + pill / 2 + CHIP_GAP : middle - pill / 2 - CHIP_GAP - width;
  const towards = Math.sign(to - from);
  const neglected = isNeglected(step);
  const tagSide = towards > 0 && (neglected || wasChanged(step)) ? -1 : 1;
  const none: Chip | null = null;
  return {
    tag: step.mtlsOnly ? chip(MTLS_TAG, spare, besidePill(tagSide)) : none,
    changed: wasChanged(step)
      ? chip(wasLost(step) ? LOST_TAG : CHANGED_TAG, spare, besidePill(towards))
      : none,
    neglected: neglected
      ? chip(NEGLECT_TAG, usual, (width) => (towards > 0 ? to - width - 2 : to + 2))
      : none,
  };
}
