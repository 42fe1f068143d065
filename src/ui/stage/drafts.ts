import { isSent, type BeliefStep, type CheckStep, type Step, type Trace } from '../../lab/trace.ts';
import type { StepWords } from '../../narration/words.ts';
import type { Columns, Lane } from './columns.ts';
import type { Box, Chip, Face, Item } from './items.ts';
import { cutEnd, firstThatFits, textWidth, wrapTwo, type TextStyle } from './measure.ts';
import { wireLabel } from './sees.ts';
import { CHANGED_TAG, MTLS_TAG, NEGLECT_TAG, checkCount } from './words.ts';

/** An item that does not know its height on the stage yet. */
export interface Draft {
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
  /** Must it start under the row before it, even where there is room beside it? */
  readonly ownRow: boolean;
  /** The item, once its y is known. */
  readonly at: (y: number) => Item;
}

export const PILL_HEIGHT = 22;
export const PILL_TEXT: TextStyle = { size: 12, bold: true };
export const WIRE_TEXT: TextStyle = { size: 11, mono: true };
export const CHIP_TEXT: TextStyle = { size: 10, bold: true };
export const GATE_TEXT: TextStyle = { size: 12, bold: true };
export const BELIEF_TEXT: TextStyle = { size: 11.5, bold: true };
export const SMALL_TEXT: TextStyle = { size: 11 };

const LOCK = 15;
const CHIP_GAP = 5;
const ARROW = 12;
const GATE_PAD = 12;
const BELIEF_PAD = 26;
const TICK = 18;

/** Turns every step into something to draw, with the room that it needs. */
export function draftsFor(
  trace: Trace,
  labels: readonly StepWords[],
  columns: Columns,
): readonly Draft[] {
  return trace.steps.map((step, index) => {
    const words = labels[index];
    const common = {
      index,
      title: words?.title ?? step.key,
      decides: trace.outcome.decidedAt === index,
    };
    const label = words?.label ?? step.key;
    return isSent(step)
      ? sentDraft(step, common, label, columns, ownRow(trace, index))
      : laneDraft(step, common, label, columns);
  });
}

type Common = Pick<Item, 'index' | 'title' | 'decides'>;

/** A message that a party sends after judging something starts under the gate, never beside it. */
function ownRow(trace: Trace, index: number): boolean {
  const before = trace.steps[index - 1];
  const step = trace.steps[index];
  if (!before || !step || isSent(before) || before.kind === 'keys') return false;
  return before.party === step.party;
}

function laneOf(columns: Columns, party: Step['party']): Lane {
  const lane = columns.lanes.find((candidate) => candidate.party === party);
  return lane ?? { party, x: columns.width / 2, edge: columns.width };
}

function sentDraft(
  step: Extract<Step, { record: unknown }>,
  common: Common,
  label: string,
  columns: Columns,
  below: boolean,
): Draft {
  const from = laneOf(columns, step.party).x;
  const to = laneOf(columns, step.to).x;
  const middle = (from + to) / 2;
  const left = Math.min(from, to);
  const right = Math.max(from, to);
  const sealed = step.record.epoch !== 'plaintext';
  const room = right - left - 2 * ARROW;
  const open = face(label, sealed, false, step.mtlsOnly, middle, room);
  const closed = face(wireLabel(step.record), sealed, true, false, middle, room);
  const half = PILL_HEIGHT / 2;
  const spare = (room - open.width) / 2 - CHIP_GAP;
  return {
    left,
    right,
    above: half,
    below: half,
    ownRow: below,
    at: (y) => ({
      ...common,
      kind: 'sent',
      step,
      y,
      box: { x: left + 2, y: y - half - 1, width: right - left - 4, height: PILL_HEIGHT + 2 },
      epoch: step.record.epoch,
      from,
      to,
      middle,
      open,
      sealed: closed,
      changed: step.record.changed
        ? chip(CHANGED_TAG, spare, (width) =>
            to > from && open.tag === null
              ? middle + open.width / 2 + CHIP_GAP
              : middle - open.width / 2 - CHIP_GAP - width,
          )
        : null,
      neglected:
        step.record.opened === null
          ? chip(NEGLECT_TAG, spare - 16, (width) => (to > from ? to - width - 2 : to + 2))
          : null,
    }),
  };
}

function face(
  text: string,
  lock: boolean,
  mono: boolean,
  tagged: boolean,
  middle: number,
  room: number,
): Face {
  const style = mono ? WIRE_TEXT : PILL_TEXT;
  const padding = 20 + (lock ? LOCK : 0);
  const shown = cutEnd(text, room - padding, style);
  const width = Math.ceil(textWidth(shown, style) + padding);
  const right = middle + width / 2 + CHIP_GAP;
  const spare = (room - width) / 2 - CHIP_GAP;
  return {
    text: shown,
    mono,
    lock,
    width,
    tag: tagged ? chip(MTLS_TAG, spare, () => right) : null,
  };
}

