import { easeCubicInOut, easeCubicOut } from 'd3-ease';
import { knowsFate, sightOf, type Sight } from '../../../lab/onlooker.ts';
import type { View } from '../../../lab/scenario.ts';
import type { Band, Face, Item, SentItem } from '../layout/items.ts';
import type { Layout } from '../layout/layout.ts';

/** `future`: a faint mark only. `now`: the step under the cursor. `past`: stays where it landed. */
export type Tense = 'future' | 'now' | 'past';

/** What is drawn of something that crosses the wire. */
export interface Flight {
  readonly face: Face;
  /** How far the line has come. */
  readonly tip: number;
  /** Middle of the pill. */
  readonly pill: number;
  readonly arrived: boolean;
  readonly showsChange: boolean;
  readonly showsNeglect: boolean;
}

export interface DrawnItem {
  readonly item: Item;
  readonly sight: Sight;
  readonly tense: Tense;
  /** 0 not begun, 1 done; linear. */
  readonly progress: number;
  readonly opacity: number;
  /** A ring that draws the eye once to a failing check: 0 begins, 1 gone. */
  readonly pulse: number;
  readonly flight: Flight | null;
}

export interface DrawnBand {
  readonly band: Band;
  /** How far down the band is filled, in px. */
  readonly height: number;
  readonly opacity: number;
  /** True when the onlooker cannot tell one kind of keys from another. */
  readonly sealed: boolean;
  readonly label: string;
}

/** Everything that is drawn at one moment for one onlooker. */
export interface Frame {
  /** The step under the cursor; -1 before the first. */
  readonly current: number;
  /** How far down time has come, in px. */
  readonly head: number;
  readonly items: readonly DrawnItem[];
  readonly bands: readonly DrawnBand[];
}

/** What does not move at one moment does not change: the same objects, so that nothing is redrawn. */
export interface Stills {
  readonly past: readonly DrawnItem[];
  readonly future: readonly DrawnItem[];
}

/** Every item as it is before and after its step. */
export function stillsOf(layout: Layout, view: View): Stills {
  const count = layout.items.length;
  const drawn = (cursor: number) =>
    layout.items.map((item) => drawItem(item, cursor, count + 1, view));
  return { past: drawn(count), future: drawn(0) };
}

/** How far beyond the row under the cursor bands and lanes reach. */
const LEAD = 18;

/** The step under the cursor: the one under way, else the last one shown; -1 before the first. */
export function currentStep(cursor: number): number {
  return Math.ceil(cursor) - 1;
}

/**
 * What is drawn, as a pure function.
 *
 * @param layout from `layoutStage` or `layoutPair`
 * @param cursor integer part: steps fully shown; fraction: progress of the step under way
 * @param view who is looking
 * @param stills from `stillsOf`, when many frames of the same layout and view are asked for
 */
export function frame(
  layout: Layout,
  cursor: number,
  view: View,
  stills: Stills = stillsOf(layout, view),
): Frame {
  const current = currentStep(cursor);
  const head = headAt(layout, cursor);
  return {
    current,
    head,
    items: layout.items.map((item, index) => {
      const still = index < current ? stills.past[index] : stills.future[index];
      const moves =
        index === current || (item.kind === 'sent' && settled(item, cursor) < 1 && index < current);
      return still && !moves ? still : drawItem(item, cursor, current, view);
    }),
    bands: layout.bands.map((band) => drawBand(band, cursor, head, view)),
  };
}

/** How far it has come out, 0 to 1, that a record is never read: at once when that was known before. */
function settled({ settledAt, index, neglected }: SentItem, cursor: number): number {
  if (neglected === null || settledAt <= index) return 1;
  return Math.min(Math.max(cursor - settledAt, 0), 1);
}

/** The number that lies at `part` of the way from one to another. */
function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

/** How far down time has come: moves smoothly from row to row. */
export function headAt(layout: Layout, cursor: number): number {
  const count = layout.items.length;
  if (count === 0) return 0;
  const ys = layout.items.map((item) => item.box.y + item.box.height - 12 + LEAD);
  let lowest = 0;
  const heads = ys.map((y) => (lowest = Math.max(lowest, y)));
  if (cursor >= count) return layout.height;
  const whole = Math.floor(cursor);
  const stops = [0, ...heads.slice(0, -1), layout.height];
  const [from = 0, to = from] = stops.slice(whole);
  return between(from, to, easeCubicInOut(cursor - whole));
}

function drawItem(item: Item, cursor: number, current: number, view: View): DrawnItem {
  const progress = Math.min(Math.max(cursor - item.index, 0), 1);
  const sight = sightOf(item.step, view);
  const failed = item.kind === 'gate' && !item.passed && sight === 'open';
  return {
    item,
    sight,
    tense: progress === 0 ? 'future' : item.index === current ? 'now' : 'past',
    progress,
    opacity: easeCubicOut(Math.min(progress * (item.kind === 'sent' ? 5 : 1.6), 1)),
    pulse: failed ? progress : 0,
    flight: item.kind === 'sent' ? flightOf(item, cursor, sight, view) : null,
  };
}

function flightOf(item: SentItem, cursor: number, sight: Sight, view: View): Flight {
  const progress = Math.min(Math.max(cursor - item.index, 0), 1);
  const face = sight === 'open' ? item.open : item.sealed;
  const fate = settled(item, cursor);
  const showsNeglect = item.neglected !== null && knowsFate(view) && fate > 0;
  const way = item.to - item.from;
  const end = showsNeglect ? between(item.to, stopOf(item), easeCubicInOut(fate)) : item.to;
  const travelled = easeCubicInOut(progress);
  const tip = between(item.from, end, travelled);
  const half = Math.min(face.width / 2 + 6, Math.abs(way) / 2);
  const start = item.from + Math.sign(way) * half;
  const rests = Math.sign(way) * (tip - item.middle) >= 0;
  const beforeStart = Math.sign(way) * (tip - start) <= 0;
  return {
    face,
    tip,
    pill: rests ? item.middle : beforeStart ? start : tip,
    arrived: progress === 1 && (fate === 1 || !showsNeglect),
    showsChange: item.changed !== null && knowsFate(view),
    showsNeglect,
  };
}

/** A record that is never opened stops short of its receiver, before the words that say so. */
function stopOf({ neglected, from, to }: SentItem): number {
  if (!neglected) return to;
  return to > from ? neglected.x - 6 : neglected.x + neglected.width + 6;
}

function drawBand(band: Band, cursor: number, head: number, view: View): DrawnBand {
  const begun = Math.min(Math.max(cursor - band.first, 0), 1);
  const sealed = view === 'wire' && band.epoch !== 'plaintext';
  return {
    band,
    height: Math.max(Math.min(head, band.bottom) - band.top, 0),
    opacity: easeCubicOut(begun),
    sealed,
    label: sealed || view === 'wire' ? band.sealedLabel : band.label,
  };
}
