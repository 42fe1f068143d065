import { faultById, inCatalogueOrder, type FaultId } from './faults.ts';
import { DEFAULT_NAMES, isNameFor, NAMED, type WorldNames } from './names.ts';
import { CLOCK_RANGE, DEFAULT_SCENARIO, type Scenario } from './scenario.ts';

/** The version of links that this lab writes. */
export const LINK_VERSION = '1';
const LAST_STEP = 9999;

const MODES: readonly Scenario['mode'][] = ['tls', 'mtls', 'optional', 'compare'];
const VIEWS: readonly Scenario['view'][] = ['everyone', 'client', 'server', 'wire'];
const PARTS = ['v', 'mode', 'version', 'faults', 'step', 'view', 'clock', 'at', 'names'];
/** A step’s name in a trace: `message:server:Certificate`. */
const STEP_NAME = /^[\w./-]+(?::[\w.-]+)+(?:~\d+)?$/;
const LONGEST_STEP = 120;
/** A moment that certificates can be made at, with room for how long they hold. */
const MOMENTS = { min: Date.UTC(1980, 0), max: Date.UTC(2200, 0) } as const;

/** Where in a run to stand: at a step by its name, or by its number from 1, as older links have it. */
export type LinkedStep = string | number;

/** What a link says: the scenario, and where in its run to stand (null: where it is decided). */
export interface Link {
  readonly scenario: Scenario;
  readonly step: LinkedStep | null;
}

/** A part of a link that cannot be taken as it stands, and what is shown in its place. */
export type LinkProblem =
  | { readonly code: 'unknown_version'; readonly given: string }
  | { readonly code: 'unknown_part'; readonly name: string }
  | { readonly code: 'repeated_part'; readonly name: string; readonly count: number }
  | {
      readonly code: 'unknown_choice';
      readonly name: string;
      readonly given: string;
      readonly choices: readonly string[];
      readonly instead: string;
    }
  | {
      readonly code: 'no_number';
      readonly name: string;
      readonly given: string;
      /** null: where the run is decided. */
      readonly instead: number | null;
    }
  | {
      readonly code: 'out_of_range';
      readonly name: string;
      readonly given: string;
      readonly min: number;
      readonly max: number;
      readonly instead: number;
    }
  | { readonly code: 'unknown_fault'; readonly id: string }
  | { readonly code: 'no_step'; readonly given: string }
  | {
      readonly code: 'no_moment';
      readonly given: string;
      readonly min: number;
      readonly max: number;
    }
  | { readonly code: 'unknown_thing'; readonly thing: string }
  | {
      readonly code: 'no_name';
      readonly thing: keyof WorldNames;
      readonly given: string;
      readonly instead: string;
    };

/** Reads one part after another and collects what was wrong with them. */
class LinkReader {
  readonly problems: LinkProblem[] = [];
  private readonly parts: URLSearchParams;

  constructor(query: string) {
    this.parts = new URLSearchParams(query);
    const version = this.parts.get('v');
    if (version !== null && version !== LINK_VERSION)
      this.problems.push({ code: 'unknown_version', given: version });
    for (const name of new Set(this.parts.keys())) {
      const count = this.parts.getAll(name).length;
      if (!PARTS.includes(name)) this.problems.push({ code: 'unknown_part', name });
      else if (count > 1) this.problems.push({ code: 'repeated_part', name, count });
    }
  }

  choice<T extends string>(name: string, choices: readonly T[], instead: T): T {
    const given = this.parts.get(name);
    if (given === null) return instead;
    const known = choices.find((choice) => choice === given);
    if (known !== undefined) return known;
    this.problems.push({ code: 'unknown_choice', name, given, choices, instead });
    return instead;
  }

  /** A whole number inside a range; one outside is brought to its nearest end. */
  whole(name: string, range: { min: number; max: number }, instead: number | null) {
    const given = this.parts.get(name);
    if (given === null) return instead;
    if (!/^[+-]?\d{1,12}$/.test(given)) {
      this.problems.push({ code: 'no_number', name, given, instead });
      return instead;
    }
    const value = Number(given);
    const near = Math.min(range.max, Math.max(range.min, value));
    if (near !== value)
      this.problems.push({ code: 'out_of_range', name, given, ...range, instead: near });
    return near + 0;
  }

