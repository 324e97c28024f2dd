/** Civil dates (`2026-11-20`), without a zone: arithmetic is done in UTC and never meets a DST. */

const kDayMs = 86_400_000;

export function isCivilDate(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Today in a time zone. */
export function todayIn(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(now);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * kDayMs).toISOString().slice(0, 10);
}

/** Days from `from` to `to`, both counted: one day has length 1. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / kDayMs) + 1;
}

const kMonths = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** `2 Sep 2026`; without the year when `year` is false. */
export function civilWords(date: string, year = true): string {
  const [y = '', m = '1', d = '1'] = date.split('-');
  return `${Number(d)} ${kMonths[Number(m) - 1] ?? ''}${year ? ` ${y}` : ''}`;
}

/** `2 Sep – 20 Nov 2026`, `30 Dec 2025 – 5 Jan 2026`, `3 Sep 2026`. */
export function civilRangeWords(from: string, to: string): string {
  if (from === to) return civilWords(to);
  return `${civilWords(from, from.slice(0, 4) !== to.slice(0, 4))} – ${civilWords(to)}`;
}
