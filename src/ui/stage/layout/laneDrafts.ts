import type {
  AuthorisationStep,
  BeliefStep,
  CheckStep,
  KeysStep,
  SentStep,
  Step,
} from '../../../lab/trace.ts';
import type { Columns, Lane } from './columns.ts';
import { chip, CHIP_GAP, laneOf, type Common, type Draft } from './draft.ts';
import type { Box } from './items.ts';
import { cutEnd, firstThatFits, textWidth, wrapTwo, type TextStyle } from './measure.ts';
import { MTLS_TAG, checkCount } from '../../../narration/page/stageWords.ts';

const GATE_TEXT: TextStyle = { size: 12, bold: true };
const BELIEF_TEXT: TextStyle = { size: 11.5, bold: true };
const SMALL_TEXT: TextStyle = { size: 11 };
const GATE_PAD = 12;
const GATE_WIDTH = 236;
const BELIEF_PAD = 26;
const TICK = 18;

/** What happens inside a party, beside its lane: keys, a judgement, a belief. */
export function laneDraft(
  step: Exclude<Step, SentStep>,
  common: Common,
  label: string,
  columns: Columns,
): Draft {
  const lane = laneOf(columns, step.party);
  switch (step.kind) {
    case 'keys':
      return keysDraft(step, common, label, columns, lane);
    case 'check':
      return gateDraft(step, step.passed, common, label, lane, columns.compact);
    case 'authorisation':
      return gateDraft(step, step.allowed, common, label, lane, columns.compact);
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

function gateDraft(
  step: CheckStep | AuthorisationStep,
  passed: boolean,
  common: Common,
  label: string,
  lane: Lane,
  compact: boolean,
): Draft {
  const reach = Math.abs(lane.edge - lane.x);
  const inner = reach - GATE_PAD - TICK;
  const lines = wrapTwo(label, inner, GATE_TEXT);
  const titleWidth = Math.max(...lines.map((line) => textWidth(line, GATE_TEXT)));
  const counts = step.kind === 'check' ? checkCount(step) : [];
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
  // Beside a lane all gates are equally wide, so that their words stand in one column.
  const width = Math.ceil(Math.min(reach, compact ? widest + GATE_PAD + TICK : GATE_WIDTH));
  const height = 10 + lines.length * 14 + (second > 0 ? 15 : 0);
  const { side, room, boxAt } = besideLane(lane, width, height);
  return {
    ...room,
    ownRow: !passed,
    at: (y) => ({
      ...common,
      kind: 'gate',
      step,
      passed,
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
  step: KeysStep,
  common: Common,
  label: string,
  columns: Columns,
  lane: Lane,
): Draft {
  const inward = lane.edge > lane.x ? 1 : -1;
  const side = columns.compact ? (inward === 1 ? -1 : 1) : inward;
  const room = Math.abs(lane.edge - lane.x) - 30;
  const text = columns.compact ? '' : cutEnd(label, room, SMALL_TEXT);
  const width = 22 + (text === '' ? 0 : Math.ceil(textWidth(text, SMALL_TEXT)) + 4);
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