/** The longest wording that fits into `spare` px, or the shortest one. */
function chip(wordings: readonly string[], spare: number, at: (width: number) => number): Chip {
  const text = firstThatFits(wordings, spare - 10, CHIP_TEXT) ?? wordings.at(-1) ?? '';
  const width = Math.ceil(textWidth(text, CHIP_TEXT) + 10);
  return { text, x: at(width), width };
}

function laneDraft(
  step: Exclude<Step, { record: unknown }>,
  common: Common,
  label: string,
  columns: Columns,
): Draft {
  const lane = laneOf(columns, step.party);
  switch (step.kind) {
    case 'keys':
      return keysDraft(step, common, label, columns, lane);
    case 'check':
      return gateDraft(step, common, label, lane);
    case 'belief':
      return beliefDraft(step, common, label, lane);
  }
}

/** A box that touches its lane and reaches towards the lane's edge. */
function besideLane(lane: Lane, width: number, height: number) {
  const side: 1 | -1 = lane.edge > lane.x ? 1 : -1;
  const left = side === 1 ? lane.x : lane.x - width;
  return {
    side,
    room: { left, right: left + width, above: height / 2, below: height / 2 },
    boxAt: (y: number): Box => ({ x: left, y: y - height / 2, width, height }),
  };
}

function gateDraft(step: CheckStep, common: Common, label: string, lane: Lane): Draft {
  const reach = Math.abs(lane.edge - lane.x);
  const inner = reach - GATE_PAD - TICK;
  const lines = wrapTwo(label, inner, GATE_TEXT);
  const titleWidth = Math.max(...lines.map((line) => textWidth(line, GATE_TEXT)));
  const counts = checkCount(step);
  const countWidth = textWidth(counts[1] ?? '', SMALL_TEXT);
  const tagBelow = counts.length > 0 || lines.length > 1 || titleWidth + 50 > inner;
  const taken = tagBelow ? countWidth : titleWidth;
  const tag = step.mtlsOnly
    ? chip(MTLS_TAG, inner - taken - CHIP_GAP, () => (tagBelow ? 0 : titleWidth + CHIP_GAP))
    : null;
  const beside = tag ? tag.width + CHIP_GAP : 0;
  const count = firstThatFits(counts, inner - beside, SMALL_TEXT) ?? '';
  const second = (tagBelow ? beside : 0) + textWidth(count, SMALL_TEXT);
  const widest = Math.max(titleWidth + (tagBelow ? 0 : beside), second);
  const width = Math.ceil(Math.min(reach, widest + GATE_PAD + TICK));
  const height = 10 + lines.length * 14 + (second > 0 ? 15 : 0);
  const { side, room, boxAt } = besideLane(lane, width, height);
  return {
    ...room,
    ownRow: !step.passed,
    at: (y) => ({
      ...common,
      kind: 'gate',
      step,
      y,
      box: boxAt(y),
      lane: lane.x,
      side,
      lines,
      count,
      tag: tag ? { ...tag, below: tagBelow } : null,
    }),
  };
}

function beliefDraft(step: BeliefStep, common: Common, label: string, lane: Lane): Draft {
  const reach = Math.abs(lane.edge - lane.x);
  const lines = wrapTwo(label, reach - BELIEF_PAD, BELIEF_TEXT);
  const widest = Math.max(...lines.map((line) => textWidth(line, BELIEF_TEXT)));
  const width = Math.ceil(Math.min(reach, widest + BELIEF_PAD));
  const { side, room, boxAt } = besideLane(lane, width, 8 + lines.length * 14);
  return {
    ...room,
    ownRow: false,
    at: (y) => ({ ...common, kind: 'belief', step, y, box: boxAt(y), lane: lane.x, side, lines }),
  };
}

function keysDraft(
  step: Extract<Step, { kind: 'keys' }>,
  common: Common,
  label: string,
  columns: Columns,
  lane: Lane,
): Draft {
  const inward = lane.edge > lane.x ? 1 : -1;
  const side = columns.compact ? (inward === 1 ? -1 : 1) : inward;
  const room = Math.abs(lane.edge - lane.x) - 30;
  const text = columns.compact ? '' : cutEnd(label, room, SMALL_TEXT);
  const width = 24 + (text === '' ? 0 : Math.ceil(textWidth(text, SMALL_TEXT)) + 4);
  const left = side === 1 ? lane.x + 1 : lane.x - 1 - width;
  return {
    left,
    right: left + width,
    above: 10,
    below: 10,
    ownRow: false,
    at: (y) => ({
      ...common,
      kind: 'keys',
      step,
      y,
      box: { x: left, y: y - 12, width, height: 24 },
      lane: lane.x,
      side,
      glyph: lane.x + side * 13,
      text,
    }),
  };
}