  faults(): FaultId[] {
    const found: FaultId[] = [];
    for (const id of new Set((this.parts.get('faults') ?? '').split(',').filter(Boolean))) {
      const fault = faultById(id);
      if (fault) found.push(fault.id);
      else this.problems.push({ code: 'unknown_fault', id });
    }
    return inCatalogueOrder(found);
  }

  step(): LinkedStep | null {
    const given = this.parts.get('step');
    if (given === null || /^[+-]?\d{1,12}$/.test(given))
      return this.whole('step', { min: 1, max: LAST_STEP }, null);
    if (given.length <= LONGEST_STEP && STEP_NAME.test(given)) return given;
    this.problems.push({ code: 'no_step', given });
    return null;
  }

  /** A minute as `2026-11-28T09:30Z`. */
  moment(): number | null {
    const given = this.parts.get('at');
    if (given === null) return null;
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ?$/.test(given)
      ? Date.parse(`${given.replace('Z', '')}:00Z`)
      : Number.NaN;
    // A date that does not exist (30 February) is read as another one.
    const isReal = time >= MOMENTS.min && time <= MOMENTS.max && minuteText(time).startsWith(given);
    if (isReal) return time;
    this.problems.push({ code: 'no_moment', given, ...MOMENTS });
    return null;
  }

  names(): WorldNames {
    const names = { ...DEFAULT_NAMES };
    for (const pair of (this.parts.get('names') ?? '').split(',').filter(Boolean)) {
      const [thing = '', ...rest] = pair.split(':');
      const name = rest.join(':');
      const known = NAMED.find((one) => one === thing);
      if (!known) this.problems.push({ code: 'unknown_thing', thing });
      else if (isNameFor(known, name)) names[known] = name;
      else
        this.problems.push({ code: 'no_name', thing: known, given: name, instead: names[known] });
    }
    return names;
  }
}

/** `2026-11-28T09:30Z` */
function minuteText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

/**
 * Reads the text form of a scenario, `v=1&mode=mtls&…`. Never throws: nonsense gives the nearest good
 * scenario, and a problem that names the bad part.
 *
 * @param query what stands behind the question mark; how long it may be is for its bringer to say
 */
export function readQuery(query: string): Link & { readonly problems: readonly LinkProblem[] } {
  const reader = new LinkReader(query);
  const scenario: Scenario = {
    mode: reader.choice('mode', MODES, DEFAULT_SCENARIO.mode),
    version: reader.choice('version', ['1.3'], DEFAULT_SCENARIO.version),
    faults: reader.faults(),
    view: reader.choice('view', VIEWS, DEFAULT_SCENARIO.view),
    clockOffset: reader.whole('clock', CLOCK_RANGE, 0) ?? 0,
    madeAt: reader.moment(),
    names: reader.names(),
  };
  const step = reader.step();
  return { scenario, step, problems: reader.problems };
}

/** Writes what {@link readQuery} reads; what is as it always was is left out. Holds no key and no secret. */
export function writeQuery({ scenario, step }: Link): string {
  const parts = [`v=${LINK_VERSION}`, `mode=${scenario.mode}`, `version=${scenario.version}`];
  if (scenario.faults.length > 0) parts.push(`faults=${scenario.faults.join(',')}`);
  if (step !== null) parts.push(`step=${step}`);
  if (scenario.view !== 'everyone') parts.push(`view=${scenario.view}`);
  if (scenario.clockOffset !== 0) parts.push(`clock=${scenario.clockOffset}`);
  if (scenario.madeAt !== null) parts.push(`at=${minuteText(scenario.madeAt)}`);
  const named = NAMED.filter((thing) => scenario.names[thing] !== DEFAULT_NAMES[thing]);
  if (named.length > 0)
    parts.push(`names=${named.map((thing) => `${thing}:${scenario.names[thing]}`).join(',')}`);
  return parts.join('&');
}
