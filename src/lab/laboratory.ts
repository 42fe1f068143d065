import { clockAt, createMaterials, wholeSecond, type Materials } from './materials.ts';
import { momentsOf, type Moment } from './moments.ts';
import type { Brought } from './inspect/world.ts';
import { provision, type Wish, type World } from './provision.ts';
import { run } from './run.ts';
import type { HandshakeMode, Scenario } from './scenario.ts';
import type { Trace } from './trace.ts';
import { createTlsCrypto } from '../tls/webCrypto.ts';

/** The runs of one world: TLS and mTLS always, optional client authentication when it is chosen. */
export interface Runs {
  readonly tls: Trace;
  readonly mtls: Trace;
  readonly optional: Trace | null;
}

/** What came of a scenario. */
export interface Result {
  /** The scenario that was run; the page may show another one by the time that this arrives. */
  readonly scenario: Scenario;
  readonly madeAt: number;
  /** Was its world made just when it was first run, and not at a moment that somebody chose? */
  readonly isOfNow: boolean;
  readonly moments: readonly Moment[];
  readonly runs: Runs;
}

/** Keys and certificates of one lab, kept while faults come and go, and the world made of them last. */
export class Laboratory {
  readonly #provider: Crypto;
  readonly #now: () => number;
  #materials: Materials | null = null;
  #brought: Brought | null = null;
  #made: { readonly from: Materials; readonly wished: string; readonly world: World } | null = null;

  /**
   * @param provider WebCrypto
   * @param now milliseconds since 1970: when a world is made
   */
  constructor(provider: Crypto, now: () => number) {
    this.#provider = provider;
    this.#now = now;
  }

  /** Forgets every key: the next run makes new ones. */
  forget(): void {
    this.#materials = null;
    this.#made = null;
  }

  /** From the next run on one side shows this; null: the lab's own again. Either makes new keys. */
  bring(brought: Brought | null): void {
    this.#brought = brought;
    this.forget();
  }

  /**
   * Provisions what the scenario asks for and lets it shake hands, once for each mode.
   *
   * @param onprogress called with 1 when there are keys and certificates, 2 after the handshake with TLS
   */
  async run(scenario: Scenario, onprogress: (done: number) => void): Promise<Result> {
    const materials = this.#materialsFor(scenario);
    const world = await this.#worldOf(materials, scenario);
    onprogress(1);
    const options = {
      clock: clockAt(materials, scenario.clockOffset),
      crypto: createTlsCrypto(this.#provider),
    };
    const one = (mode: HandshakeMode) => run(world, { ...options, mode });
    const tls = await one('tls');
    onprogress(2);
    const mtls = await one('mtls');
    const optional = scenario.mode === 'optional' ? await one('optional') : null;
    const runs = { tls, mtls, optional };
    const isOfNow = this.#chosenMoment(scenario) === null;
    return { scenario, madeAt: materials.madeAt, isOfNow, moments: momentsOf(world), runs };
  }

  /** A scenario that says when its world was made gets one of that moment. */
  #materialsFor(scenario: Scenario): Materials {
    const at = this.#chosenMoment(scenario);
    if (at !== null && this.#materials?.madeAt !== wholeSecond(at)) this.forget();
    this.#materials ??= createMaterials(this.#provider, at ?? this.#now());
    return this.#materials;
  }

  #chosenMoment({ madeAt }: Scenario): number | null {
    return this.#brought?.at ?? madeAt;
  }

  async #worldOf(materials: Materials, wish: Wish): Promise<World> {
    const made = this.#made;
    const wished = JSON.stringify([wish.faults, wish.names]);
    if (made && made.from === materials && made.wished === wished) return made.world;
    const world = await this.#provision(materials, wish);
    this.#made = { from: materials, wished, world };
    return world;
  }

  async #provision(materials: Materials, wish: Wish): Promise<World> {
    if (!this.#brought) return provision(materials, wish);
    const { inspectWorld } = await import('./inspect/world.ts');
    return inspectWorld(materials, wish, this.#brought);
  }
}
