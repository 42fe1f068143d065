import { faultById, inCatalogueOrder, type FaultId } from '../lab/faults.ts';
import { CLOCK_RANGE, DEFAULT_SCENARIO, type Scenario } from '../lab/scenario.ts';
import { oneOf, quote } from './quote.ts';
import { routeNamed, splitHash, type Route } from './routes.ts';

/** The version of links that this page writes. */
const LINK_VERSION = '1';
/** Longest hash that is read; a link with every part in it has about 400 characters. */
export const LONGEST_LINK = 2000;
/** More sentences than this help nobody. */
const MOST_PROBLEMS = 6;
const LAST_STEP = 9999;

const MODES: readonly Scenario['mode'][] = ['tls', 'mtls', 'optional', 'compare'];
const VIEWS: readonly Scenario['view'][] = ['everyone', 'client', 'server', 'wire'];
const PARTS = ['v', 'mode', 'version', 'faults', 'step', 'view', 'clock'];

/** What a link says: the scenario, and where in its run to stand (from 1; null: nowhere yet). */
export interface Link {
  readonly scenario: Scenario;
  readonly step: number | null;
}

/** A link as read: the nearest good one, and a sentence for each part that had to be replaced. */
export interface ReadLink extends Link {
  readonly page: Route['id'];
  readonly problems: readonly string[];
}

/** Reads one part after another and collects what was wrong with them. */
class LinkReader {
  readonly problems: string[] = [];
  private readonly parts: URLSearchParams;

  constructor(query: string) {
    this.parts = new URLSearchParams(query);
    for (const name of new Set(this.parts.keys())) {
      const count = this.parts.getAll(name).length;
      if (!PARTS.includes(name))
        this.problems.push(`The link has a part ${quote(name)} that means nothing here. Left out.`);
      else if (count > 1)
        this.problems.push(`The link gives ${name} ${count} times. Only the first one counts.`);
    }
  }

  get(name: string): string | null {
    return this.parts.get(name);
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const given = this.parts.get(name);
    if (given === null) return otherwise;
    const known = choices.find((choice) => choice === given);
    if (known !== undefined) return known;
    this.problems.push(
      `The link asks for ${name} ${quote(given)}; there is ${oneOf(choices)}. Shown instead: ${otherwise}.`,
    );
    return otherwise;
  }

  /** A whole number inside a range; one outside is brought to its nearest end. */
  whole(name: string, range: { min: number; max: number }, otherwise: number | null) {
    const given = this.parts.get(name);
    if (given === null) return otherwise;
    if (!/^[+-]?\d{1,12}$/.test(given)) {
      const shown = otherwise === null ? 'the end of the run' : String(otherwise);
      this.problems.push(
        `The link asks for ${name} ${quote(given)}, which is no whole number. Shown instead: ${shown}.`,
      );
      return otherwise;
    }
    const value = Number(given);
    const near = Math.min(range.max, Math.max(range.min, value));
    if (near !== value)
      this.problems.push(
        `The link asks for ${name} ${quote(given)}; it goes from ${range.min} to ${range.max}. Shown instead: ${near}.`,
      );
    return near + 0;
  }

  faults(): FaultId[] {
    const found: FaultId[] = [];
    for (const id of new Set((this.parts.get('faults') ?? '').split(',').filter(Boolean))) {
      const fault = faultById(id);
      if (fault) found.push(fault.id);
      else
        this.problems.push(`The link breaks ${quote(id)}, a fault that does not exist. Left out.`);
    }
    return inCatalogueOrder(found);
  }
}

function bounded(problems: readonly string[]): readonly string[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const more = problems.length - MOST_PROBLEMS + 1;
  return [...problems.slice(0, MOST_PROBLEMS - 1), `The link has ${more} more parts like these.`];
}

/**
 * Reads the hash of a link. Never throws: nonsense gives the nearest good scenario, and a sentence
 * that names the bad part.
 */
export function readLink(hash: string): ReadLink {
  const { page, query } = splitHash(hash.slice(0, LONGEST_LINK));
  const reader = new LinkReader(query);
  const route = routeNamed(page);
  const first: string[] = [];
  if (hash.length > LONGEST_LINK)
    first.push(
      `The link is ${hash.length} characters long; only the first ${LONGEST_LINK} were read.`,
    );
  if (!route)
    first.push(`The link asks for a page ${quote(page)} that does not exist. Shown: Simulator.`);
  const v = reader.get('v');
  if (v !== null && v !== LINK_VERSION)
    first.push(
      `The link says that it is of version ${quote(v)}; this page reads version ${LINK_VERSION}, and read it as that.`,
    );
  const scenario: Scenario = {
    mode: reader.choice('mode', MODES, DEFAULT_SCENARIO.mode),
    version: reader.choice('version', ['1.3'], DEFAULT_SCENARIO.version),
    faults: reader.faults(),
    view: reader.choice('view', VIEWS, DEFAULT_SCENARIO.view),
    clockOffset: reader.whole('clock', CLOCK_RANGE, 0) ?? 0,
  };
  const step = reader.whole('step', { min: 1, max: LAST_STEP }, null);
  const problems = bounded([...first, ...reader.problems]);
  return { page: route?.id ?? 'simulator', scenario, step, problems };
}

/** Writes the hash of a link; what is as it always was is left out. Holds no key and no secret. */
export function writeLink({ scenario, step }: Link): string {
  const parts = [`v=${LINK_VERSION}`, `mode=${scenario.mode}`, `version=${scenario.version}`];
  if (scenario.faults.length > 0) parts.push(`faults=${scenario.faults.join(',')}`);
  if (step !== null) parts.push(`step=${step}`);
  if (scenario.view !== 'everyone') parts.push(`view=${scenario.view}`);
  if (scenario.clockOffset !== 0) parts.push(`clock=${scenario.clockOffset}`);
  return `#/simulator?${parts.join('&')}`;
}
