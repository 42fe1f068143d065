import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_LINK, readLink, writeLink } from '../../src/app/link.ts';
import { FAULTS, inCatalogueOrder } from '../../src/lab/faults.ts';
import type { Link } from '../../src/lab/link.ts';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { CLOCK_RANGE, DEFAULT_SCENARIO } from '../../src/lab/scenario.ts';

const MINUTE = 60_000;
const minute = fc
  .integer({ min: Date.UTC(1980, 0) / MINUTE, max: Date.UTC(2200, 0) / MINUTE })
  .map((minutes) => minutes * MINUTE);
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

const anyLink: fc.Arbitrary<Link> = fc.record({
  scenario: fc.record({
    mode: fc.constantFrom('tls', 'mtls', 'optional', 'compare'),
    version: fc.constant('1.3'),
    faults: fc.subarray(FAULTS.map((fault) => fault.id)).map(inCatalogueOrder),
    view: fc.constantFrom('everyone', 'client', 'server', 'wire'),
    clockOffset: fc.integer(CLOCK_RANGE),
    madeAt: fc.option(minute, { nil: null }),
    names: fc.record({ client: label, server: label, domain: domain, ca: label }),
  }),
  step: fc.option(
    fc.oneof(
      fc.integer({ min: 1, max: 99 }),
      fc.constantFrom('message:server:Certificate', 'onward/check:proxy:certificate_verify~2'),
    ),
    { nil: null },
  ),
}) as fc.Arbitrary<Link>;

const names = fc.constantFrom(
  'v',
  'mode',
  'version',
  'faults',
  'step',
  'view',
  'clock',
  'at',
  'names',
  'x',
);

/** Things that look nearly like a link: known and unknown names with any text behind them. */
const nearLink = fc
  .array(fc.tuple(names, fc.string({ unit: 'binary' })), { maxLength: 30 })
  .map((parts) => `#/simulator?${parts.map(([name, value]) => `${name}=${value}`).join('&')}`);

describe('a link that the page wrote', () => {
  it('reads back as the same scenario and step, without a complaint', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        expect(readLink(writeLink(link))).toEqual({ ...link, page: 'simulator', problems: [] });
      }),
    );
  });

  it('is short enough to be read whole, with every part in it', () => {
    const scenario = {
      mode: 'optional',
      version: '1.3',
      faults: FAULTS.map((fault) => fault.id),
      view: 'everyone',
      clockOffset: CLOCK_RANGE.max,
      madeAt: null,
      names: DEFAULT_NAMES,
    } as const;
    expect(writeLink({ scenario, step: 99 }).length).toBeLessThan(LONGEST_LINK / 2);
  });

  it('has the form that other pages link to', () => {
    const scenario = {
      mode: 'mtls',
      version: '1.3',
      faults: ['client-expired', 'wire-flip-bit'],
      view: 'wire',
      clockOffset: -3,
      madeAt: Date.UTC(2026, 10, 28, 9, 30),
      names: { ...DEFAULT_NAMES, client: 'tills', ca: 'Acme' },
    } as const;
    expect(writeLink({ scenario, step: 'message:server:Certificate' })).toBe(
      '#/simulator?v=1&mode=mtls&version=1.3&faults=client-expired,wire-flip-bit&step=message:server:Certificate&view=wire&clock=-3&at=2026-11-28T09:30Z&names=client:tills,ca:Acme',
    );
  });
});

describe('a link with nonsense in it', () => {
  it('never throws, always gives a scenario that the page can run, and says little', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearLink), (hash) => {
        const read = readLink(hash);
        expect(readLink(writeLink(read)).scenario).toEqual(read.scenario);
        expect(read.problems.length).toBeLessThanOrEqual(6);
        for (const problem of read.problems) expect(problem.length).toBeLessThan(300);
      }),
    );
  });

  it.each([
    [
      'mode=foo',
      'The link asks for mode “foo”; there is tls, mtls, optional or compare. Shown instead: mtls.',
    ],
    ['version=1.2', 'The link asks for version “1.2”; there is 1.3. Shown instead: 1.3.'],
    [
      'faults=client-bored',
      'The link breaks “client-bored”, a fault that does not exist. Left out.',
    ],
    [
      'step=twelve',
      'The link asks for step “twelve”, which is neither a number nor a step’s name. Shown instead: where the run is decided.',
    ],
    ['step=0', 'The link asks for step “0”; it goes from 1 to 9999. Shown instead: 1.'],
    [
      'view=mallory',
      'The link asks for view “mallory”; there is everyone, client, server or wire. Shown instead: everyone.',
    ],
    [
      'clock=-99999',
      'The link asks for clock “-99999”; it goes from -48 to 105120. Shown instead: -48.',
    ],
    [
      'v=2',
      'The link says that it is of version “2”; this page reads version 1, and read it as that.',
    ],
    ['mode=tls&mode=mtls', 'The link gives mode 2 times. Only the first one counts.'],
    ['colour=red', 'The link has a part “colour” that means nothing here. Left out.'],
  ])('%s: one sentence names the bad part', (query, sentence) => {
    expect(readLink(`#/simulator?${query}`).problems).toEqual([sentence]);
  });

  it('keeps the parts that are good', () => {
    const read = readLink('#/simulator?v=1&mode=foo&faults=nope,server-expired&step=3&view=wire');
    expect(read.scenario).toEqual({
      ...DEFAULT_SCENARIO,
      faults: ['server-expired'],
      view: 'wire',
    });
    expect(read.step).toBe(3);
    expect(read.problems).toHaveLength(2);
  });

  it('names a page that does not exist', () => {
    expect(readLink('#/nowhere').problems).toEqual([
      'The link asks for a page “nowhere” that does not exist. Shown: Simulator.',
    ]);
  });

  it('repeats foreign text cut short and without characters that cannot be seen', () => {
    const [problem] = readLink(`#/simulator?mode=${'x'.repeat(500)}`).problems;
    expect(problem).toContain(`“${'x'.repeat(40)}…”`);
    const [turned] = readLink('#/simulator?mode=a%E2%80%AEb%00').problems;
    expect(turned).toContain('“a�b�”');
  });

  it('reads only the first 2000 characters, and says so', () => {
    const read = readLink(`#/simulator?mode=tls&faults=${'x,'.repeat(3000)}`);
    expect(read.scenario.mode).toBe('tls');
    expect(read.problems[0]).toMatch(/^The link is 60\d\d characters long; only the first 2000/);
  });
});

describe('no link', () => {
  it.each(['', '#', '#/', '#/simulator'])('%j is the first page as it stands', (hash) => {
    expect(readLink(hash)).toEqual({
      page: 'simulator',
      scenario: DEFAULT_SCENARIO,
      step: null,
      problems: [],
    });
  });
});
