import type { ExampleKind } from '../../lab/inspect/example.ts';
import { tooLarge } from '../../narration/inspect/heldWords.ts';
import { INSPECT } from '../../narration/inspect/inspectWords.ts';
import { BUNDLE_LIMITS, type BundleProblem } from '../../pki/bundle/contents.ts';
import { readInput } from '../../pki/bundle/readInput.ts';
import { addContents, type Held, type HeldProblem } from './holdings.ts';

/** Something protected by a password that is not known yet. */
export interface Locked {
  readonly source: string;
  readonly input: Uint8Array | string;
  /** Was a password tried that did not fit? */
  readonly isWrong: boolean;
}

const ASKS_FOR_PASSWORD = ['password_needed', 'wrong_password'];

/** Gets ready for a list that is about to be held; what it returns is called when it is. */
export type Prepare = (held: readonly Held[]) => Promise<() => void>;

/** What was brought and how much of it was understood. Kept in memory only. */
export class Collection {
  #held = $state.raw<readonly Held[]>([]);
  #problems = $state.raw<readonly HeldProblem[]>([]);
  #locked = $state.raw<readonly Locked[]>([]);
  #reading = $state(0);
  #failure = $state<string | null>(null);
  readonly #prepare: Prepare;
  /** Ends when the last change of the list that was asked for is made. */
  #turn: Promise<void> = Promise.resolve();
  /** Counts how often everything was forgotten: what is still being read then is dropped. */
  #era = 0;
  /** Tells what was brought at once from the rest. */
  #bundles = 0;

  constructor(prepare: Prepare) {
    this.#prepare = prepare;
  }

  get held(): readonly Held[] {
    return this.#held;
  }

  get problems(): readonly HeldProblem[] {
    return this.#problems;
  }

  get locked(): readonly Locked[] {
    return this.#locked;
  }

  get isReading(): boolean {
    return this.#reading > 0;
  }

  /** What went wrong in a way that nobody foresaw; null: nothing. */
  get failure(): string | null {
    return this.#failure;
  }

  get isEmpty(): boolean {
    return this.#held.length + this.#problems.length + this.#locked.length === 0 && !this.#failure;
  }

  /** Reads what was pasted or dropped, next to what is there already. */
  bring(input: Uint8Array | string, source: string, password?: string): Promise<void> {
    return this.#work(async () => {
      const era = this.#era;
      const bundle = String(this.#bundles++);
      const contents = await readInput(crypto, input, password);
      if (era !== this.#era) return;
      const { problems, ...found } = contents;
      const isClosed = ({ code }: BundleProblem) => ASKS_FOR_PASSWORD.includes(code);
      this.#locked = this.#locked.filter((one) => one.input !== input);
      if (problems.some(isClosed))
        this.#locked = [...this.#locked, { source, input, isWrong: password !== undefined }];
      const isRead = Object.values(found).some((list) => list.length > 0);
      this.#problems = [
        ...this.#problems.filter(
          (one) => one.source !== source || (one.input !== null && one.input !== input),
        ),
        ...problems
          .filter((problem) => !isClosed(problem))
          .map((problem) => ({ source, input: isRead ? input : null, problem })),
      ];
      await this.#hold((held) => addContents(held, contents, source, bundle));
    });
  }

  /** A file is looked at before it is read: one that is too large is not read at all. */
  async bringFile(file: File): Promise<void> {
    if (file.size <= BUNDLE_LIMITS.size) {
      return this.#work(async () => {
        const era = this.#era;
        const bytes = new Uint8Array(await file.arrayBuffer());
        if (era === this.#era) await this.bring(bytes, file.name);
      });
    }
    const problem: BundleProblem = {
      code: 'too_large',
      from: '',
      line: null,
      offset: null,
      ...tooLarge(file.name, BUNDLE_LIMITS.size),
    };
    this.#problems = [...this.#problems, { source: file.name, input: null, problem }];
  }

  /** Certificates to try the page with, issued here and now. */
  bringExample(kind: ExampleKind): Promise<void> {
    return this.#work(async () => {
      const { makeExample } = await import('../../lab/inspect/example.ts');
      await this.bring(await makeExample(crypto, Date.now(), kind), INSPECT.example);
    });
  }

  unlock(locked: Locked, password: string): Promise<void> {
    return this.bring(locked.input, locked.source, password);
  }

  remove(id: string): Promise<void> {
    return this.#work(() => this.#hold((held) => held.filter((one) => one.id !== id)));
  }

  dismiss(what: HeldProblem | Locked): void {
    this.#problems = this.#problems.filter((one) => one !== what);
    this.#locked = this.#locked.filter((one) => one !== what);
  }

  forget(): void {
    this.#era++;
    this.#held = [];
    this.#problems = [];
    this.#locked = [];
    this.#failure = null;
  }

  /** One change after the other, so that none overwrites what another one added. */
  #hold(change: (held: readonly Held[]) => readonly Held[]): Promise<void> {
    const era = this.#era;
    const turn = this.#turn.then(async () => {
      if (era !== this.#era) return;
      const held = change(this.#held);
      const follow = await this.#prepare(held);
      if (era !== this.#era) return;
      this.#held = held;
      follow();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #work(work: () => Promise<void>): Promise<void> {
    this.#reading++;
    try {
      await work();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#reading--;
    }
  }
}
