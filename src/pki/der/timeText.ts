/** Times that were put into words before: the same certificates are judged again and again. */
const timeTexts = new Map<number, string>();

/** A time as people read it: `2026-11-23 14:40:00 UTC`. */
export function timeText(milliseconds: number): string {
  const known = timeTexts.get(milliseconds);
  if (known !== undefined) return known;
  const date = new Date(milliseconds);
  // A clock can be moved beyond the years that a Date can hold.
  if (Number.isNaN(date.getTime())) return 'a time out of range';
  const iso = date.toISOString();
  const text = `${iso.slice(0, -14)} ${iso.slice(-13, -5)} UTC`;
  if (timeTexts.size >= 256) timeTexts.clear();
  timeTexts.set(milliseconds, text);
  return text;
}
