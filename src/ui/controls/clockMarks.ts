import type { Moment } from '../../lab/moments.ts';
import { CLOCK_RANGE } from '../../lab/scenario.ts';
import { momentOfCertificate } from '../../narration/page/controlsWords.ts';

/** A moment at which a certificate of the world starts or ends, on the scale of the clock. */
export interface ClockMark {
  /** First whole hour, counted from the world's making, at which the change has happened. */
  readonly hours: number;
  readonly ends: boolean;
  /** `orders ends` */
  readonly words: string;
}

const HOUR = 3_600_000;

/**
 * The moments as far as the clock goes, in order.
 *
 * @param madeAt when the world was made, in milliseconds since 1970
 */
export function clockMarks(moments: readonly Moment[], madeAt: number): ClockMark[] {
  return moments
    .map((moment) => ({
      hours: Math.ceil((moment.time - madeAt) / HOUR),
      ends: moment.kind === 'ends',
      words: momentOfCertificate(moment),
    }))
    .filter(({ hours }) => hours >= CLOCK_RANGE.min && hours <= CLOCK_RANGE.max);
}
