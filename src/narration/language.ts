/**
 * What a language adds to the words themselves: how it writes dates, numbers, lists and plurals.
 * All of it is `Intl`'s, in this one place.
 */
export interface Language {
  /** BCP 47: `en-GB`. */
  readonly locale: string;
  /** `23,314` */
  readonly number: (n: number) => string;
  /** `1 byte`, `90 bytes`, `23,314 bytes`: the form that the number asks for. */
  readonly count: (n: number, forms: Forms) => string;
  /** The form alone. */
  readonly plural: (n: number, forms: Forms) => string;
  /** `a`, `a and b`, `a, b and c`. */
  readonly list: (items: readonly string[]) => string;
  /** `a`, `a or b`, `a, b or c`. */
  readonly either: (items: readonly string[]) => string;
  /** `23 Nov 2026`, in UTC; a time is in milliseconds since 1970. */
  readonly date: (time: number) => string;
  /** `16:40`, in UTC. */
  readonly clock: (time: number) => string;
  /** `23 Nov 2026, 16:40`, in UTC. */
  readonly dateAndClock: (time: number) => string;
}

/** A word for one thing and for several; a language may have more forms (CLDR's plural categories). */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

/** @param outOfRange said of a moment that a Date cannot hold: a clock can be moved beyond those */
function speak(locale: string, outOfRange: string): Language {
  const { format: number } = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const joined = (type: Intl.ListFormatType) => new Intl.ListFormat(locale, { type });
  const [conjunction, disjunction] = [joined('conjunction'), joined('disjunction')];
  const times = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (time: number) => (Math.abs(time) <= 8.64e15 ? format.format(time) : outOfRange);
  };
  const plural = (n: number, forms: Forms) => forms[rules.select(n)] ?? forms.other;
  return {
    locale,
    number,
    plural,
    count: (n, forms) => `${number(n)} ${plural(n, forms)}`,
    list: (items) => conjunction.format(items),
    either: (items) => disjunction.format(items),
    date: times(DAY),
    clock: times(CLOCK),
    dateAndClock: times({ ...DAY, ...CLOCK }),
  };
}

/** The language of the words in this room. */
export const ENGLISH = speak('en-GB', 'a time out of range');
