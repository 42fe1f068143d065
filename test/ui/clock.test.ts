import { describe, expect, it } from 'vitest';
import { PlayerClock, type Frames } from '../../src/ui/player/clock.svelte.ts';

/** Frames that come when the test says so. */
class HandFrames implements Frames {
  reduced = false;
  #time = 0;
  #next: ((time: number) => void) | null = null;

  get waiting(): boolean {
    return this.#next !== null;
  }

  request(callback: (time: number) => void): number {
    if (this.#next) throw new Error('Two loops run at once.');
    this.#next = callback;
    return 1;
  }

  cancel(): void {
    this.#next = null;
  }

  reducedMotion(): boolean {
    return this.reduced;
  }

  /** Lets time pass at 60 frames a second. */
  run(ms: number): void {
    const end = this.#time + ms;
    while (this.#time < end) {
      this.#time = Math.min(this.#time + 1000 / 60, end);
      const callback = this.#next;
      this.#next = null;
      callback?.(this.#time);
    }
  }
}

function clockOf(length: number) {
  const frames = new HandFrames();
  const clock = new PlayerClock(() => ({ move: 400, dwell: 200 }), frames);
  clock.setLength(length);
  return { clock, frames };
}

describe('playing', () => {
  it('moves a step, rests, and goes on to the next', () => {
    const { clock, frames } = clockOf(3);
    clock.play();
    frames.run(220);
    expect(clock.cursor).toBeGreaterThan(0.4);
    expect(clock.cursor).toBeLessThan(0.6);
    frames.run(280);
    expect(clock.cursor).toBe(1);
    frames.run(300);
    expect(clock.cursor).toBeGreaterThan(1);
  });

  it('stops at the end, and no frame is asked for any more', () => {
    const { clock, frames } = clockOf(3);
    clock.play();
    frames.run(4000);
    expect([clock.cursor, clock.playing, frames.waiting]).toEqual([3, false, false]);
  });

  it('starts again from the start when everything was shown', () => {
    const { clock, frames } = clockOf(3);
    clock.toEnd();
    clock.toggle();
    expect([clock.cursor, clock.playing]).toEqual([0, true]);
    frames.run(100);
    expect(clock.cursor).toBeGreaterThan(0);
  });

  it.each([0.25, 0.5, 1, 2, 4] as const)(
    'takes 1800 ms at speed 1, and that much at %d',
    (speed) => {
      const { clock, frames } = clockOf(3);
      clock.speed = speed;
      clock.play();
      frames.run(1550 / speed);
      expect(clock.cursor).toBeLessThan(3);
      frames.run(200 / speed + 40);
      expect(clock.cursor).toBe(3);
    },
  );

  it('pauses in the middle of a step and goes on from there', () => {
    const { clock, frames } = clockOf(3);
    clock.play();
    frames.run(200);
    clock.pause();
    const at = clock.cursor;
    frames.run(500);
    expect(clock.cursor).toBe(at);
    clock.play();
    frames.run(50);
    expect(clock.cursor).toBeGreaterThan(at);
    expect(clock.cursor).toBeLessThan(1);
  });
});

describe('stepping', () => {
  it('eases one step and then stands still', () => {
    const { clock, frames } = clockOf(3);
    clock.stepForward();
    frames.run(200);
    expect(clock.cursor).toBeGreaterThan(0);
    expect(clock.cursor).toBeLessThan(1);
    frames.run(300);
    expect([clock.cursor, frames.waiting]).toEqual([1, false]);
  });

  it('finishes the step that is easing when the next one is asked for', () => {
    const { clock, frames } = clockOf(3);
    clock.stepForward();
    frames.run(100);
    clock.stepForward();
    expect(clock.cursor).toBe(1);
    frames.run(600);
    expect(clock.cursor).toBe(2);
  });

  it('goes back, and stops at the ends', () => {
    const { clock, frames } = clockOf(2);
    clock.stepBack();
    frames.run(600);
    expect(clock.cursor).toBe(0);
    clock.toEnd();
    clock.stepForward();
    frames.run(600);
    expect(clock.cursor).toBe(2);
    clock.stepBack();
    frames.run(600);
    expect(clock.cursor).toBe(1);
  });

  it('seeks further than one step at once', () => {
    const { clock, frames } = clockOf(9);
    clock.seek(5);
    expect([clock.cursor, frames.waiting]).toEqual([5, false]);
    clock.seek(6);
    expect([clock.cursor, frames.waiting]).toEqual([5, true]);
    frames.run(600);
    expect(clock.cursor).toBe(6);
    clock.seek(99);
    expect(clock.cursor).toBe(9);
  });
});

describe('reduced motion', () => {
  it('changes state at once and never shows half a step', () => {
    const { clock, frames } = clockOf(3);
    frames.reduced = true;
    clock.stepForward();
    expect([clock.cursor, frames.waiting]).toEqual([1, false]);
    clock.play();
    for (let n = 0; n < 80; n++) {
      frames.run(25);
      expect(Number.isInteger(clock.cursor)).toBe(true);
    }
    expect([clock.cursor, clock.playing]).toEqual([3, false]);
  });

  it('shows the end in place of an overview', () => {
    const { clock, frames } = clockOf(3);
    frames.reduced = true;
    clock.overview();
    expect([clock.cursor, clock.playing]).toEqual([3, false]);
  });
});

describe('the overview', () => {
  it('plays a long run once in less than five seconds', () => {
    const { clock, frames } = clockOf(30);
    clock.overview();
    frames.run(4000);
    expect(clock.playing).toBe(true);
    frames.run(950);
    expect([clock.cursor, clock.playing]).toEqual([30, false]);
  });

  it('does not slow a short run down', () => {
    const { clock, frames } = clockOf(2);
    clock.overview();
    frames.run(1300);
    expect(clock.cursor).toBe(2);
  });

  it('ends as soon as a person does something', () => {
    const { clock, frames } = clockOf(30);
    clock.overview();
    frames.run(1000);
    clock.stepForward();
    frames.run(1000);
    expect(clock.playing).toBe(false);
    clock.play();
    const from = clock.cursor;
    frames.run(600);
    expect(clock.cursor - from).toBeLessThan(2);
  });
});

describe('another run', () => {
  it('stands still, at the same step when there is one', () => {
    const { clock, frames } = clockOf(9);
    clock.scrub(6.5);
    clock.setLength(8);
    expect(clock.cursor).toBe(7);
    clock.setLength(4);
    expect(clock.cursor).toBe(4);
    clock.play();
    clock.setLength(5);
    expect([clock.playing, frames.waiting]).toEqual([false, false]);
  });
});
