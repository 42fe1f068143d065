import { describe, expect, it } from 'vitest';
import { rowDuration, stepDuration } from '../../src/ui/player/durations.ts';
import { comparedMarks, marksOf } from '../../src/ui/player/marks.ts';
import { actsNow, cursorOfSide, rowOfStep } from '../../src/ui/stage/moment/aligned.ts';
import { standingAt } from '../../src/ui/stage/beliefs.ts';
import { follow } from '../../src/ui/stage/moment/follow.ts';
import { cutEnd, cutMiddle, textWidth, wrapTwo } from '../../src/ui/stage/layout/measure.ts';
import { RUNS } from './madeRuns.ts';
import { madeLabels, madeTrace } from './madeTrace.ts';

const late = madeTrace(RUNS.late);
const lateLabels = madeLabels(RUNS.late);
const refusedAt = RUNS.late.findIndex((made) => made.label === 'Certificate has expired');

describe('the cursor of one run in a comparison', () => {
  const rows = [
    { tls: 0, mtls: 0 },
    { tls: null, mtls: 1 },
    { tls: 1, mtls: 2 },
  ];

  it('waits while only the other run moves', () => {
    expect(cursorOfSide(rows, 'tls', 1.5)).toBe(1);
    expect(cursorOfSide(rows, 'mtls', 1.5)).toBe(1.5);
    expect(cursorOfSide(rows, 'tls', 2.25)).toBe(1.25);
    expect([cursorOfSide(rows, 'tls', 3), cursorOfSide(rows, 'mtls', 3)]).toEqual([2, 3]);
  });

  it('knows which run acts in the row under the cursor, and where a step stands', () => {
    expect([actsNow(rows, 'tls', 2), actsNow(rows, 'mtls', 2)]).toEqual([false, true]);
    expect(actsNow(rows, 'tls', 0)).toBe(false);
    expect([rowOfStep(rows, 'tls', 1), rowOfStep(rows, 'mtls', 1)]).toEqual([2, 1]);
  });
});

describe('what a party believes', () => {
  it('is known to itself before the other side has judged', () => {
    const standing = (party: 'client' | 'server', cursor: number) =>
      standingAt(late, party, cursor, 'everyone')?.belief;
    expect(standing('client', 0)).toBe('waiting');
    expect(standing('client', 1)).toBe('handshaking');
    expect(standing('client', refusedAt)).toBe('connected');
    expect(standing('server', refusedAt)).toBe('handshaking');
    expect(standing('server', late.steps.length)).toBe('refusing');
    expect(standing('client', late.steps.length)).toBe('refused');
  });

  it('is nobody else’s to know', () => {
    expect(standingAt(late, 'client', 9, 'server')).toBeNull();
    expect(standingAt(late, 'client', 9, 'wire')).toBeNull();
    expect(standingAt(late, 'client', 9, 'client')).not.toBeNull();
  });

  it('never becomes anything for a server that an attacker stands in front of', () => {
    const middle = madeTrace(RUNS.middle, true);
    expect(standingAt(middle, 'server', 9, 'everyone')?.belief).toBe('unreached');
  });
});

describe('the timeline', () => {
  it('lets the step that decides stand out, and no other', () => {
    const deciding = marksOf(late, lateLabels, 'everyone', 0).flatMap((mark, n) =>
      mark.decides ? [n] : [],
    );
    expect(deciding).toEqual([refusedAt]);
  });

  it('tells the client nothing of what the server judged', () => {
    const mark = marksOf(late, lateLabels, 'client', late.steps.length)[refusedAt];
    expect([mark?.sight, mark?.decides, mark?.failed]).toEqual(['hidden', false, false]);
    expect(mark?.title).toBe('The client cannot see this step');
  });

  it('tells the wire types and lengths', () => {
    const titles = marksOf(late, lateLabels, 'wire', late.steps.length).map((mark) => mark.title);
    expect(titles[3]).toBe('application_data, 90 bytes, from the server to the client');
    expect(titles.join(' ')).not.toContain('expired');
  });

  it('has one mark a row when two runs are compared', () => {
    const marks = marksOf(late, lateLabels, 'everyone', 0);
    const rows = marks.map((_, n) => ({ tls: n === refusedAt ? null : n, mtls: n }));
    expect(comparedMarks(marks, marks, rows)).toHaveLength(rows.length);
    expect(comparedMarks(marks, marks, rows)[refusedAt]?.decides).toBe(true);
  });
});

describe('durations', () => {
  it('gives a message time to travel, and a failing check time to be seen', () => {
    const byKind = (kind: string) => late.steps.filter((step) => step.kind === kind);
    for (const step of byKind('message')) expect(stepDuration(step).move).toBe(450);
    for (const step of byKind('keys')) expect(stepDuration(step).move).toBeLessThanOrEqual(250);
    const checks = byKind('check').map((step) => stepDuration(step).dwell);
    expect(Math.max(...checks)).toBe(checks.at(-1));
  });

  it('gives a row of two runs as long as the longer of them', () => {
    const message = late.steps[0];
    const keys = late.steps[2];
    expect(message && rowDuration([message, keys])).toEqual(message && stepDuration(message));
    expect(rowDuration([undefined, undefined])).toEqual({ move: 0, dwell: 0 });
  });
});

describe('following the present', () => {
  it('does not move while it is in view', () => {
    expect(follow(300, { top: 0, height: 600 })).toBe(0);
    expect(follow(500, { top: 200, height: 600 })).toBe(200);
  });

  it('moves down and up no more than it must', () => {
    const down = follow(700, { top: 0, height: 600 });
    expect(down).toBeGreaterThan(100);
    expect(down).toBeLessThan(200);
    expect(follow(120, { top: 300, height: 600 })).toBeLessThan(120);
    expect(follow(0, { top: 300, height: 600 })).toBe(0);
  });
});

describe('words that do not fit', () => {
  const style = { size: 12 };

  it('are cut so that they do', () => {
    const uri = 'spiffe://lab.example/ns/prod/sa/orders';
    for (let width = 60; width < 260; width += 10) {
      expect(textWidth(cutMiddle(uri, width, style), style)).toBeLessThanOrEqual(width);
      expect(textWidth(cutEnd(uri, width, style), style)).toBeLessThanOrEqual(width);
    }
  });

  it('keep the scheme and the end of a URI', () => {
    const cut = cutMiddle('spiffe://lab.example/ns/prod/sa/orders', 170, style);
    expect(cut).toMatch(/^spiffe:\/\/…/);
    expect(cut).toMatch(/\/sa\/orders$/);
  });

  it('break into two lines at a space', () => {
    expect(wrapTwo('Certificate has an unknown issuer', 120, style)).toEqual([
      'Certificate has an',
      'unknown issuer',
    ]);
  });
});
