import { describe, expect, it } from 'vitest';
import { currentStep, frame, headAt } from '../../src/ui/stage/moment/frame.ts';
import { layoutStage } from '../../src/ui/stage/layout/layout.ts';
import { RUNS } from './madeRuns.ts';
import { madeLabels, madeTrace } from './madeTrace.ts';

const NAMES = Object.keys(RUNS) as (keyof typeof RUNS)[];

function layoutOf(name: keyof typeof RUNS, width = 740) {
  const trace = madeTrace(RUNS[name], name === 'middle');
  return layoutStage({ trace, labels: madeLabels(RUNS[name]), width, compact: width < 600 });
}

describe.each(NAMES)('the frames of a %s run', (name) => {
  const layout = layoutOf(name);
  const count = layout.items.length;
  const step = 1 / 32;

  it('move without a jump, from the first moment to the last', () => {
    // The ease is at most three times as fast as an even movement.
    const most = 3 * step * layout.columns.width;
    let before = frame(layout, 0, 'everyone');
    for (let cursor = step; cursor <= count; cursor += step) {
      const now = frame(layout, cursor, 'everyone');
      const jumps = now.items.filter(({ flight }, n) => {
        const last = before.items[n]?.flight;
        if (!flight || !last) return false;
        return Math.max(Math.abs(flight.tip - last.tip), Math.abs(flight.pill - last.pill)) > most;
      });
      expect(jumps).toEqual([]);
      expect(now.head).toBeGreaterThanOrEqual(before.head);
      before = now;
    }
  });

  it('leave each message where it landed: the pill in the middle, the line at the receiver', () => {
    for (const { flight, item, opacity } of frame(layout, count, 'everyone').items) {
      expect(opacity).toBe(1);
      if (item.kind !== 'sent' || !flight) continue;
      expect(flight.pill).toBe(item.middle);
      if (flight.showsNeglect) expect(flight.tip).not.toBe(item.to);
      else expect(flight.tip).toBe(item.to);
    }
  });

  it('show nothing of what has not happened yet', () => {
    const moment = Math.floor(count / 2) + 0.5;
    for (const { item, opacity, tense } of frame(layout, moment, 'everyone').items) {
      if (item.index > moment) expect([tense, opacity]).toEqual(['future', 0]);
    }
  });
});

describe('the step under the cursor', () => {
  it('is the one under way, else the last one shown', () => {
    expect(currentStep(0)).toBe(-1);
    expect(currentStep(0.2)).toBe(0);
    expect(currentStep(1)).toBe(0);
    expect(currentStep(1.01)).toBe(1);
  });
});

describe('an empty run', () => {
  it('draws nothing', () => {
    const layout = layoutStage({ trace: madeTrace([]), labels: [], width: 700, compact: false });
    expect(frame(layout, 0, 'everyone').items).toEqual([]);
    expect(headAt(layout, 0)).toBe(0);
  });
});

describe('who sees what', () => {
  const layout = layoutOf('late');
  const count = layout.items.length;

  it('gives the wire record types and lengths, and nothing that happens inside a party', () => {
    for (const { item, sight, flight } of frame(layout, count, 'wire').items) {
      if (item.kind !== 'sent') {
        expect(sight).toBe('hidden');
      } else if (item.epoch === 'plaintext') {
        expect(flight?.face.text).toBe(item.open.text);
      } else {
        expect(flight?.face.text).toBe('application_data, 90 bytes');
        expect(flight?.face.tag).toBeNull();
      }
    }
  });

  it('lets the wire tell no kind of keys from another', () => {
    const labels = frame(layout, count, 'wire').bands.map((drawn) => drawn.label);
    expect(labels.join(' ')).not.toMatch(/handshake|application/);
    expect(frame(layout, count, 'wire').bands.filter((drawn) => drawn.sealed)).toHaveLength(2);
  });

  it('hides from the server what the client believes, and what it never opened', () => {
    const items = frame(layout, count, 'server').items;
    const belief = items.find(({ item }) => item.kind === 'belief' && item.step.party === 'client');
    expect(belief?.sight).toBe('hidden');
    const request = items.find(({ item }) => item.step.kind === 'data');
    expect(request?.sight).toBe('sealed');
  });

  it('hides from the client how the server judged, and that nobody read its request', () => {
    const items = frame(layout, count, 'client').items;
    const gate = items.find(({ item }) => item.decides);
    expect(gate?.sight).toBe('hidden');
    const request = items.find(({ item }) => item.step.kind === 'data');
    expect(request?.flight?.showsNeglect).toBe(false);
    expect(request?.flight?.tip).toBe(request?.item.kind === 'sent' ? request.item.to : null);
  });

  it('tells only somebody who sees both ends that a record was changed on the way', () => {
    const flipped = layoutOf('flipped');
    const shows = (view: 'everyone' | 'client' | 'server' | 'wire') =>
      frame(flipped, flipped.items.length, view).items.some(({ flight }) => flight?.showsChange);
    expect(shows('everyone')).toBe(true);
    expect([shows('wire'), shows('client'), shows('server')]).toEqual([false, false, false]);
  });
});
