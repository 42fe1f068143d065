import { inCatalogueOrder } from '../lab/faults.ts';
import type { Brought } from '../lab/inspect/world.ts';
import type { Laboratory, Result } from '../lab/laboratory.ts';
import type { Mode, Scenario } from '../lab/scenario.ts';
import { clockMarks } from '../ui/controls/clockMarks.ts';
import { PlayerClock, type Frames } from '../ui/player/clock.svelte.ts';
import type { PlayerCommand } from '../ui/player/command.ts';
import { rowDuration } from '../ui/player/durations.ts';
import type { Address } from './address.ts';
import type { Failure } from './failure.ts';
import { land, type Landing } from './landing.ts';
import { readLink, writeLink } from './link.ts';
import type { Route } from './routes.ts';
import { Runner } from './runner.svelte.ts';
import {
  decisionOf,
  decisiveCursor,
  nameOfRow,
  runsFor,
  shownOf,
  stepsAt,
} from '../ui/run/shown.ts';

/** What a store is given: it reads nothing of the page by itself. */
export interface Surroundings {
  readonly address: Address;
  readonly laboratory: Laboratory;
  readonly frames: Frames;
}

/**
 * The one store: it holds the scenario and the cursor, lets the engine run, and is the only one
 * that writes the link. Views read it and send events up.
 */
export class LabStore {
  readonly clock: PlayerClock;
  readonly #runner: Runner;
  readonly #address: Address;

