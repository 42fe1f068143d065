import type { Brought } from '../lab/inspect/world.ts';
import type { Laboratory, Result } from '../lab/laboratory.ts';
import type { Scenario } from '../lab/scenario.ts';
import { readyToTell } from '../narration/refused.ts';
import { hasWebCrypto, type Failure } from './failure.ts';

/**
 * Lets the laboratory run what is asked for, one run at a time. A result for a scenario that is no longer
 * chosen is dropped, except that while the clock is dragged each is handed on, so that a certificate
 * can be seen to expire.
 */
export class Runner {
  readonly #laboratory: Laboratory;
  readonly #scenario: () => Scenario;
  readonly #onresult: (result: Result) => void;
  #failure = $state.raw<Failure | null>(null);
  #pending = $state(true);
  #progress = $state(0);
  #running = false;
  /** Counts what was asked for; a result is the last word only if nothing was asked since. */
  #asked = 0;

  /**
   * @param laboratory where it is run
   * @param scenario what is chosen now; asked for at the start of each run
   * @param onresult called with each result, in order
   */
  constructor(
    laboratory: Laboratory,
    scenario: () => Scenario,
    onresult: (result: Result) => void,
  ) {
    this.#laboratory = laboratory;
    this.#scenario = scenario;
    this.#onresult = onresult;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** Is something being run that was asked for after the last result? */
  get pending(): boolean {
    return this.#pending;
  }

  /** How many parts of the run under way are done. */
  get progress(): number {
    return this.#progress;
  }

  /** Forgets every key: the next run makes new ones. */
  forget(): void {
    this.#laboratory.forget();
  }

  /** From the next run on one side shows this; null: the lab's own again. */
  bring(brought: Brought | null): void {
    this.#laboratory.bring(brought);
  }

  /** Asks for a run of what is chosen now. */
  ask(): void {
    this.#asked++;
    this.#pending = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#failure = null;
    this.#progress = 0;
    try {
      if (!hasWebCrypto()) throw new NoWebCrypto();
      const result = await this.#last();
      this.#pending = false;
      this.#onresult(result);
    } catch (error) {
      this.#pending = false;
      const code = error instanceof NoWebCrypto ? 'no-webcrypto' : 'unexpected';
      this.#failure = { code, message: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#running = false;
    }
  }

  /** Runs until nothing else was asked for meanwhile. */
  async #last(): Promise<Result> {
    for (;;) {
      const asked = this.#asked;
      const result = await this.#laboratory.run(
        this.#scenario(),
        (done) => (this.#progress = done),
      );
      await readyToTell(...Object.values(result.runs));
      if (asked === this.#asked) return result;
      if (onlyClockMoved(result.scenario, this.#scenario())) this.#onresult(result);
    }
  }
}

class NoWebCrypto extends Error {
  override readonly name = 'NoWebCrypto';
}

function onlyClockMoved(a: Scenario, b: Scenario): boolean {
  return a.faults === b.faults && a.mode === b.mode;
}
