import { faultById, inCatalogueOrder, type FaultId } from './faults.ts';
import { CLOCK_RANGE, DEFAULT_SCENARIO, type Scenario } from './scenario.ts';

/** The version of links that this lab writes. */
export const LINK_VERSION = '1';
const LAST_STEP = 9999;

const MODES: readonly Scenario['mode'][] = ['tls', 'mtls', 'optional', 'compare'];
const VIEWS: readonly Scenario['view'][] = ['everyone', 'client', 'server', 'wire'];
const PARTS = ['v', 'mode', 'version', 'faults', 'step', 'view', 'clock'];

/** What a link says: the scenario, and where in its run to stand (from 1; null: nowhere yet). */
export interface Link {
  readonly scenario: Scenario;
  readonly step: number | null;
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
  | { readonly code: 'unknown_fault'; readonly id: string };

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
  };
  const step = reader.whole('step', { min: 1, max: LAST_STEP }, null);
  return { scenario, step, problems: reader.problems };
}

/** Writes what {@link readQuery} reads; what is as it always was is left out. Holds no key and no secret. */
export function writeQuery({ scenario, step }: Link): string {
  const parts = [`v=${LINK_VERSION}`, `mode=${scenario.mode}`, `version=${scenario.version}`];
  if (scenario.faults.length > 0) parts.push(`faults=${scenario.faults.join(',')}`);
  if (step !== null) parts.push(`step=${step}`);
  if (scenario.view !== 'everyone') parts.push(`view=${scenario.view}`);
  if (scenario.clockOffset !== 0) parts.push(`clock=${scenario.clockOffset}`);
  return parts.join('&');
}