  #page: Route['id'];
  #brought = $state.raw<Brought | null>(null);
  #scenario: Scenario;
  #problems: readonly string[];
  #result = $state.raw<Result | null>(null);
  #undoable = $state({ undo: false, redo: false });
  readonly #view = $derived.by(() => this.#scenario.view);
  /** The runs of the last result, as who looks on can tell them; null before the first. */
  readonly runs = $derived(this.#result && runsFor(this.#result.runs, this.#view));
  /** A mode that has not been run yet leaves the last one on the stage for the moment that it takes. */
  readonly #shown = $derived.by(() => {
    const { runs } = this;
    if (!this.#result || !runs) return null;
    return shownOf(runs, this.#scenario.mode) ?? shownOf(runs, this.#result.scenario.mode);
  });

  #landing: Landing;
  /** Becomes true with the first thing that a person does; until then the link stays as it is. */
  #touched = false;

  constructor({ address, laboratory, frames }: Surroundings) {
    const { page, scenario, problems, step } = readLink(address.hash);
    this.#page = $state(page);
    this.#scenario = $state.raw(scenario);
    this.#problems = $state.raw(problems);
    // A link without a step stands at the decision; a first visit is shown the whole run.
    if (step !== null) this.#landing = { kind: 'step', step };
    else this.#landing = { kind: address.hash.includes('?') ? 'decision' : 'overview' };
    this.clock = new PlayerClock((row) => this.#durationOf(row), frames);
    this.#runner = new Runner(
      laboratory,
      () => this.#scenario,
      (result) => this.#show(result),
    );
    this.#address = address;
    address.listen((hash) => this.#goTo(hash));
    if (this.#page === 'simulator') this.#runner.ask();
  }

  get page(): Route['id'] {
    return this.#page;
  }

  /** What a person brought and one side shows now; null: everything is the lab's own. */
  get brought(): Brought | null {
    return this.#brought;
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  /** What was wrong with the link, as sentences; empty when nothing was. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  get failure(): Failure | null {
    return this.#runner.failure;
  }

  /** The last result; while `pending` it may belong to an earlier scenario. */
  get result(): Result | null {
    return this.#result;
  }

  get pending(): boolean {
    return this.#runner.pending;
  }

  /** How many parts of the run under way are done. */
  get progress(): number {
    return this.#runner.progress;
  }

  get shown() {
    return this.#shown;
  }

  get undoable(): { readonly undo: boolean; readonly redo: boolean } {
    return this.#undoable;
  }

  get madeAt(): number {
    return this.#result?.madeAt ?? 0;
  }

  /** Is the clock’s zero the moment at which all was made here, and not one that somebody chose? */
  get isOfNow(): boolean {
    return this.#result?.isOfNow ?? true;
  }

  readonly marks = $derived.by(() =>
    this.#result ? clockMarks(this.#result.moments, this.#result.madeAt) : [],
  );

  /** How many rows are shown, the one under way included. */
  readonly #step = $derived.by(() => Math.ceil(this.clock.cursor));

  /** The row that is under way or was shown last, from 0; -1 before the first. */
  readonly row = $derived(this.#step - 1);

  /** The whole link to what is on the screen now. */
  get link(): string {
    return `${this.#address.base}${this.hashOf(this.#page)}`;
  }

  /** The link's part after the address, to a page as it is now: a way back loses nothing. */
  hashOf(page: Route['id']): string {
    if (page !== 'simulator') return `#/${page}`;
    const step = this.#shown && nameOfRow(this.#shown, this.row);
    return writeLink({ scenario: this.#scenario, step });
  }

  change(change: Partial<Scenario>): void {
    const before = this.#scenario;
    const faults = change.faults ? inCatalogueOrder(change.faults) : before.faults;
    const next: Scenario = { ...before, ...change, faults };
    if (writeLink({ scenario: next, step: null }) === writeLink({ scenario: before, step: null }))
      return;
    this.#scenario = next;
    this.#touched = true;
    this.#problems = [];
    this.#push(Object.keys(change).join() === 'clockOffset' ? 'clock' : null);
    if (change.view !== undefined && Object.keys(change).length === 1) return;
    this.#landing = { kind: change.clockOffset === undefined ? 'decision' : 'follow' };
    this.#runner.ask();
  }

  /**
   * Opens the simulator with something of a person's own, or with the lab's own again. It stays in
   * memory and never becomes part of the link.
   */
  bring(brought: Brought | null): void {
    this.#brought = brought;
    this.#runner.bring(brought);
    this.#scenario = { ...this.#scenario, mode: 'mtls', faults: [], clockOffset: 0 };
    this.#page = 'simulator';
    this.#problems = [];
    this.#result = null;
    this.#push(null);
    this.#landing = { kind: brought ? 'decision' : 'overview' };
    this.#runner.ask();
  }

  newKeys(): void {
    this.#runner.forget();
    this.#landing = { kind: 'stay' };
    this.#runner.ask();
  }

  retry(): void {
    this.newKeys();
  }

  /** Whoever goes on has read what was wrong with the link, or does not care. */
  obey(command: PlayerCommand): void {
    this.#touched = true;
    this.#problems = [];
    this.clock.obey(command);
  }

  /** Shows the run of one mode, at the step that decided it. */
  showOutcome(mode: Mode): void {
    if (this.#scenario.mode !== mode) this.change({ mode });
    else if (this.#shown) this.obey({ kind: 'seek', to: decisiveCursor(this.#shown) });
  }

  undo(): void {
    if (this.#address.canUndo) this.#address.back();
  }

  redo(): void {
    if (this.#address.canRedo) this.#address.forward();
  }

  dismissProblems(): void {
    this.#problems = [];
  }

  /** Called whenever the row changes, so that the link follows. */
  noteRow(): void {
    if (this.#page === 'simulator' && this.#touched && !this.pending)
      this.#address.replaceSoon(() => this.hashOf(this.#page));
  }

  destroy(): void {
    this.clock.destroy();
    this.#address.destroy();
  }

  /** @param gesture what is dragged, if anything is: then all of it is one entry */
  #push(gesture: string | null): void {
    this.#address.push(writeLink({ scenario: this.#scenario, step: null }), gesture);
    this.#noteUndoable();
  }

  #noteUndoable(): void {
    this.#undoable = { undo: this.#address.canUndo, redo: this.#address.canRedo };
  }

  /** The person went back or forward, or typed a link. */
  #goTo(hash: string): void {
    const read = readLink(hash);
    this.#page = read.page;
    if (read.page !== 'simulator') return;
    this.#scenario = read.scenario;
    this.#problems = read.problems;
    this.#landing = read.step === null ? { kind: 'decision' } : { kind: 'step', step: read.step };
    this.#noteUndoable();
    this.#runner.ask();
  }

  #show(result: Result): void {
    this.#land(result);
    this.noteRow();
  }

  #land(result: Result): void {
    const before = this.#shown && decisionOf(this.#shown);
    this.#result = result;
    const shown = this.#shown;
    if (!shown) return;
    this.clock.setLength(shown.length);
    const problem = land(this.#landing, shown, before, this.clock);
    if (problem !== null) this.#problems = [...this.#problems, problem];
  }

  #durationOf(row: number) {
    return rowDuration(this.#shown ? stepsAt(this.#shown, row) : []);
  }
}
