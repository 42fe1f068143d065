import type { PlayerCommand, Speed } from './command.ts';
import type { StepDuration } from './durations.ts';

/** What the clock needs of its surroundings; a page hands in the window, a test hands in its own. */
export interface Frames {
  /** Calls back before the next paint with the time in ms. */
  request(callback: (time: number) => void): number;
  cancel(handle: number): void;
  /** Does the person want things to change without moving? */
  reducedMotion(): boolean;
}

/** The frames of a window. */
export function framesOf(window: Window): Frames {
  return {
    request: (callback) => window.requestAnimationFrame(callback),
    cancel: (handle) => window.cancelAnimationFrame(handle),
    reducedMotion: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
}

/** A single step is eased within these bounds, in ms, whatever it takes when played. */
const SHORTEST_STEP = 200;
const LONGEST_STEP = 500;
/** A page that was hidden does not leap ahead when it is shown again. */
const LONGEST_FRAME = 250;

/**
 * The one owner of motion. Everything on the stage is a function of `cursor`: its integer part is
 * how many steps are fully shown, its fraction is the progress of the step under way.
 * One animation frame loop runs, and only while something moves.
 */
export class PlayerClock {
  #cursor = $state(0);
  #playing = $state(false);
  #speed = $state<Speed>(1);
  #length = $state(0);
  readonly #duration: (step: number) => StepDuration;
  readonly #frames: Frames;
  /** Where a single step is easing to; null when none is. */
  #target: number | null = null;
  /** How long the last step has rested so far, in ms at speed 1. */
  #rested = 0;
  /** Factor of an overview, which shows the whole run in a given time. */
  #hurry = 1;
  #handle: number | null = null;
  #last: number | null = null;

  /**
   * @param duration how long each step takes at speed 1; must be pure
   * @param frames where animation frames come from
   */
  constructor(duration: (step: number) => StepDuration, frames: Frames) {
    this.#duration = duration;
    this.#frames = frames;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get speed(): Speed {
    return this.#speed;
  }

  set speed(speed: Speed) {
    this.#speed = speed;
    this.#hurry = 1;
  }

  /** How many steps there are. */
  get length(): number {
    return this.#length;
  }

  get atEnd(): boolean {
    return this.#cursor >= this.#length;
  }

  /** Another run: nothing moves, and the cursor stays if the run is long enough. */
  setLength(length: number): void {
    this.#stop();
    this.#length = length;
    this.#cursor = Math.min(Math.ceil(this.#cursor), length);
  }

  /** Plays on from here; from the start when everything has been shown. */
  play(): void {
    if (this.#length === 0) return;
    if (this.atEnd) this.#cursor = 0;
    this.#target = null;
    this.#rested = 0;
    this.#hurry = 1;
    this.#playing = true;
    this.#run();
  }

  pause(): void {
    this.#stop();
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  /** Shows one more step; a step that is still easing is finished at once. */
  stepForward(): void {
    const from = this.#target ?? Math.floor(this.#cursor);
    this.#easeTo(Math.min(from + 1, this.#length));
  }

  /** Takes the last step back. */
  stepBack(): void {
    const from = this.#target ?? Math.ceil(this.#cursor);
    this.#easeTo(Math.max(from - 1, 0));
  }

  /** Goes to a moment between two steps: eased when it is the next one, at once when it is further. */
  seek(step: number): void {
    const to = Math.min(Math.max(Math.round(step), 0), this.#length);
    if (Math.abs(to - this.#cursor) <= 1) this.#easeTo(to);
    else this.scrub(to);
  }

  /** Goes to any moment at once, also into the middle of a step. */
  scrub(to: number): void {
    this.#stop();
    this.#cursor = Math.min(Math.max(to, 0), this.#length);
  }

  restart(): void {
    this.scrub(0);
    this.play();
  }

  toEnd(): void {
    this.scrub(this.#length);
  }

  /**
   * Plays the whole run once, faster than life. With reduced motion it shows the end at once.
   *
   * @param totalMs how long that may take
   */
  overview(totalMs = 4800): void {
    if (this.#frames.reducedMotion()) {
      this.toEnd();
      return;
    }
    this.scrub(0);
    this.play();
    let total = 0;
    for (let step = 0; step < this.#length; step++) {
      const { move, dwell } = this.#duration(step);
      total += move + dwell;
    }
    this.#hurry = Math.max(total / totalMs, 1) / this.#speed;
  }

  /** Does what a button, a key or the timeline asks; `help` is not for the clock. */
  obey(command: PlayerCommand): void {
    switch (command.kind) {
      case 'toggle':
        return this.toggle();
      case 'forward':
        return this.stepForward();
      case 'back':
        return this.stepBack();
      case 'restart':
        return this.restart();
      case 'end':
        return this.toEnd();
      case 'seek':
        return this.seek(command.to);
      case 'scrub':
        return this.scrub(command.to);
      case 'speed':
        this.speed = command.speed;
        return;
      case 'help':
        return;
    }
  }

  /** Stops for good, when the page goes away. */
  destroy(): void {
    this.#stop();
  }

  #easeTo(to: number): void {
    const under = this.#target;
    this.#stop();
    if (this.#frames.reducedMotion()) {
      this.#cursor = to;
      return;
    }
    if (under !== null) this.#cursor = under;
    if (this.#cursor === to) return;
    this.#target = to;
    this.#run();
  }

  #stop(): void {
    this.#playing = false;
    this.#target = null;
    this.#rested = 0;
    this.#hurry = 1;
    if (this.#handle !== null) this.#frames.cancel(this.#handle);
    this.#handle = null;
    this.#last = null;
  }

  #run(): void {
    this.#handle ??= this.#frames.request(this.#tick);
  }

  readonly #tick = (time: number): void => {
    const elapsed = Math.min(time - (this.#last ?? time), LONGEST_FRAME);
    this.#last = time;
    this.#handle = null;
    if (this.#playing) this.#advance(elapsed * this.#speed * this.#hurry);
    else if (this.#target !== null) this.#approach(this.#target, elapsed);
    if (this.#playing || this.#target !== null) this.#run();
    else this.#last = null;
  };

  /** Moves a single step towards its end. */
  #approach(target: number, elapsed: number): void {
    const { move } = this.#duration(Math.min(Math.floor(this.#cursor), target));
    const part = elapsed / Math.min(Math.max(move, SHORTEST_STEP), LONGEST_STEP);
    const left = target - this.#cursor;
    if (Math.abs(left) <= part) {
      this.#cursor = target;
      this.#target = null;
    } else {
      this.#cursor += Math.sign(left) * part;
    }
  }

  /** Lets played time pass: steps move and rest in turn, several within one frame if need be. */
  #advance(time: number): void {
    let left = time;
    while (left > 0 && this.#playing) {
      const whole = Math.floor(this.#cursor);
      const resting = this.#cursor === whole && whole > 0 ? this.#restOf(whole - 1) : 0;
      if (resting > 0) {
        const spent = Math.min(resting, left);
        this.#rested += spent;
        left -= spent;
        if (spent < resting) return;
      }
      left = this.#move(whole, left);
    }
  }

  /** How long the last step has still to rest; with reduced motion its moving time counts too. */
  #restOf(step: number): number {
    const { move, dwell } = this.#duration(step);
    const whole = this.#frames.reducedMotion() ? move + dwell : dwell;
    return Math.max(whole - this.#rested, 0);
  }

  /** Moves the step under way by some time. @returns the time that is left when it has landed */
  #move(step: number, time: number): number {
    if (step >= this.#length) {
      this.#stop();
      return 0;
    }
    const { move } = this.#duration(step);
    const needed = this.#frames.reducedMotion() ? 0 : (step + 1 - this.#cursor) * move;
    if (time < needed) {
      this.#cursor += time / move;
      return 0;
    }
    this.#cursor = step + 1;
    this.#rested = 0;
    if (this.#cursor >= this.#length) this.#stop();
    return time - needed;
  }
}
