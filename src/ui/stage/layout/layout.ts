import type { ComparedRow } from '../../../lab/compare.ts';
import { epochOf, isSent, type Trace } from '../../../lab/trace.ts';
import type { StepWords } from '../../../narration/words.ts';
import type { Epoch } from '../../../tls/endpoint.ts';
import { columnsFor, laneParties, type Columns } from './columns.ts';
import type { Draft } from './draft.ts';
import { draftsFor } from './drafts.ts';
import type { Band, Item } from './items.ts';
import { firstThatFits, type TextStyle } from './measure.ts';
import { packRows, type PackRow, type Room } from './pack.ts';
import { BAND_WORDS, SEALED_BAND_WORDS } from '../../../narration/page/stageWords.ts';

/** Where everything of one run stands; says nothing about the moment or the onlooker. */
export interface Layout {
  readonly columns: Columns;
  /** One item a step, in time order. */
  readonly items: readonly Item[];
  readonly bands: readonly Band[];
  readonly height: number;
}

export interface LayoutInput {
  readonly trace: Trace;
  readonly labels: readonly StepWords[];
  /** Width of the stage in px. */
  readonly width: number;
  /** Lanes at the edges, as on a phone. */
  readonly compact: boolean;
}

export const BAND_TEXT: TextStyle = { size: 11, bold: true };

const TOP = 8;
const BOTTOM = 10;
const LABEL = { above: 8, below: 4 };

/** One stage: the layout of one run. */
export function layoutStage(input: LayoutInput): Layout {
  const rows = input.trace.steps.map((_, index) => [index]);
  return layoutAligned([input], rows)[0] ?? emptyLayout(input);
}

/** Two stages whose rows stand at the same height wherever the runs do the same. */
export function layoutPair(
  tls: LayoutInput,
  mtls: LayoutInput,
  rows: readonly ComparedRow[],
): readonly [Layout, Layout] {
  const aligned = rows.map((row) => [row.tls, row.mtls]);
  const [left, right] = layoutAligned([tls, mtls], aligned);
  return [left ?? emptyLayout(tls), right ?? emptyLayout(mtls)];
}

function emptyLayout(input: LayoutInput): Layout {
  const columns = columnsFor(input.width, input.compact, laneParties(input.trace));
  return { columns, items: [], bands: [], height: TOP + BOTTOM };
}

interface BandStart {
  readonly first: number;
  readonly epoch: Epoch;
  readonly label: string;
  readonly sealedLabel: string;
}

interface Plan {
  readonly columns: Columns;
  readonly drafts: readonly Draft[];
  readonly starts: readonly BandStart[];
}

function planOf(input: LayoutInput): Plan {
  const columns = columnsFor(input.width, input.compact, laneParties(input.trace));
  return {
    columns,
    drafts: draftsFor(input.trace, input.labels, columns),
    starts: bandStarts(input.trace, columns.band.right - columns.band.left),
  };
}

/** A band begins with the first record of another epoch. The first band needs no label. */
function bandStarts(trace: Trace, width: number): readonly BandStart[] {
  const starts: BandStart[] = [];
  for (const step of trace.steps) {
    if (!isSent(step)) continue;
    const epoch = epochOf(step);
    if (starts.at(-1)?.epoch === epoch) continue;
    const sealedBefore = starts.some((start) => start.epoch !== 'plaintext');
    const words = (wordings: readonly string[]): string =>
      starts.length === 0 ? '' : (firstThatFits(wordings, width - 12, BAND_TEXT) ?? '');
    starts.push({
      first: step.index,
      epoch,
      label: words(BAND_WORDS[epoch]),
      sealedLabel:
        epoch === 'plaintext'
          ? words(BAND_WORDS.plaintext)
          : sealedBefore
            ? ''
            : words(SEALED_BAND_WORDS),
    });
  }
  return starts;
}

interface Assembled {
  readonly packed: readonly PackRow[];
  /** For each run: in which packed row a step stands, and in which the label over it. */
  readonly stepRow: readonly ReadonlyMap<number, number>[];
  readonly labelRow: readonly ReadonlyMap<number, number>[];
}

/** Puts the runs' steps and band labels into one list of rows, in time order. */
function assemble(
  plans: readonly Plan[],
  rows: readonly (readonly (number | null)[])[],
): Assembled {
  const packed: PackRow[] = [];
  const stepRow = plans.map(() => new Map<number, number>());
  const labelRow = plans.map(() => new Map<number, number>());
  for (const row of rows) {
    const labels: Room[] = [];
    const rooms: Room[] = [];
    let below = false;
    plans.forEach((plan, track) => {
      const index = row[track];
      const draft = index == null ? undefined : plan.drafts[index];
      if (index == null || !draft) return;
      rooms.push({ ...draft, track });
      below ||= draft.ownRow;
      if (!plan.starts.some((start) => start.first === index && start.label !== '')) return;
      labels.push({ track, ...plan.columns.band, ...LABEL });
      labelRow[track]?.set(index, packed.length);
    });
    if (labels.length > 0) packed.push({ rooms: labels, below: false });
    for (const [track, map] of stepRow.entries()) {
      const index = row[track];
      if (index != null) map.set(index, packed.length);
    }
    packed.push({ rooms, below });
  }
  return { packed, stepRow, labelRow };
}

/** Packs the runs' rows together; the n-th number of a row is a step of the n-th run. */
function layoutAligned(
  inputs: readonly LayoutInput[],
  rows: readonly (readonly (number | null)[])[],
): readonly Layout[] {
  const plans = inputs.map(planOf);
  const { packed, stepRow, labelRow } = assemble(plans, rows);
  const ys = packRows(packed, TOP);
  const bottoms = packed.flatMap((row, at) => row.rooms.map((room) => (ys[at] ?? 0) + room.below));
  const height = Math.ceil(Math.max(TOP, ...bottoms) + BOTTOM);
  return plans.map((plan, track) => {
    const yOfStep = (step: number): number => ys[stepRow[track]?.get(step) ?? 0] ?? TOP;
    const yOfLabel = (step: number): number => ys[labelRow[track]?.get(step) ?? 0] ?? TOP;
    return {
      columns: plan.columns,
      items: plan.drafts.map((draft, step) => draft.at(yOfStep(step))),
      bands: placeBands(plan, yOfStep, yOfLabel, height),
      height,
    };
  });
}

function placeBands(
  plan: Plan,
  yOfStep: (step: number) => number,
  yOfLabel: (step: number) => number,
  height: number,
): readonly Band[] {
  const top = (start: BandStart): number =>
    start.label === '' ? yOfStep(start.first) - 14 : yOfLabel(start.first) - LABEL.above - 2;
  return plan.starts.map((start, at) => {
    const next = plan.starts[at + 1];
    return {
      ...start,
      top: at === 0 ? 0 : top(start),
      bottom: next ? top(next) : height,
      labelX: (plan.columns.band.left + plan.columns.band.right) / 2,
      labelY: yOfLabel(start.first),
    };
  });
}
