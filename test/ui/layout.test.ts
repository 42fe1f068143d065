import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPACT_BELOW } from '../../src/ui/stage/layout/columns.ts';
import { layoutPair, layoutStage, type LayoutInput } from '../../src/ui/stage/layout/layout.ts';
import { overlaps, wordBoxes } from './boxes.ts';
import { RUNS } from './madeRuns.ts';
import { madeLabels, madeTrace, type Made } from './madeTrace.ts';

const WIDTHS = [390, 640, 740, 1000] as const;
const NAMES = Object.keys(RUNS) as (keyof typeof RUNS)[];

function input(made: readonly Made[], width: number, attacker = false): LayoutInput {
  const compact = width < COMPACT_BELOW;
  return { trace: madeTrace(made, attacker), labels: madeLabels(made), width, compact };
}

const RUN_AT_WIDTH = NAMES.flatMap((name) => WIDTHS.map((width) => ({ name, width })));

describe.each(RUN_AT_WIDTH)('the layout of a $name run, $width px wide', ({ name, width }) => {
  const layout = layoutStage(input(RUNS[name], width, name === 'middle'));

  it('lets no words run into others, whether the onlooker sees the inside or only records', () => {
    expect(overlaps(wordBoxes(layout, 'open'))).toEqual([]);
    expect(overlaps(wordBoxes(layout, 'sealed'))).toEqual([]);
  });

  it('lets time run downwards', () => {
    const ys = layout.items.map((item) => item.y);
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
  });

  it('keeps everything inside the stage', () => {
    for (const box of [...wordBoxes(layout, 'open'), ...wordBoxes(layout, 'sealed')]) {
      expect(box.x, box.name).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, box.name).toBeLessThanOrEqual(width);
      expect(box.y, box.name).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height, box.name).toBeLessThanOrEqual(layout.height);
    }
  });

  it('draws no message through a gate or a belief', () => {
    const flags = layout.items.filter((item) => item.kind === 'gate' || item.kind === 'belief');
    const lines = layout.items.filter((item) => item.kind === 'sent');
    for (const { box } of flags) {
      for (const line of lines) {
        const beside =
          Math.max(line.from, line.to) <= box.x + 0.5 ||
          Math.min(line.from, line.to) >= box.x + box.width - 0.5;
        const apart = line.y <= box.y || line.y >= box.y + box.height;
        expect(beside || apart, `${line.title} through a flag`).toBe(true);
      }
    }
  });

  it('covers the stage with bands that meet and do not overlap', () => {
    layout.bands.forEach((band, n) => {
      expect(band.bottom).toBeGreaterThan(band.top);
      expect(band.bottom).toBe(layout.bands[n + 1]?.top ?? layout.height);
    });
  });
});

describe('any layout', () => {
  const party = fc.constantFrom('client' as const, 'server' as const);
  const epoch = fc.constantFrom('plaintext' as const, 'handshake' as const, 'application' as const);
  const label = fc.constantFrom(
    'Finished',
    'CertificateVerify',
    'Client is spiffe://a.b/ns/c/sa/d',
  );
  const sent = fc.record({
    kind: fc.constantFrom('message' as const, 'alert' as const, 'data' as const, 'close' as const),
    party,
    epoch,
    label,
    mtlsOnly: fc.boolean(),
    unread: fc.boolean(),
  });
  const check = fc.record({
    kind: fc.constant('check' as const),
    party,
    label,
    mtlsOnly: fc.boolean(),
    verdicts: fc.array(fc.constantFrom('pass' as const, 'fail' as const), { maxLength: 6 }),
  });
  const keys = fc.record({ kind: fc.constant('keys' as const), party, epoch, label });
  const belief = fc.record({
    kind: fc.constant('belief' as const),
    party,
    label,
    belief: fc.constantFrom('connected' as const, 'refused' as const),
  });
  const run = fc.array(fc.oneof(sent, check, keys, belief), { maxLength: 40 });

  it('keeps words apart and time in order, whatever happened at whichever width', () => {
    fc.assert(
      fc.property(run, fc.integer({ min: 360, max: 1400 }), (made, width) => {
        const layout = layoutStage(input(made, width));
        expect(overlaps(wordBoxes(layout, 'open'))).toEqual([]);
        const ys = layout.items.map((item) => item.y);
        expect(ys).toEqual([...ys].sort((a, b) => a - b));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the layout of two runs', () => {
  it('puts what both do at the same height, and leaves room for what only one does', () => {
    const rows = [
      { tls: 0, mtls: 0 },
      { tls: 1, mtls: 1 },
      { tls: 2, mtls: 2 },
      { tls: 3, mtls: 3 },
      { tls: null, mtls: 4 },
      { tls: 4, mtls: 5 },
      { tls: 5, mtls: 6 },
    ];
    const oneWay = input(RUNS.oneWay.slice(0, 6), 380);
    const mutual = input(RUNS.mutual.slice(0, 7), 380);
    const [tls, mtls] = layoutPair(oneWay, mutual, rows);
    for (const row of rows) {
      if (row.tls === null) continue;
      expect(tls.items[row.tls]?.y).toBe(mtls.items[row.mtls]?.y);
    }
    expect(mtls.items[4]?.y).toBeGreaterThan(tls.items[3]?.y ?? Infinity);
    expect(tls.items[4]?.y).toBeGreaterThan(mtls.items[4]?.y ?? Infinity);
    expect(tls.height).toBe(mtls.height);
  });
});

describe('a tall run', () => {
  it('fits the stage of a 1440×900 page without scrolling, or nearly so', () => {
    expect(layoutStage(input(RUNS.late, 770)).height).toBeLessThan(640);
    expect(layoutStage(input(RUNS.mutual, 770)).height).toBeLessThan(720);
  });
});
